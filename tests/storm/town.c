#include "town.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

const char *const town_windows = "1h,6h";

static const struct {
    const char *name;
    int64_t length_s;
} windows[TOWN_WINDOWS] = {{"1h", 3600}, {"6h", 21600}};

static const char *const crimes[] = {
    "ROBBERY",           "BURGLARY",        "BURGLARY FROM VEHICLE", "BATTERY - SIMPLE ASSAULT",
    "ATTEMPTED ROBBERY", "CRIMINAL ASSAULT"};
static const char *const areas[] = {"Central", "77th Street", "Olympic", "Southwest", "Hollenbeck",
                                    "",        "Rampart"};

enum { NAMES_MAX = 8, TOP = 5 };

static const double near_lat = 34.021861, near_lon = -118.282942, near_deg = 0.02;

const char *town_crime(const struct town_report *r)
{
    return crimes[r->crime];
}

const char *town_area(const struct town_report *r)
{
    return areas[r->area];
}

/* --- what happens ----------------------------------------------------------------------------- */

static void add_report(struct town *t, struct random *random, size_t number)
{
    static const struct civil_parts begin = {.year = 2023, .month = 1, .day = 2};
    civil_time from;
    char id[256]; /* longer than it is, which keeps gcc quiet about XXH3 */
    civil_from_date(begin.year, begin.month, begin.day, &from);
    int64_t minutes = (int64_t)random_below(random, (size_t)(t->config.span_s / 60) + 1);
    civil_time occurred = civil_add(from, 3 * 3600 + minutes * 60);
    int id_len = snprintf(id, sizeof id, "%zu", 230000000 + number * 7);
    uint64_t h = XXH3_64bits_withSeed(id, (size_t)id_len, t->config.seed);
    struct town_report *r = &t->of[t->count++];
    double lat = 33.98 + (double)random_below(random, 80) / 1000;
    double lon = -118.32 + (double)random_below(random, 80) / 1000;
    *r = (struct town_report){
        .at = occurred.s + (int64_t)(30 + h % 61) * 60,
        .officer = 1 + (uint32_t)((h >> 32) % t->config.officers),
        .crime = (uint32_t)random_below(random, COUNT_OF(crimes)),
        .area = (uint32_t)random_below(random, COUNT_OF(areas)),
    };
    char lat_text[16];
    char lon_text[16];
    snprintf(lat_text, sizeof lat_text, "%.4f", lat);
    snprintf(lon_text, sizeof lon_text, "%.4f", lon);
    double dlat = strtod(lat_text, NULL) - near_lat;
    double dlon = strtod(lon_text, NULL) - near_lon;
    r->near = sqrt(dlat * dlat + dlon * dlon) < near_deg;
    struct civil_parts p = civil_split(occurred);
    buffer_printf(&t->csv, "%s,%02d/%02d/%04d 12:00:00 AM,%02d%02d,%s,%s,%s,%s,%s\n", id, p.month,
                  p.day, p.year, p.hour, p.minute, areas[r->area], crimes[r->crime], "100 MAIN ST",
                  lat_text, lon_text);
    if (random_below(random, 10) == 0)
        buffer_printf(&t->csv, "%s9,01/02/2023,0400,Central,VANDALISM,1 MAIN ST,34.0,-118.2\n", id);
}

static int64_t round_up(int64_t t, int64_t from, int64_t step)
{
    return from + (t - from + step - 1) / step * step;
}

void town_make(struct town *t, const struct town_config *config, struct random *random)
{
    *t = (struct town){.config = *config, .first = INT64_MAX, .last = INT64_MIN};
    buffer_printf(&t->csv, "DR_NO,DATE OCC,TIME OCC,AREA NAME,Crm Cd Desc,LOCATION,LAT,LON\n");
    for (size_t i = 0; i < config->reports; i++)
        add_report(t, random, i);
    for (size_t i = 0; i < t->count; i++) {
        t->first = t->of[i].at < t->first ? t->of[i].at : t->first;
        t->last = t->of[i].at > t->last ? t->of[i].at : t->last;
    }
    int64_t midnight = t->first - t->first % CIVIL_DAY_S;
    t->first_tick = round_up(t->first, midnight, config->every_s);
    t->last_tick = round_up(t->last, midnight, config->every_s);
}

void town_finish(struct town *t)
{
    buffer_free(&t->csv);
}

/* --- what is said of it ----------------------------------------------------------------------- */

static void write_top(struct buffer *out, const char *key, const uint32_t *counts,
                      const char *const *names, size_t count)
{
    uint32_t left[NAMES_MAX] = {0};
    memcpy(left, counts, count * sizeof *left);
    buffer_printf(out, ",\"%s\":[", key);
    for (size_t row = 0; row < TOP; row++) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++)
            if (left[i] > left[best] ||
                (left[i] == left[best] && strcmp(names[i], names[best]) < 0))
                best = i;
        if (left[best] == 0)
            break;
        buffer_printf(out, "%s[\"%s\",%u]", row > 0 ? "," : "", names[best], (unsigned)left[best]);
        left[best] = 0;
    }
    buffer_printf(out, "]");
}

static void write_scope(const struct town *t, const char *name, int64_t from, int64_t to,
                        struct buffer *out)
{
    uint32_t by_crime[NAMES_MAX] = {0};
    uint32_t by_area[NAMES_MAX] = {0};
    unsigned total = 0;
    unsigned near = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct town_report *r = &t->of[i];
        if (r->at <= from || r->at > to)
            continue;
        total++;
        near += r->near;
        by_crime[r->crime]++;
        by_area[r->area]++;
    }
    buffer_printf(out, "\"%s\":{\"total\":%u,\"near\":%u", name, total, near);
    write_top(out, "crimes", by_crime, crimes, COUNT_OF(crimes));
    write_top(out, "places", by_area, areas, COUNT_OF(areas));
    buffer_printf(out, "}");
}

void town_write_tick(const struct town *t, int64_t at, struct buffer *out)
{
    char text[CIVIL_TEXT_LEN];
    civil_write((civil_time){at}, text);
    buffer_printf(out, "{\"kind\":\"tick\",\"at\":\"%.*s\",", CIVIL_TEXT_LEN, text);
    write_scope(t, "batch", at - t->config.every_s, at, out);
    buffer_printf(out, ",");
    write_scope(t, "all", INT64_MIN, at, out);
    buffer_printf(out, ",\"windows\":{");
    for (size_t i = 0; i < TOWN_WINDOWS; i++) {
        buffer_printf(out, "%s", i > 0 ? "," : "");
        write_scope(t, windows[i].name, at - windows[i].length_s, at, out);
    }
    buffer_printf(out, "}}");
}
