#include "checkpoint.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "blotter/base/wire.h"

/* The digit is the version of all that follows, the figures included. */
static const char magic[] = "blotter checkpoint ";
static const char version[] = "7\n";
enum { MAGIC_LEN = sizeof magic - 1, VERSION_LEN = sizeof version - 1 };
enum { HEAD_LEN = MAGIC_LEN + VERSION_LEN + 16 };

static void put_body(struct buffer *out, const struct checkpoint *c, const struct analysis *figures)
{
    wire_put_text(out, c->source);
    wire_put_text(out, c->place.run);
    wire_put_u64(out, c->place.started);
    wire_put_u64(out, (uint64_t)c->place.began_ms);
    wire_put_time(out, c->at);
    wire_put_u64(out, (uint64_t)c->partitions);
    for (int32_t p = 0; p < c->partitions; p++)
        wire_put_u64(out, (uint64_t)c->offsets[p]);
    analysis_save(figures, out);
}

/* The head is written last, over the room that was left for it. */
void checkpoint_write(struct buffer *out, const struct checkpoint *c,
                      const struct analysis *figures)
{
    BUG_IF(c->partitions > 0 && c->offsets == NULL);
    struct buffer head = {0};
    size_t begin = out->len;
    for (size_t i = 0; i < HEAD_LEN; i++)
        buffer_add_byte(out, '\0');
    put_body(out, c, figures);
    struct text body = {out->data + begin + HEAD_LEN, out->len - begin - HEAD_LEN};
    buffer_add(&head, text_of(magic));
    buffer_add(&head, text_of(version));
    wire_put_u64(&head, body.len);
    wire_put_u64(&head, XXH3_64bits(body.ptr, body.len));
    memcpy(out->data + begin, head.data, HEAD_LEN);
    buffer_free(&head);
}

static bool read_head(struct wire *w, struct error *err)
{
    struct text all = w->left;
    if (all.len < MAGIC_LEN || memcmp(all.ptr, magic, MAGIC_LEN) != 0)
        return error_set(err, "is no checkpoint");
    if (all.len < MAGIC_LEN + VERSION_LEN || memcmp(all.ptr + MAGIC_LEN, version, VERSION_LEN) != 0)
        return error_set(err, "is a checkpoint of another version of blotter");
    w->left = (struct text){all.ptr + MAGIC_LEN + VERSION_LEN, all.len - (MAGIC_LEN + VERSION_LEN)};
    uint64_t len = wire_u64(w);
    uint64_t sum = wire_u64(w);
    if (w->bad || len != w->left.len)
        return error_set(err, "is cut off");
    if (XXH3_64bits(w->left.ptr, w->left.len) != sum)
        return error_set(err, "is damaged: its checksum is wrong");
    return true;
}

bool checkpoint_read(struct text bytes, struct checkpoint *ret, int64_t **ret_offsets,
                     struct error *err)
{
    struct wire w = {.left = bytes};
    *ret_offsets = NULL;
    if (!read_head(&w, err))
        return false;
    struct checkpoint c = {.source = wire_text(&w)};
    c.place.run = wire_text(&w);
    c.place.started = wire_u64(&w) != 0;
    c.place.began_ms = (int64_t)wire_u64(&w);
    c.at = wire_time(&w);
    int64_t partitions = (int64_t)wire_u64(&w);
    if (w.bad || partitions < 0 || partitions > PARTITIONS_MAX)
        return error_set(err, "is damaged: it does not say where it stands");
    int64_t *offsets = mem_new((size_t)partitions + 1, sizeof *offsets);
    for (int64_t p = 0; p < partitions; p++)
        offsets[p] = (int64_t)wire_u64(&w);
    c.partitions = (int32_t)partitions;
    c.offsets = *ret_offsets = offsets;
    c.figures = w.left;
    *ret = c;
    return !w.bad || error_set(err, "is damaged: it has no figures");
}
