#include "blotter/base/wire.h"

enum { WORD = 8 };

void wire_put_u64(struct buffer *out, uint64_t value)
{
    char bytes[WORD];
    for (size_t i = 0; i < WORD; i++)
        bytes[i] = (char)(unsigned char)(value >> (8 * i));
    buffer_add(out, (struct text){bytes, WORD});
}

void wire_put_i64(struct buffer *out, int64_t value)
{
    wire_put_u64(out, (uint64_t)value);
}

void wire_put_text(struct buffer *out, struct text text)
{
    wire_put_u64(out, text.len);
    buffer_add(out, text);
}

static struct text take(struct wire *w, uint64_t len)
{
    if (w->failed || len > w->left.len) {
        w->failed = true;
        return (struct text){NULL, 0};
    }
    struct text taken = {w->left.ptr, (size_t)len};
    w->left = (struct text){w->left.ptr + len, w->left.len - (size_t)len};
    return taken;
}

uint64_t wire_u64(struct wire *w)
{
    uint64_t value = 0;
    struct text bytes = take(w, WORD);
    for (size_t i = 0; i < bytes.len; i++)
        value |= (uint64_t)(unsigned char)bytes.ptr[i] << (8 * i);
    return value;
}

int64_t wire_i64(struct wire *w)
{
    return (int64_t)wire_u64(w);
}

struct text wire_text(struct wire *w)
{
    return take(w, wire_u64(w));
}

bool wire_is_whole(const struct wire *w)
{
    return !w->failed && w->left.len == 0;
}
