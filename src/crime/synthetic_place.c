#include "synthetic_place.h"

#include <string.h>

#include "blotter/base/text.h"

/* How rows fall on the places of a district, from the most to the least frequent. Fitted, together
 * with the streets below: as many rows as the quarter have 20,000 addresses (the quarter 20,865),
 * and the same share at the top 100, 1,000 and 5,000 of them. */
static const uint16_t rank_weights[] = {5, 4, 6, 9, 15, 27, 25, 9};
static const uint8_t rank_starts[] = {0, 1, 2, 4, 8, 16, 32, 64, 128};

enum {
    RANKS = sizeof rank_weights / sizeof rank_weights[0],
    STREETS_IN_DISTRICT = 20,
    MAIN_STREETS = 4,        /* of them */
    BLOCKS_IN_DISTRICT = 12, /* of one street */
    PADDED_TO = 29,
};

/* What dice are for, beside a number of place or street. */
enum { DICE_STREET = 1 << 16, DICE_CORNER = 1 << 17 };

static void init_districts(struct gazetteer *g)
{
    size_t end = 0;
    for (uint32_t area = 0; area < SYNTHETIC_AREAS; area++) {
        size_t first = end;
        while (end < synthetic_districts_count &&
               synthetic_districts[end].number / 100U == area + 1)
            end++;
        lots_init_from(&g->districts[area], &synthetic_districts[first].weight,
                       sizeof synthetic_districts[0], end - first);
        g->first_district[area] = (uint32_t)first;
    }
}

static void init_streets(struct gazetteer *g)
{
    size_t end = 0;
    for (uint32_t area = 0; area <= SYNTHETIC_AREAS; area++) {
        size_t first = end;
        while (end < synthetic_streets_count && synthetic_streets[end].area == area + 1)
            end++;
        lots_init_from(&g->streets[area], &synthetic_streets[first].weight,
                       sizeof synthetic_streets[0], end - first);
        g->first_street[area] = (uint32_t)first;
    }
}

void gazetteer_init(struct gazetteer *g)
{
    init_districts(g);
    init_streets(g);
    lots_init_from(&g->ranks, rank_weights, sizeof rank_weights[0], RANKS);
}

void gazetteer_finish(struct gazetteer *g)
{
    for (size_t area = 0; area < SYNTHETIC_AREAS; area++)
        lots_finish(&g->districts[area]);
    for (size_t area = 0; area <= SYNTHETIC_AREAS; area++)
        lots_finish(&g->streets[area]);
    lots_finish(&g->ranks);
}

/* --- coordinates ---------------------------------------------------------------------------- */

/* A whole number with mean 0 and that standard deviation: the sum of two equal chances, a triangle
 * that ends at √6 deviations. */
static int32_t scatter(struct dice *d, uint32_t deviation)
{
    enum { ROOT_6_THOUSANDTHS = 2449, UNIT = 1 << 20 };
    int64_t sum = (int64_t)dice_below(d, UNIT) + dice_below(d, UNIT) - UNIT;
    return (int32_t)(sum * deviation * ROOT_6_THOUSANDTHS / 1000 / UNIT);
}

static int32_t clamp(int32_t value, int32_t min, int32_t max)
{
    if (value < min)
        return min;
    return value > max ? max : value;
}

static void set_coordinates(const struct synthetic_area *area,
                            const struct synthetic_district *district, struct dice *own,
                            struct place *ret)
{
    int32_t lat = SYNTHETIC_SOUTH + district->north + scatter(own, district->tall);
    int32_t lon = SYNTHETIC_WEST + district->east + scatter(own, district->wide);
    ret->lat = clamp(lat, area->lat_min, area->lat_max);
    ret->lon = clamp(lon, area->lon_min, area->lon_max);
}

/* --- addresses ------------------------------------------------------------------------------ */

/* A district has some of its area's main streets and some minor ones; each runs through a few
 * blocks of it. */
struct street_here {
    const struct synthetic_street *street;
    uint32_t first_block;
};

static struct street_here street_here(const struct gazetteer *g, uint32_t area, uint32_t district,
                                      uint32_t slot)
{
    struct dice own = dice_for(district, DICE_STREET | slot);
    if (slot % STREETS_IN_DISTRICT >= MAIN_STREETS)
        area = SYNTHETIC_AREAS;
    const struct synthetic_street *street =
        &synthetic_streets[g->first_street[area] + lots_draw(&g->streets[area], &own)];
    return (struct street_here){street, dice_between(&own, street->block_min, street->block_max)};
}

static char *put_text(char *at, const char *text)
{
    struct text bytes = text_of(text);
    memcpy(at, bytes.ptr, bytes.len);
    return at + bytes.len;
}

/* NAME, padded, and its suffix. */
static void put_street(char *at, const struct synthetic_street *street)
{
    char *end = put_text(at, street->name);
    while (end < at + PADDED_TO)
        *end++ = ' ';
    *put_text(end, street->suffix) = '\0';
}

static void put_block(struct place *place, struct street_here here, struct dice *own)
{
    uint32_t block = here.first_block + dice_below(own, BLOCKS_IN_DISTRICT);
    if (block > here.street->block_max)
        block = here.street->block_max;
    char digits[8];
    size_t count = 0;
    for (uint32_t rest = block; rest > 0; rest /= 10)
        digits[count++] = (char)('0' + rest % 10);
    char *at = place->location;
    while (count > 0)
        *at++ = digits[--count];
    at = put_text(at, "00 ");
    *at++ = here.street->direction;
    at = put_text(at, "  ");
    put_street(at, here.street);
}

/* As in the quarter: often neither street has its suffix, seldom only one. */
static void put_corner(struct place *place, const struct synthetic_street *one,
                       const struct synthetic_street *other, struct dice *own)
{
    enum { BOTH_BARE = 35, ONE_BARE = 18 };
    uint32_t kind = dice_below(own, 100);
    bool bare = kind < BOTH_BARE;
    put_street(place->location, one);
    put_street(place->cross_street, other);
    if (bare || kind < BOTH_BARE + ONE_BARE)
        place->location[strlen(one->name)] = '\0';
    if (bare)
        place->cross_street[strlen(other->name)] = '\0';
}

/* The most frequent places are on main streets. */
static uint32_t draw_slot(uint32_t rank, struct dice *own)
{
    enum { BUSY_RANKS = 4 };
    return dice_below(own, rank < BUSY_RANKS ? MAIN_STREETS : STREETS_IN_DISTRICT);
}

static void set_address(const struct gazetteer *g, uint32_t area, bool corner, uint32_t rank,
                        struct dice *own, struct place *place)
{
    uint32_t slot = draw_slot(rank, own);
    struct street_here here = street_here(g, area, place->district, slot);
    place->cross_street[0] = '\0';
    if (!corner) {
        put_block(place, here, own);
        return;
    }
    struct street_here other = here;
    while (strcmp(other.street->name, here.street->name) == 0)
        other = street_here(g, area, place->district, ++slot);
    put_corner(place, here.street, other.street, own);
}

/* --- drawing -------------------------------------------------------------------------------- */

static uint32_t draw_rank(const struct gazetteer *g, struct dice *dice, uint32_t busy)
{
    if (dice_below(dice, 100) < busy)
        return 0;
    uint32_t i = lots_draw(&g->ranks, dice);
    return rank_starts[i] + dice_below(dice, (uint32_t)(rank_starts[i + 1] - rank_starts[i]));
}

void gazetteer_draw(const struct gazetteer *g, struct dice *dice, uint32_t area, bool corner,
                    struct place *ret)
{
    const struct synthetic_district *district =
        &synthetic_districts[g->first_district[area] + lots_draw(&g->districts[area], dice)];
    uint32_t rank = draw_rank(g, dice, corner ? 0 : district->busy);
    ret->district = district->number;
    struct dice own = dice_for(district->number, corner ? DICE_CORNER | rank : rank);
    set_coordinates(&synthetic_areas[area], district, &own, ret);
    set_address(g, area, corner, rank, &own, ret);
}
