#include "blotter/base/intern.h"

#include <stdlib.h>

#define XXH_INLINE_ALL /* a call costs as much as hashing what is as short as a name */
#include <xxhash.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

struct entry {
    const char *ptr;
    size_t len;
};

/* A place of the table. The hash stands in it, so that most others are told apart, and all are put
 * into a wider one, without reading what is elsewhere in memory. */
struct slot {
    uint32_t hash;
    uint32_t number; /* 0: free, else the id + 1 */
};

/* Texts are bump-allocated in blocks that never move, so that intern_text stays valid. */
struct block {
    struct block *next;
    char bytes[];
};

enum { BLOCK_BYTES = 64 * 1024, FIRST_SLOTS = 256, FIRST_ENTRIES_BITS = 8, RUNS = 24 };

struct interner {
    struct entry
        *runs[RUNS]; /* of entries, which never move: each twice as long as the one before */
    size_t count;
    struct slot *slots; /* open addressing, at most half full */
    size_t slot_mask;
    struct block *blocks;
    size_t block_left;
    char *block_at;
};

struct interner *intern_create(void)
{
    struct interner *in = mem_new(1, sizeof *in);
    in->slots = mem_new(FIRST_SLOTS, sizeof *in->slots);
    in->slot_mask = FIRST_SLOTS - 1;
    return in;
}

void intern_destroy(struct interner *in)
{
    if (in == NULL)
        return;
    for (struct block *b = in->blocks, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(in->slots);
    for (size_t i = 0; i < RUNS; i++)
        free(in->runs[i]);
    free(in);
}

/* Which run an entry is in, and where in it. */
static unsigned run_of(uint32_t id, size_t *ret_at)
{
    uint64_t number = (uint64_t)id + (1U << FIRST_ENTRIES_BITS);
    unsigned bits = 63 - (unsigned)__builtin_clzll(number);
    *ret_at = (size_t)(number - (UINT64_C(1) << bits));
    return bits - FIRST_ENTRIES_BITS;
}

static struct entry *entry_of(const struct interner *in, uint32_t id)
{
    size_t at;
    unsigned run = run_of(id, &at);
    return &in->runs[run][at];
}

static struct entry *add_entry(struct interner *in)
{
    size_t at;
    unsigned run = run_of((uint32_t)in->count, &at);
    BUG_IF(run >= RUNS);
    if (at == 0)
        in->runs[run] = mem_new((size_t)1 << (FIRST_ENTRIES_BITS + run), sizeof *in->runs[run]);
    in->count++;
    return &in->runs[run][at];
}

static const char *keep(struct interner *in, struct text s)
{
    if (s.len == 0)
        return "";
    if (s.len > in->block_left) {
        size_t size = s.len > BLOCK_BYTES ? s.len : BLOCK_BYTES;
        struct block *b = mem_new(1, sizeof *b + size);
        b->next = in->blocks;
        in->blocks = b;
        in->block_at = b->bytes;
        in->block_left = size;
    }
    char *copy = in->block_at;
    memcpy(copy, s.ptr, s.len);
    in->block_at += s.len;
    in->block_left -= s.len;
    return copy;
}

static void widen(struct interner *in)
{
    size_t mask = in->slot_mask * 2 + 1;
    struct slot *wider = mem_new(mask + 1, sizeof *wider);
    for (size_t i = 0; i <= in->slot_mask; i++) {
        size_t at = in->slots[i].hash & mask;
        if (in->slots[i].number == 0)
            continue;
        while (wider[at].number != 0)
            at = (at + 1) & mask;
        wider[at] = in->slots[i];
    }
    free(in->slots);
    in->slots = wider;
    in->slot_mask = mask;
}

struct text intern_text(const struct interner *in, uint32_t id)
{
    const struct entry *e = entry_of(in, id);
    return (struct text){e->ptr, e->len};
}

bool intern_is(const struct interner *in, uint32_t id, struct text s)
{
    return text_equal(intern_text(in, id), s);
}

static uint32_t hash_of(struct text s)
{
    return (uint32_t)XXH3_64bits(s.len > 0 ? s.ptr : "", s.len);
}

/* The slot that holds `s`, or the free one where it would be put. */
static struct slot *slot_of(const struct interner *in, struct text s, uint32_t hash)
{
    size_t at = hash & in->slot_mask;
    for (; in->slots[at].number != 0; at = (at + 1) & in->slot_mask)
        if (in->slots[at].hash == hash && intern_is(in, in->slots[at].number - 1, s))
            break;
    return &in->slots[at];
}

bool intern_find(const struct interner *in, struct text s)
{
    return slot_of(in, s, hash_of(s))->number != 0;
}

uint32_t intern_id(struct interner *in, struct text s)
{
    uint32_t hash = hash_of(s);
    struct slot *slot = slot_of(in, s, hash);
    if (slot->number != 0)
        return slot->number - 1;
    uint32_t id = (uint32_t)in->count;
    *add_entry(in) = (struct entry){keep(in, s), s.len};
    *slot = (struct slot){hash, id + 1};
    if (in->count * 2 > in->slot_mask)
        widen(in);
    return id;
}

size_t intern_count(const struct interner *in)
{
    return in->count;
}
