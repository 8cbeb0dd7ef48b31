#include "blotter/base/wire.h"

#include <endian.h>

void wire_put_u32(struct buffer *out, uint32_t value)
{
    value = htole32(value);
    buffer_append(out, &value, sizeof value);
}

void wire_put_u64(struct buffer *out, uint64_t value)
{
    value = htole64(value);
    buffer_append(out, &value, sizeof value);
}

void wire_put_time(struct buffer *out, civil_time t)
{
    wire_put_u64(out, (uint64_t)t.s);
}

void wire_put_double(struct buffer *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    wire_put_u64(out, bits);
}

void wire_put_text(struct buffer *out, struct text s)
{
    wire_put_u32(out, (uint32_t)s.len);
    buffer_add(out, s);
}

/* --- reading ---------------------------------------------------------------------------------- */

void wire_bytes(struct wire *w, void *ret, size_t len)
{
    wire_must(w, len <= w->left.len);
    if (w->bad) {
        memset(ret, 0, len);
        return;
    }
    memcpy(ret, w->left.ptr, len);
    w->left.ptr += len;
    w->left.len -= len;
}

uint32_t wire_u32(struct wire *w)
{
    uint32_t value;
    wire_bytes(w, &value, sizeof value);
    return le32toh(value);
}

uint64_t wire_u64(struct wire *w)
{
    uint64_t value;
    wire_bytes(w, &value, sizeof value);
    return le64toh(value);
}

double wire_double(struct wire *w)
{
    uint64_t bits = wire_u64(w);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

struct text wire_text(struct wire *w)
{
    struct text s = {NULL, wire_u32(w)};
    wire_must(w, s.len <= w->left.len);
    if (w->bad)
        return (struct text){NULL, 0};
    s.ptr = w->left.ptr;
    w->left.ptr += s.len;
    w->left.len -= s.len;
    return s;
}

civil_time wire_time(struct wire *w)
{
    civil_time t = {(int64_t)wire_u64(w)};
    wire_must(w, t.s >= CIVIL_NEVER.s && t.s <= CIVIL_FOREVER.s);
    return w->bad ? CIVIL_NEVER : t;
}

bool wire_flag(struct wire *w)
{
    uint32_t flag = wire_u32(w);
    wire_must(w, flag <= 1);
    return flag == 1;
}

size_t wire_count(struct wire *w, size_t size)
{
    uint64_t count = wire_u64(w);
    wire_must(w, count <= w->left.len / size);
    return w->bad ? 0 : (size_t)count;
}
