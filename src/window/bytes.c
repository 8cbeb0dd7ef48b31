#include "bytes.h"

#include <endian.h>

void put_u32(struct buffer *out, uint32_t value)
{
    value = htole32(value);
    buffer_append(out, &value, sizeof value);
}

void put_u64(struct buffer *out, uint64_t value)
{
    value = htole64(value);
    buffer_append(out, &value, sizeof value);
}

void put_time(struct buffer *out, civil_time t)
{
    put_u64(out, (uint64_t)t.s);
}

void put_double(struct buffer *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u64(out, bits);
}

void put_text(struct buffer *out, struct text s)
{
    put_u32(out, (uint32_t)s.len);
    buffer_add(out, s);
}

/* A report's bytes as they stand in a checkpoint. */
struct stored {
    uint64_t reported_at;
    uint32_t lat, lon, crime;
    uint32_t place[PLACE_COUNT];
} __attribute__((packed));
_Static_assert(sizeof(struct stored) == REPORT_BYTES, "no holes");

void put_report(struct buffer *out, const struct report *r)
{
    struct stored s = {
        .reported_at = htole64((uint64_t)r->reported_at.s),
        .lat = htole32((uint32_t)r->lat),
        .lon = htole32((uint32_t)r->lon),
        .crime = htole32((uint32_t)r->crime),
    };
    for (size_t k = 0; k < PLACE_COUNT; k++)
        s.place[k] = htole32(r->place[k]);
    buffer_append(out, &s, sizeof s);
}

/* --- reading ------------------------------------------------------------------------------------
 */

static void get(struct bytes *b, void *ret, size_t len)
{
    bytes_must(b, len <= b->left.len);
    if (b->bad) {
        memset(ret, 0, len);
        return;
    }
    memcpy(ret, b->left.ptr, len);
    b->left.ptr += len;
    b->left.len -= len;
}

uint32_t get_u32(struct bytes *b)
{
    uint32_t value;
    get(b, &value, sizeof value);
    return le32toh(value);
}

uint64_t get_u64(struct bytes *b)
{
    uint64_t value;
    get(b, &value, sizeof value);
    return le64toh(value);
}

double get_double(struct bytes *b)
{
    uint64_t bits = get_u64(b);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

struct text get_text(struct bytes *b)
{
    struct text s = {NULL, get_u32(b)};
    bytes_must(b, s.len <= b->left.len);
    if (b->bad)
        return (struct text){NULL, 0};
    s.ptr = b->left.ptr;
    b->left.ptr += s.len;
    b->left.len -= s.len;
    return s;
}

void get_report(struct bytes *b, struct report *ret)
{
    struct stored s;
    get(b, &s, sizeof s);
    ret->reported_at.s = (int64_t)le64toh(s.reported_at);
    ret->lat = (int32_t)le32toh(s.lat);
    ret->lon = (int32_t)le32toh(s.lon);
    ret->crime = le32toh(s.crime) & INT32_MAX;
    bytes_must(b, le32toh(s.crime) <= INT32_MAX);
    ret->near = 0;
    for (size_t k = 0; k < PLACE_COUNT; k++)
        ret->place[k] = le32toh(s.place[k]);
}

civil_time get_time(struct bytes *b)
{
    civil_time t = {(int64_t)get_u64(b)};
    bytes_must(b, t.s >= CIVIL_NEVER.s && t.s <= CIVIL_FOREVER.s);
    return b->bad ? CIVIL_NEVER : t;
}

bool get_flag(struct bytes *b)
{
    uint32_t flag = get_u32(b);
    bytes_must(b, flag <= 1);
    return flag == 1;
}

size_t get_count(struct bytes *b, size_t size)
{
    uint64_t count = get_u64(b);
    bytes_must(b, count <= b->left.len / size);
    return b->bad ? 0 : (size_t)count;
}
