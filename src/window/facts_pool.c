#include "facts_pool.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

/* An id of digits is its number doubled and one; another one is where its text is, which is even.
 */
struct odd_id {
    size_t len;
    char bytes[];
};

static bool is_number(struct text id, uint64_t *ret)
{
    bool canonical = id.len == 1 || (id.len > 1 && id.ptr[0] != '0');
    return canonical && text_to_u64(id, UINT64_MAX >> 1, ret);
}

static uint64_t encode_id(struct text id)
{
    uint64_t number;
    if (id.len == 0)
        return 0;
    if (is_number(id, &number))
        return number << 1 | 1;
    struct odd_id *odd = mem_new(1, sizeof *odd + id.len);
    odd->len = id.len;
    memcpy(odd->bytes, id.ptr, id.len);
    return (uint64_t)(uintptr_t)odd;
}

static struct odd_id *odd_id_of(const struct facts *f)
{
    return (f->id & 1) == 0 ? (struct odd_id *)(uintptr_t)f->id : NULL;
}

struct text facts_id(const struct facts *f, char digits[FACTS_ID_SIZE])
{
    const struct odd_id *odd = odd_id_of(f);
    if (odd != NULL)
        return (struct text){odd->bytes, odd->len};
    if (f->id == 0)
        return (struct text){NULL, 0};
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334"
        "3536373839404142434445464748495051525354555657585960616263646566676869"
        "707172737475767778798081828384858687888990919293949596979899";
    size_t at = FACTS_ID_SIZE - 1; /* from behind, two at a time: a scan asks for many */
    uint64_t rest = f->id >> 1;
    digits[at] = '\0';
    for (; rest >= 100; rest /= 100)
        memcpy(digits + (at -= 2), pairs + 2 * (rest % 100), 2);
    if (rest >= 10)
        memcpy(digits + (at -= 2), pairs + 2 * rest, 2);
    else
        digits[--at] = (char)('0' + rest);
    return (struct text){digits + at, FACTS_ID_SIZE - 1 - at};
}

void facts_chunk_release(struct facts_chunk *chunk)
{
    if (chunk == NULL || --chunk->holders > 0)
        return;
    for (size_t i = 0; i < FACTS_CHUNK; i++)
        free(odd_id_of(&chunk->of[i]));
    free(chunk);
}

void facts_pool_clear(struct facts_pool *p)
{
    for (size_t i = 0; i < p->count; i++)
        facts_chunk_release(p->chunks[i]);
    free(p->chunks);
    free(p->free);
    *p = (struct facts_pool){0};
}

static void open_chunk(struct facts_pool *p)
{
    if (p->free_count > 0) {
        p->filling = p->free[--p->free_count];
    } else {
        p->chunks = mem_grow(p->chunks, &p->cap, p->count + 1, sizeof(struct facts_chunk *));
        p->filling = p->count++;
    }
    p->chunks[p->filling] = mem_new(1, sizeof(struct facts_chunk));
    p->chunks[p->filling]->holders = 1;
    p->used = 0;
    p->live_chunks++;
}

static void close_chunk(struct facts_pool *p, size_t chunk)
{
    facts_chunk_release(p->chunks[chunk]);
    p->chunks[chunk] = NULL;
    p->free = mem_grow(p->free, &p->free_cap, p->free_count + 1, sizeof *p->free);
    p->free[p->free_count++] = (uint32_t)chunk;
    p->live_chunks--;
}

uint32_t facts_pool_put(struct facts_pool *p, const struct facts *f, struct text id)
{
    if (p->count == 0 || p->used == FACTS_CHUNK)
        open_chunk(p);
    struct facts_chunk *chunk = p->chunks[p->filling];
    uint32_t number = (uint32_t)(p->filling << FACTS_CHUNK_BITS) + p->used;
    struct facts *place = &chunk->of[p->used++];
    *place = *f;
    place->id = encode_id(id);
    chunk->live++;
    return number;
}

uint32_t facts_pool_add(struct facts_pool *p, const struct message *m, struct origin from,
                        bool late)
{
    uint64_t code;
    const struct facts f = {
        .occurred_at = m->crime.occurred_at,
        .offset = from.offset,
        .seq = m->seq,
        .code = text_to_u64(m->crime.code, INT64_MAX, &code) ? (int64_t)code : NO_CODE,
        .partition = from.partition,
        .officer = m->officer & INT32_MAX,
        .late = late,
    };
    return facts_pool_put(p, &f, m->crime.id);
}

const struct facts *facts_pool_at(const struct facts_pool *p, uint32_t number)
{
    if (number == NO_FACTS)
        return NULL;
    return &p->chunks[number >> FACTS_CHUNK_BITS]->of[number & (FACTS_CHUNK - 1)];
}

/* The chunk that is being filled stays until it is full. */
void facts_pool_drop(struct facts_pool *p, uint32_t number)
{
    if (number == NO_FACTS)
        return;
    size_t chunk = number >> FACTS_CHUNK_BITS;
    bool is_full = chunk != p->filling || p->used == FACTS_CHUNK;
    if (--p->chunks[chunk]->live == 0 && is_full)
        close_chunk(p, chunk);
}
