/* A checkpoint's file. The input is taken as it is; as a body behind a head with the right length
 * and checksum; and as changes to a real body, five bytes each: where (three), how and what. What
 * is accepted names a place, and its figures are accepted or refused. */
#include "fuzz/fuzz.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "blotter/base/wire.h"
#include "session/checkpoint.h"
#include "window/messages.h"

const char *const fuzz_seeds[] = {"", "blotter checkpoint 1\n", "\x10\x01\x01\x03\x08", NULL};

const char *const fuzz_words[] = {
    "\x01\x01\x01\x01\x01",
    "\x08\x02\x01\x02\x01",
    "\x40\x01\x01\x03\xFF",
    "\xFF\xFF\xFF\xFF",
    "\x80",
    "\x7F",
    "\x01\x01\x01\x01",
    "checkpoint ",
    NULL,
};

enum { EDIT_BYTES = 5, REPORTS = 20 };

static const char head[] = "blotter checkpoint 1\n";
enum { HEAD_LEN = sizeof head - 1 + 2 * sizeof(uint64_t) };

static struct buffer whole; /* a real one */

static void make_whole(void)
{
    static const int64_t offsets[] = {17, 4000000000, 0};
    struct analysis *a = created(1, (int64_t[]){HOUR});
    analysis_follow(a, text_of("0005"));
    feed_start(a, "0005", 1, 1, 999, 999, 90000);
    for (uint64_t seq = 1; seq <= REPORTS; seq++)
        feed_crime(a, "0005", 1, seq, 1000 + (int64_t)seq);
    analysis_move(a, analysis_clock(a));
    const struct checkpoint c = {.source = text_of("topic=la-crime"),
                                 .place = {text_of("0005"), true, 1700000000000},
                                 .at = analysis_position(a),
                                 .offsets = offsets,
                                 .partitions = 3};
    checkpoint_write(&whole, &c, a);
    analysis_destroy(a);
}

static void check(struct text bytes)
{
    struct checkpoint c;
    struct error err = {0};
    int64_t *offsets;
    if (!checkpoint_read(bytes, &c, &offsets, &err)) {
        MUST(err.text[0] != '\0');
        free(offsets);
        return;
    }
    int64_t sum = 0;
    for (int32_t p = 0; p < c.partitions; p++)
        sum ^= c.offsets[p];
    struct analysis *a = created(1, (int64_t[]){HOUR});
    if (analysis_load(a, c.figures, &err))
        analysis_continue(a, text_of("next"), c.at);
    else
        MUST(err.text[0] != '\0');
    analysis_destroy(a);
    MUST(c.source.len + c.place.run.len <= bytes.len && (c.partitions > 0 || sum == 0));
    free(offsets);
}

/* Whatever the body is, its head is right. */
static void check_body(struct text body)
{
    struct buffer file = {0};
    buffer_add(&file, text_of(head));
    wire_put_u64(&file, body.len);
    wire_put_u64(&file, XXH3_64bits(body.ptr, body.len));
    buffer_add(&file, body);
    check(buffer_text(&file));
    buffer_free(&file);
}

static void edit(struct buffer *b, const uint8_t change[EDIT_BYTES])
{
    size_t at = ((size_t)change[0] | (size_t)change[1] << 8 | (size_t)change[2] << 16) % b->len;
    if (change[3] % 2 == 0)
        b->data[at] = (char)change[4];
    else
        memset(b->data + at, change[4], b->len - at < 8 ? b->len - at : 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer body = {0};
    if (whole.len == 0)
        make_whole();
    check((struct text){(const char *)data, size});
    check_body((struct text){(const char *)data, size});
    buffer_append(&body, whole.data + HEAD_LEN, whole.len - HEAD_LEN);
    for (size_t at = 0; at + EDIT_BYTES <= size; at += EDIT_BYTES)
        edit(&body, data + at);
    check_body(buffer_text(&body));
    buffer_free(&body);
    return 0;
}
