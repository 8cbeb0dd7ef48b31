#include "figures.h"

#include <inttypes.h>

static void write_top(struct buffer *out, const char *key, const struct counts *counts,
                      const struct interner *names)
{
    struct top top[TOP_MAX];
    size_t found = counts_top(counts, names, top);
    buffer_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < found; i++) {
        buffer_printf(out, "%s[", i > 0 ? "," : "");
        json_write_string(out, intern_text(names, top[i].id));
        buffer_printf(out, ",%" PRIu32 "]", top[i].count);
    }
    buffer_add_byte(out, ']');
}

static void write_tally(struct buffer *out, const struct analysis *a, const struct tally *t,
                        bool filling)
{
    enum place place = analysis_settings(a)->place;
    buffer_printf(out, "{\"total\":%" PRIu64 ",\"near\":%" PRIu64, t->total, t->near);
    write_top(out, "crimes", &t->crimes, analysis_crimes(a));
    write_top(out, "places", &t->places[place], analysis_places(a, place));
    buffer_printf(out, "%s}", filling ? ",\"filling\":true" : "");
}

void figures_write_tick(struct buffer *out, const struct analysis *a)
{
    const struct analysis_config *config = analysis_settings(a);
    char at[CIVIL_TEXT_LEN];
    civil_write(analysis_position(a), at);
    buffer_printf(out, "{\"kind\":\"tick\",\"at\":\"%.*s\",\"batch\":", CIVIL_TEXT_LEN, at);
    write_tally(out, a, analysis_batch(a), false);
    buffer_printf(out, ",\"all\":");
    write_tally(out, a, analysis_all(a), false);
    buffer_printf(out, ",\"windows\":{");
    for (size_t i = 0; i < config->window_count; i++) {
        buffer_printf(out, "%s\"%s\":", i > 0 ? "," : "", config->windows[i].name);
        write_tally(out, a, analysis_window(a, i), analysis_is_filling(a, i));
    }
    buffer_printf(out, "}}\n");
}

/* A number that only the simulator knows. */
static void write_known(struct buffer *out, const char *key, bool known, uint64_t value)
{
    if (known)
        buffer_printf(out, ",\"%s\":%" PRIu64, key, value);
    else
        buffer_printf(out, ",\"%s\":null", key);
}

static void write_rejected(struct buffer *out, const struct session_counts *c)
{
    const struct {
        const char *reason;
        uint64_t count;
    } reasons[] = {
        {"date", c->rejected_date},
        {"time", c->rejected_time},
        {"description", c->rejected_description},
        {"field", c->rejected_field},
    };
    if (!c->known) {
        buffer_printf(out, ",\"rejected\":null");
        return;
    }
    buffer_printf(out, ",\"rejected\":{");
    const char *comma = "";
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].count == 0)
            continue;
        buffer_printf(out, "%s\"%s\":%" PRIu64, comma, reasons[i].reason, reasons[i].count);
        comma = ",";
    }
    buffer_add_byte(out, '}');
}

void figures_write_summary(struct buffer *out, const struct session_counts *counts,
                           const struct accounting *accounting)
{
    buffer_printf(out, "{\"kind\":\"summary\"");
    write_known(out, "rows", counts->known, counts->rows);
    write_known(out, "kept", counts->known, counts->kept);
    write_known(out, "filtered", counts->known, counts->filtered);
    write_rejected(out, counts);
    write_known(out, "produced", counts->known, counts->produced);
    buffer_printf(out,
                  ",\"consumed\":%" PRIu64 ",\"missing\":%" PRIu64 ",\"duplicate\":%" PRIu64
                  ",\"late\":%" PRIu64 ",\"undecodable\":%" PRIu64 "}\n",
                  accounting->consumed, accounting->missing, accounting->duplicate,
                  accounting->late, accounting->undecodable);
}
