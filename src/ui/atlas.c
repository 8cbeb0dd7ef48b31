#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

enum {
    SLOTS = 2 * ATLAS_SPOTS, /* so it is half full at most */
    AT_ONCE = 2000,          /* reports taken in at a time: at full speed a sample will do */
    AREA_IDS = 256,
};

/* A thousandth of a degree, a hundred metres. */
struct spot_key {
    int32_t lat, lon;
};

struct atlas {
    struct spot_key spots[ATLAS_SPOTS];
    size_t count;
    uint32_t slots[SLOTS]; /* a spot's number + 1; 0 is free */
    size_t at_home;        /* how many spots are in Los Angeles */
    struct atlas_box around;
    struct atlas_area areas[ATLAS_AREAS];
    size_t area_count;
    uint8_t area_of[AREA_IDS]; /* by the analysis' number: its area's + 1; 0 not known yet */
    civil_time noted;
};

static const struct atlas_box los_angeles = {33.70, 34.34, -118.67, -118.15};

struct atlas *atlas_create(void)
{
    struct atlas *m = mem_new(1, sizeof *m);
    atlas_turn(m);
    return m;
}

void atlas_destroy(struct atlas *m)
{
    free(m);
}

void atlas_turn(struct atlas *m)
{
    memset(m->area_of, 0, sizeof m->area_of);
    m->noted = CIVIL_NEVER;
}

/* --- spots ---------------------------------------------------------------------------------- */

static bool is_inside(const struct atlas_box *box, double lat, double lon)
{
    return lat >= box->south && lat <= box->north && lon >= box->west && lon <= box->east;
}

static void widen(struct atlas_box *box, double lat, double lon, bool first)
{
    if (first)
        *box = (struct atlas_box){lat, lat, lon, lon};
    box->south = lat < box->south ? lat : box->south;
    box->north = lat > box->north ? lat : box->north;
    box->west = lon < box->west ? lon : box->west;
    box->east = lon > box->east ? lon : box->east;
}

static uint32_t hash_of(struct spot_key key)
{
    uint64_t mixed = ((uint64_t)(uint32_t)key.lat << 32 | (uint32_t)key.lon) * 0x9E3779B97F4A7C15U;
    return (uint32_t)(mixed >> 40);
}

static void add_spot(struct atlas *m, double lat, double lon)
{
    struct spot_key key = {(int32_t)(lat * ATLAS_PER_DEGREE), (int32_t)(lon * ATLAS_PER_DEGREE)};
    uint32_t at = hash_of(key) % SLOTS;
    for (; m->slots[at] != 0; at = (at + 1) % SLOTS) {
        struct spot_key there = m->spots[m->slots[at] - 1];
        if (there.lat == key.lat && there.lon == key.lon)
            return;
    }
    if (m->count == ATLAS_SPOTS)
        return;
    widen(&m->around, lat, lon, m->count == 0);
    m->at_home += is_inside(&los_angeles, lat, lon);
    m->spots[m->count++] = key;
    m->slots[at] = (uint32_t)m->count;
}

bool atlas_spot(const struct atlas *m, size_t k, double *ret_lat, double *ret_lon)
{
    if (k >= m->count)
        return false;
    *ret_lat = (double)m->spots[k].lat / ATLAS_PER_DEGREE;
    *ret_lon = (double)m->spots[k].lon / ATLAS_PER_DEGREE;
    return true;
}

struct atlas_box atlas_box(const struct atlas *m)
{
    return m->at_home * 2 >= m->count ? los_angeles : m->around;
}

/* --- areas ---------------------------------------------------------------------------------- */

/* The number + 1 of the area with that name; 0 when there is no place for it. */
static uint8_t find_area(struct atlas *m, struct text name)
{
    size_t k = 0;
    if (name.len == 0 || name.len >= sizeof m->areas[0].name)
        return 0;
    while (k < m->area_count && !text_is(name, m->areas[k].name))
        k++;
    if (k == ATLAS_AREAS)
        return 0;
    if (k == m->area_count) {
        m->areas[m->area_count++] = (struct atlas_area){.count = 0};
        snprintf(m->areas[k].name, sizeof m->areas[k].name, "%.*s", (int)name.len, name.ptr);
    }
    return (uint8_t)(k + 1);
}

static void add_to_area(struct atlas *m, const struct analysis *a, uint32_t id, double lat,
                        double lon)
{
    if (id >= AREA_IDS)
        return;
    if (m->area_of[id] == 0)
        m->area_of[id] = find_area(m, intern_text(analysis_places(a, PLACE_AREA), id));
    if (m->area_of[id] == 0)
        return;
    struct atlas_area *area = &m->areas[m->area_of[id] - 1];
    area->lat += lat;
    area->lon += lon;
    area->count++;
}

size_t atlas_areas(const struct atlas *m, const struct atlas_area **ret)
{
    *ret = m->areas;
    return m->area_count;
}

/* --- taking in ------------------------------------------------------------------------------ */

void atlas_note(struct atlas *m, const struct analysis *a)
{
    civil_time position = analysis_position(a);
    for (size_t back = 0; back < AT_ONCE; back++) {
        const struct report *report = analysis_recent(a, back);
        double lat;
        double lon;
        if (report == NULL || report->reported_at.s <= m->noted.s)
            break;
        if (!analysis_coordinates(a, report, &lat, &lon))
            continue;
        add_spot(m, lat, lon);
        add_to_area(m, a, report->place[PLACE_AREA], lat, lon);
    }
    m->noted = position;
}
