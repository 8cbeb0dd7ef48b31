#include "spots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"

enum { FIRST_SLOTS = 64 };

static const double per_degree = 1e7;

void spots_init(struct spots *s)
{
    *s = (struct spots){.slot_mask = FIRST_SLOTS - 1};
    s->slots = mem_new(FIRST_SLOTS, sizeof *s->slots);
}

void spots_finish(struct spots *s)
{
    free(s->of);
    free(s->slots);
    *s = (struct spots){0};
}

/* --- the table -------------------------------------------------------------------------------- */

/* SplitMix64's end over both bit patterns. */
static size_t hash_of(const struct degrees *d)
{
    uint64_t bits[2];
    memcpy(bits, d, sizeof bits);
    uint64_t z = bits[0] * UINT64_C(0x9E3779B97F4A7C15) ^ bits[1];
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (size_t)(z ^ z >> 31);
}

/* The slot that holds the pair, or the free one where it would be put. */
static size_t slot_of(const struct spots *s, const struct degrees *d)
{
    size_t at = hash_of(d) & s->slot_mask;
    for (; s->slots[at] != 0; at = (at + 1) & s->slot_mask) {
        const struct degrees *other = &s->of[s->slots[at] - 1];
        if (other->lat == d->lat && other->lon == d->lon)
            break;
    }
    return at;
}

static void widen(struct spots *s)
{
    size_t slots = (s->slot_mask + 1) * 2;
    free(s->slots);
    s->slots = mem_new(slots, sizeof *s->slots);
    s->slot_mask = slots - 1;
    for (uint32_t i = 0; i < s->count; i++)
        s->slots[slot_of(s, &s->of[i])] = i + 1;
}

static int32_t number_of(struct spots *s, const struct degrees *d)
{
    size_t slot = slot_of(s, d);
    if (s->slots[slot] != 0)
        return (int32_t)(s->slots[slot] - 1);
    s->of = mem_grow(s->of, &s->cap, s->count + 1, sizeof *s->of);
    int32_t number = (int32_t)s->count++;
    s->of[number] = *d;
    s->slots[slot] = (uint32_t)s->count;
    if (s->count * 2 > s->slot_mask)
        widen(s);
    return number;
}

/* --- both ways -------------------------------------------------------------------------------- */

static bool fits(double degrees, int32_t *ret)
{
    double whole = round(degrees * per_degree);
    if (!(fabs(whole) <= INT32_MAX) || whole / per_degree != degrees)
        return false;
    *ret = (int32_t)whole;
    return true;
}

struct spot spots_encode(struct spots *s, double lat, double lon)
{
    struct spot spot;
    if (fits(lat, &spot.lat) && fits(lon, &spot.lon))
        return spot;
    if (isnan(lat) || isnan(lon))
        return (struct spot){SPOT_IN_TABLE, NO_SPOT};
    const struct degrees d = {lat, lon};
    return (struct spot){SPOT_IN_TABLE, number_of(s, &d)};
}

struct degrees spots_decode(const struct spots *s, struct spot spot)
{
    if (spot.lat != SPOT_IN_TABLE)
        return (struct degrees){spot.lat / per_degree, spot.lon / per_degree};
    if (spot.lon == NO_SPOT)
        return (struct degrees){(double)NAN, (double)NAN};
    return s->of[spot.lon];
}
