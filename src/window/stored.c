#include "save.h"

#include <endian.h>

struct report_bytes {
    uint64_t reported_at;
    uint32_t lat, lon, crime;
    uint32_t place[PLACE_COUNT];
} __attribute__((packed));
_Static_assert(sizeof(struct report_bytes) == STORED_BYTES, "no holes");

static void put_facts(struct buffer *out, const struct facts *f)
{
    char digits[FACTS_ID_SIZE];
    buffer_add_byte(out, f != NULL ? 1 : 0);
    if (f == NULL)
        return;
    wire_put_time(out, f->occurred_at);
    wire_put_u64(out, (uint64_t)f->offset);
    wire_put_u64(out, f->seq);
    wire_put_u64(out, (uint64_t)f->code);
    wire_put_u32(out, (uint32_t)f->partition);
    wire_put_u32(out, (uint32_t)f->officer << 1 | f->late);
    wire_put_text(out, facts_id(f, digits));
}

static uint32_t get_facts(struct wire *w, struct facts_pool *facts)
{
    char has = 0;
    wire_bytes(w, &has, 1);
    wire_must(w, has == 0 || has == 1);
    if (w->bad || has == 0)
        return NO_FACTS;
    struct facts f = {.occurred_at = wire_time(w)};
    f.offset = (int64_t)wire_u64(w);
    f.seq = wire_u64(w);
    f.code = (int64_t)wire_u64(w);
    f.partition = (int32_t)wire_u32(w);
    uint32_t officer = wire_u32(w);
    f.officer = officer >> 1;
    f.late = officer & 1;
    struct text id = wire_text(w);
    wire_must(w, f.code >= NO_CODE);
    return facts != NULL && !w->bad ? facts_pool_put(facts, &f, id) : NO_FACTS;
}

void stored_put(struct buffer *out, const struct report *r, const struct facts_pool *facts)
{
    struct report_bytes s = {
        .reported_at = htole64((uint64_t)r->reported_at.s),
        .lat = htole32((uint32_t)r->lat),
        .lon = htole32((uint32_t)r->lon),
        .crime = htole32((uint32_t)r->crime),
    };
    for (size_t k = 0; k < PLACE_COUNT; k++)
        s.place[k] = htole32(r->place[k]);
    buffer_append(out, &s, sizeof s);
    put_facts(out, facts_pool_at(facts, r->facts));
}

void stored_get(struct wire *w, struct report *ret, struct facts_pool *facts)
{
    struct report_bytes s;
    wire_bytes(w, &s, sizeof s);
    ret->reported_at.s = (int64_t)le64toh(s.reported_at);
    ret->lat = (int32_t)le32toh(s.lat);
    ret->lon = (int32_t)le32toh(s.lon);
    ret->crime = le32toh(s.crime) & CRIMES_MAX;
    wire_must(w, le32toh(s.crime) <= CRIMES_MAX);
    ret->near = 0;
    ret->others = 0;
    for (size_t k = 0; k < PLACE_COUNT; k++)
        ret->place[k] = le32toh(s.place[k]);
    ret->facts = get_facts(w, facts);
}
