#include "blotter/query/row_record.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/utf8.h"

enum { LEN_SIZE = sizeof(uint32_t) };

static void add_real(struct buffer *out, double real)
{
    char digits[40];
    int len = 0;
    for (int precision = 15; precision <= 17; precision++) {
        len = snprintf(digits, sizeof digits, "%.*g", precision, real);
        if (strtod(digits, NULL) == real)
            break;
    }
    buffer_append(out, digits, (size_t)len);
    if (isfinite(real) && strpbrk(digits, ".e") == NULL)
        buffer_append(out, ".0", 2);
}

static void add_blob(struct buffer *out, struct text bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        buffer_printf(out, "%02x", (unsigned char)bytes.ptr[i]);
}

static void add_value(struct buffer *out, const struct query_value *v)
{
    switch (v->kind) {
    case QUERY_NULL:
        break;
    case QUERY_INTEGER:
        buffer_printf(out, "%" PRId64, v->integer);
        break;
    case QUERY_REAL:
        add_real(out, v->real);
        break;
    case QUERY_TEXT:
        utf8_add_mended(out, v->bytes);
        break;
    case QUERY_BLOB:
        add_blob(out, v->bytes);
        break;
    }
}

void record_add(struct buffer *out, struct query *q)
{
    for (size_t i = 0; i < query_columns(q); i++) {
        struct query_value v = query_value(q, i);
        uint32_t len = 0;
        buffer_add_byte(out, (char)v.kind);
        size_t at = out->len;
        buffer_append(out, &len, LEN_SIZE);
        add_value(out, &v);
        len = (uint32_t)(out->len - at - LEN_SIZE);
        memcpy(out->data + at, &len, LEN_SIZE);
    }
}

struct field record_cut(struct text *rest)
{
    struct field field = {.kind = (enum query_kind)rest->ptr[0]};
    uint32_t len;
    memcpy(&len, rest->ptr + 1, LEN_SIZE);
    field.text = (struct text){rest->ptr + 1 + LEN_SIZE, len};
    rest->ptr += 1 + LEN_SIZE + len;
    rest->len -= 1 + LEN_SIZE + len;
    return field;
}
