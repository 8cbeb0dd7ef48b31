#include "blotter/crime/row.h"

#include <stdlib.h>

#include "blotter/base/clock.h"
#include "blotter/base/intern.h"
#include "blotter/base/memory.h"
#include "blotter/base/utf8.h"
#include "blotter/crime/message.h"

#define STREAM_TIME "Stream Time" /* as the original study has them */
#define OFFICER_ID "Officer Id"

struct row_key {
    size_t field;   /* index in the row */
    size_t at, len; /* in `keys`: the name as JSON, and a colon */
};

struct row_writer {
    struct row_key *key;
    size_t count, cap;
    struct buffer keys;
    struct buffer mended;
};

/* Text as it is sent: broken UTF-8 mended. */
static struct text mend(struct row_writer *w, struct text s)
{
    if (utf8_is_valid(s))
        return s;
    w->mended.len = 0;
    utf8_add_mended(&w->mended, s);
    return buffer_text(&w->mended);
}

static void add_key(struct row_writer *w, size_t field, struct text name)
{
    size_t at = w->keys.len;
    json_write_string(&w->keys, name);
    buffer_add_byte(&w->keys, ':');
    w->key = mem_grow(w->key, &w->cap, w->count + 1, sizeof *w->key);
    w->key[w->count++] = (struct row_key){field, at, w->keys.len - at};
}

struct row_writer *row_writer_create(struct csv_fields names)
{
    struct row_writer *w = mem_new(1, sizeof *w);
    struct interner *seen = intern_create();
    intern_id(seen, text_of(STREAM_TIME));
    intern_id(seen, text_of(OFFICER_ID));
    for (size_t i = 0; i < names.count; i++) {
        struct text name = mend(w, names.field[i]);
        size_t known = intern_count(seen);
        if (intern_id(seen, name) == known)
            add_key(w, i, name);
    }
    intern_destroy(seen);
    return w;
}

void row_writer_destroy(struct row_writer *w)
{
    if (w == NULL)
        return;
    free(w->key);
    buffer_free(&w->keys);
    buffer_free(&w->mended);
    free(w);
}

static void add_time(struct buffer *out, civil_time t)
{
    if (t.s < 0)
        buffer_add_byte(out, '-');
    buffer_add_u64(out, (uint64_t)(t.s < 0 ? -t.s : t.s) * MS_PER_S);
}

void row_write(struct row_writer *w, struct buffer *out, struct csv_fields fields,
               civil_time reported_at, uint32_t officer)
{
    buffer_add_byte(out, '{');
    for (size_t i = 0; i < w->count; i++) {
        const struct row_key *key = &w->key[i];
        struct text value = {NULL, 0};
        if (key->field < fields.count)
            value = mend(w, fields.field[key->field]);
        buffer_append(out, w->keys.data + key->at, key->len);
        json_write_string(out, value);
        buffer_add_byte(out, ',');
    }
    buffer_add(out, text_of("\"" STREAM_TIME "\":"));
    add_time(out, reported_at);
    buffer_add(out, text_of(",\"" OFFICER_ID "\":"));
    buffer_add_u64(out, officer);
    buffer_add_byte(out, '}');
}
