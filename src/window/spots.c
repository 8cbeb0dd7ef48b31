#include "spots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"

enum { FIRST_SLOTS = 256 };

void spots_init(struct spots *s)
{
    *s = (struct spots){.slot_mask = FIRST_SLOTS - 1};
    s->slots = mem_new(FIRST_SLOTS, sizeof *s->slots);
    s->of = mem_grow(NULL, &s->cap, 1, sizeof *s->of);
    s->of[s->count++] = (struct spot){(double)NAN, (double)NAN};
}

void spots_finish(struct spots *s)
{
    free(s->of);
    free(s->slots);
    *s = (struct spots){0};
}

/* SplitMix64's end over both bit patterns: their low bits are mostly zero. */
static size_t hash_of(const struct spot *spot)
{
    uint64_t bits[2];
    memcpy(bits, spot, sizeof bits);
    uint64_t z = bits[0] * UINT64_C(0x9E3779B97F4A7C15) ^ bits[1];
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (size_t)(z ^ z >> 31);
}

/* The slot that holds the pair, or the free one where it would be put. */
static size_t slot_of(const struct spots *s, const struct spot *spot)
{
    size_t at = hash_of(spot) & s->slot_mask;
    for (; s->slots[at] != 0; at = (at + 1) & s->slot_mask) {
        const struct spot *other = &s->of[s->slots[at]];
        if (other->lat == spot->lat && other->lon == spot->lon)
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
    for (uint32_t id = 1; id < s->count; id++)
        s->slots[slot_of(s, &s->of[id])] = id;
}

uint32_t spots_id(struct spots *s, double lat, double lon)
{
    if (isnan(lat) || isnan(lon))
        return NO_SPOT;
    const struct spot spot = {lat, lon};
    size_t slot = slot_of(s, &spot);
    if (s->slots[slot] != 0)
        return s->slots[slot];
    s->of = mem_grow(s->of, &s->cap, s->count + 1, sizeof *s->of);
    uint32_t id = (uint32_t)s->count++;
    s->of[id] = spot;
    s->slots[slot] = id;
    if (s->count * 2 > s->slot_mask)
        widen(s);
    return id;
}
