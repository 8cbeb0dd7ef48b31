#include "synthetic_draw.h"

#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"

/* Vose's way: a lot with less than the mean is filled up by one with more, which may then have less
 * itself. In whole numbers: weight times count, whose mean is the total. */
static void share_out(struct lots *l, uint64_t *chance, uint64_t total)
{
    uint32_t *poor = mem_new(l->count, sizeof *poor);
    uint32_t *rich = mem_new(l->count, sizeof *rich);
    uint32_t poor_count = 0;
    uint32_t rich_count = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        l->lot[i] = (struct lot){UINT32_MAX, i};
        if (chance[i] < total)
            poor[poor_count++] = i;
        else
            rich[rich_count++] = i;
    }
    while (poor_count > 0 && rich_count > 0) {
        uint32_t p = poor[--poor_count];
        uint32_t r = rich[rich_count - 1];
        l->lot[p] = (struct lot){(uint32_t)((chance[p] << 32) / total), r};
        chance[r] -= total - chance[p];
        if (chance[r] < total) {
            rich_count--;
            poor[poor_count++] = r;
        }
    }
    free(poor);
    free(rich);
}

void lots_init(struct lots *l, const uint32_t *weights, size_t count)
{
    uint64_t *chance = mem_new(count, sizeof *chance);
    uint64_t total = 0;
    *l = (struct lots){mem_new(count, sizeof *l->lot), (uint32_t)count};
    for (size_t i = 0; i < count; i++) {
        chance[i] = (uint64_t)weights[i] * count;
        total += weights[i];
    }
    share_out(l, chance, total);
    free(chance);
}

void lots_init_from(struct lots *l, const uint16_t *first, size_t stride, size_t count)
{
    uint32_t *weights = mem_new(count, sizeof *weights);
    for (size_t i = 0; i < count; i++) {
        uint16_t weight;
        memcpy(&weight, (const char *)first + i * stride, sizeof weight);
        weights[i] = weight;
    }
    lots_init(l, weights, count);
    free(weights);
}

void lots_finish(struct lots *l)
{
    free(l->lot);
    *l = (struct lots){0};
}
