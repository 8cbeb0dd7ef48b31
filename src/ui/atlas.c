#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

enum { AT_ONCE = 2000 }; /* reports taken in at a time: at full speed a sample will do */

/* A thousandth of a degree, a hundred metres. */
struct spot_key {
    int32_t lat, lon;
};

struct atlas {
    struct interner *spots; /* each text is a struct spot_key */
    struct atlas_box home;  /* all 0: not known */
    size_t at_home;         /* how many spots are there */
    struct atlas_box around;
    struct interner *names; /* of the areas */
    struct atlas_area areas[ATLAS_AREAS];
    civil_time noted;
};

struct atlas *atlas_create(const struct atlas_box *home)
{
    struct atlas *m = mem_new(1, sizeof *m);
    m->spots = intern_create();
    m->names = intern_create();
    if (home != NULL)
        m->home = *home;
    atlas_turn(m);
    return m;
}

void atlas_destroy(struct atlas *m)
{
    if (m == NULL)
        return;
    intern_destroy(m->spots);
    intern_destroy(m->names);
    free(m);
}

void atlas_turn(struct atlas *m)
{
    m->noted = CIVIL_NEVER;
}

/* The number of a text; of one that finds no room among `most`, and is new, `most`. */
static size_t number_of(struct interner *in, struct text s, size_t most)
{
    return intern_count(in) < most || intern_find(in, s) ? intern_id(in, s) : most;
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

static void add_spot(struct atlas *m, double lat, double lon)
{
    struct spot_key key = {(int32_t)(lat * ATLAS_PER_DEGREE), (int32_t)(lon * ATLAS_PER_DEGREE)};
    size_t before = intern_count(m->spots);
    number_of(m->spots, (struct text){(const char *)&key, sizeof key}, ATLAS_SPOTS);
    if (intern_count(m->spots) == before)
        return;
    widen(&m->around, lat, lon, before == 0);
    m->at_home += is_inside(&m->home, lat, lon);
}

bool atlas_spot(const struct atlas *m, size_t k, double *ret_lat, double *ret_lon)
{
    struct spot_key key;
    if (k >= intern_count(m->spots))
        return false;
    memcpy(&key, intern_text(m->spots, (uint32_t)k).ptr, sizeof key);
    *ret_lat = (double)key.lat / ATLAS_PER_DEGREE;
    *ret_lon = (double)key.lon / ATLAS_PER_DEGREE;
    return true;
}

struct atlas_box atlas_box(const struct atlas *m)
{
    bool knows_home = m->home.north > m->home.south;
    return knows_home && m->at_home * 2 >= intern_count(m->spots) ? m->home : m->around;
}

/* --- areas ---------------------------------------------------------------------------------- */

static void add_to_area(struct atlas *m, struct text name, double lat, double lon)
{
    size_t number = ATLAS_AREAS;
    if (name.len > 0 && name.len < sizeof m->areas[0].name)
        number = number_of(m->names, name, ATLAS_AREAS);
    if (number == ATLAS_AREAS)
        return;
    struct atlas_area *area = &m->areas[number];
    if (area->count == 0)
        snprintf(area->name, sizeof area->name, "%.*s", (int)name.len, name.ptr);
    area->lat += lat;
    area->lon += lon;
    area->count++;
}

size_t atlas_areas(const struct atlas *m, const struct atlas_area **ret)
{
    *ret = m->areas;
    return intern_count(m->names);
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
        add_to_area(m, intern_text(analysis_places(a, PLACE_AREA), report->place[PLACE_AREA]), lat,
                    lon);
    }
    m->noted = position;
}
