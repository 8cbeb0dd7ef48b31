/* Chance in integers: dice whose rolls are the same on every machine, and lots, which are drawn as
 * often as their weights say. */
#ifndef BLOTTER_CRIME_SYNTHETIC_DRAW_H
#define BLOTTER_CRIME_SYNTHETIC_DRAW_H

#include <stddef.h>
#include <stdint.h>

/* SplitMix64: a counter through a mixer, so dice for any row begin anywhere for nothing. */
struct dice {
    uint64_t state;
};

static inline uint64_t dice_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Dice of their own for a thing that two numbers name. */
static inline struct dice dice_for(uint64_t a, uint64_t b)
{
    return (struct dice){dice_mix(dice_mix(a + UINT64_C(0x632be59bd9b4e019)) ^ b)};
}

static inline uint64_t dice_roll(struct dice *d)
{
    d->state += UINT64_C(0x9e3779b97f4a7c15);
    return dice_mix(d->state);
}

/* 0 to n - 1. */
static inline uint32_t dice_below(struct dice *d, uint32_t n)
{
    return (uint32_t)(((dice_roll(d) >> 32) * n) >> 32);
}

/* `low` to `high`. */
static inline uint32_t dice_between(struct dice *d, uint32_t low, uint32_t high)
{
    return low + dice_below(d, high - low + 1);
}

/* Walker's alias method: a draw looks at one lot, which keeps some of its chance for itself and
 * gives the rest to one other. */
struct lots {
    struct lot {
        uint32_t keep; /* of 2^32 */
        uint32_t other;
    } * lot;
    uint32_t count;
};

/* Weights that add up to at least 1 and less than 2^32. */
void lots_init(struct lots *l, const uint32_t *weights, size_t count);

/* The same with weights inside the elements of an array, `stride` bytes from each to the next. */
void lots_init_from(struct lots *l, const uint16_t *first, size_t stride, size_t count);

void lots_finish(struct lots *l);

static inline uint32_t lots_draw(const struct lots *l, struct dice *d)
{
    uint64_t roll = dice_roll(d);
    uint32_t i = (uint32_t)(((roll >> 32) * l->count) >> 32);
    return (uint32_t)roll < l->lot[i].keep ? i : l->lot[i].other;
}

#endif
