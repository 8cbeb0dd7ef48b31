#include "place_memory.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

enum {
    TOGETHER = PLACE_ADDRESS + 1, /* area, district, address */
    LEN_MAX = UINT8_MAX,          /* of each */
    FIRST_SLOTS = 1024,
    KNOWN_BYTES_MAX = 16 * 1024 * 1024, /* Los Angeles has 3 MB of them */
};
_Static_assert(PLACE_PREMISE + 1 == PLACE_COUNT && TOGETHER + 1 == PLACE_COUNT,
               "all but the premise say where it is");

struct known_places {
    uint32_t number[TOGETHER];
    uint8_t len[TOGETHER];
    char bytes[]; /* one name behind the other */
};

struct place_slot {
    uint32_t hash;
    uint32_t at; /* in `known`, in steps of KNOWN_STEP, and 1; 0: free */
};
enum { KNOWN_STEP = _Alignof(struct known_places) };

void place_memory_finish(struct place_memory *m)
{
    free(m->slots);
    free(m->known);
    *m = (struct place_memory){0};
}

/* --- bytes, a word at a time ---------------------------------------------------------------- */

static inline uint64_t load8(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint64_t load4(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Of up to eight bytes at either end of `s`, and of its length. */
static inline uint64_t mix_ends(struct text s)
{
    if (s.len >= 8)
        return load8(s.ptr) * 31 + load8(s.ptr + s.len - 8) + s.len;
    if (s.len >= 4)
        return (load4(s.ptr) << 32 | load4(s.ptr + s.len - 4)) + s.len;
    return s.len > 0 ? (uint64_t)(unsigned char)s.ptr[0] << 8 | (unsigned char)s.ptr[s.len - 1] : 0;
}

static inline bool is_same(const char *a, const char *b, size_t len)
{
    if (len < 4)
        return len == 0 || memcmp(a, b, len) == 0;
    if (len < 8)
        return load4(a) == load4(b) && load4(a + len - 4) == load4(b + len - 4);
    for (size_t at = 0; at + 8 < len; at += 8)
        if (load8(a + at) != load8(b + at))
            return false;
    return load8(a + len - 8) == load8(b + len - 8);
}

/* --- the table ------------------------------------------------------------------------------ */

/* The ends tell nearly all apart; of those that agree in them the first has the place. */
static inline uint32_t hash_of(const struct text names[TOGETHER])
{
    uint64_t hash = 0;
    for (size_t k = 0; k < TOGETHER; k++)
        hash = (hash ^ mix_ends(names[k])) * 0x9E3779B97F4A7C15U;
    return (uint32_t)(hash >> 32);
}

static inline bool holds(const struct known_places *p, const struct text names[TOGETHER])
{
    const char *at = p->bytes;
    for (size_t k = 0; k < TOGETHER; at += p->len[k++])
        if (p->len[k] != names[k].len || !is_same(at, names[k].ptr, p->len[k]))
            return false;
    return true;
}

static const struct known_places *known_at(const struct place_memory *m, struct place_slot slot)
{
    return (const void *)(m->known + (size_t)(slot.at - 1) * KNOWN_STEP);
}

/* The slot with that hash, or the free one where it would be put; there are slots. */
static inline struct place_slot *slot_of(const struct place_memory *m, uint32_t hash)
{
    size_t at = hash & m->mask;
    while (m->slots[at].at != 0 && m->slots[at].hash != hash)
        at = (at + 1) & m->mask;
    return &m->slots[at];
}

static void widen(struct place_memory *m)
{
    struct place_memory wider = *m;
    size_t count = m->slots != NULL ? m->mask + 1 : 0;
    wider.mask = count > 0 ? count * 2 - 1 : FIRST_SLOTS - 1;
    wider.slots = mem_new(wider.mask + 1, sizeof *wider.slots);
    for (size_t i = 0; i < count; i++)
        if (m->slots[i].at != 0)
            *slot_of(&wider, m->slots[i].hash) = m->slots[i];
    free(m->slots);
    *m = wider;
}

static void learn(struct place_memory *m, uint32_t hash, const struct text names[TOGETHER],
                  const uint32_t *numbers)
{
    size_t size = sizeof(struct known_places);
    for (size_t k = 0; k < TOGETHER; k++) {
        if (names[k].len > LEN_MAX)
            return;
        size += names[k].len;
    }
    size = (size + KNOWN_STEP - 1) / KNOWN_STEP * KNOWN_STEP;
    if (m->known_bytes + size > KNOWN_BYTES_MAX) {
        place_memory_finish(m);
        return;
    }
    if (m->slots == NULL || m->count * 2 > m->mask)
        widen(m);
    struct place_slot *slot = slot_of(m, hash);
    if (slot->at != 0)
        return;
    m->known = mem_grow(m->known, &m->cap, m->known_bytes + size, 1);
    *slot = (struct place_slot){hash, (uint32_t)(m->known_bytes / KNOWN_STEP) + 1};
    struct known_places *p = (void *)(m->known + m->known_bytes);
    char *at = p->bytes;
    for (size_t k = 0; k < TOGETHER; at += names[k++].len) {
        p->number[k] = numbers[k];
        p->len[k] = (uint8_t)names[k].len;
        if (names[k].len > 0)
            memcpy(at, names[k].ptr, names[k].len);
    }
    m->known_bytes += size;
    m->count++;
}

void place_memory_number(struct place_memory *m, const struct crime *c,
                         struct interner *const names[PLACE_COUNT], uint32_t ret[PLACE_COUNT])
{
    const struct text together[TOGETHER] = {
        [PLACE_AREA] = c->area, [PLACE_DISTRICT] = c->district, [PLACE_ADDRESS] = c->address};
    uint32_t hash = hash_of(together);
    struct place_slot slot = m->slots != NULL ? *slot_of(m, hash) : (struct place_slot){0};
    ret[PLACE_PREMISE] = intern_id(names[PLACE_PREMISE], c->premise);
    if (slot.at != 0 && holds(known_at(m, slot), together)) {
        memcpy(ret, known_at(m, slot)->number, sizeof known_at(m, slot)->number);
        return;
    }
    for (size_t k = 0; k < TOGETHER; k++)
        ret[k] = intern_id(names[k], together[k]);
    learn(m, hash, together, ret);
}
