/* The analysis out of a checkpoint. The input is taken as it is, and also as changes to what was
 * really saved: five bytes each, where (three), how and what. Whatever is accepted can be gone on
 * with, saved, and read again. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "window/messages.h"

const char *const fuzz_seeds[] = {"", "\x10\x01\x01\x03\x08", "12345", NULL};

const char *const fuzz_words[] = {
    "\x01\x01\x01\x01\x01",
    "\x08\x02\x01\x02\x01",
    "\x40\x01\x01\x03\xFF",
    "\xFF\xFF\xFF\xFF",
    "\x80",
    "\x7F",
    "\x01\x01\x01\x01",
    NULL,
};

enum { SAVED = 2, EDIT_BYTES = 5 };

static struct buffer saved[SAVED];

static struct analysis *fresh(void)
{
    struct analysis *a = created(3, (int64_t[]){60, HOUR, 24 * HOUR});
    analysis_set_partitions(a, 3);
    return a;
}

static void feed_some(struct analysis *a)
{
    for (uint32_t k = 1; k <= 3; k++) {
        feed_crime(a, "run", k, 2, 5000 + k);
        feed_crime(a, "run", k, 9, 5100);
        feed_clock(a, "run", k, 3, 9, 6000, false);
    }
    const struct message m = {.kind = MESSAGE_CRIME,
                              .crime = {.reported_at = {5000}, .crime = text_of("ARSON")}};
    analysis_feed(a, &m, (struct origin){2, 10});
}

static void make_saved(void)
{
    struct analysis *a = fresh();
    analysis_follow(a, text_of("run"));
    for (uint32_t k = 1; k <= 3; k++)
        feed_start(a, "run", k, 3, 3000, 4000, 9000);
    feed_some(a);
    analysis_move(a, (civil_time){5001});
    feed_crime(a, "run", 1, 10, 5050);
    const struct message m = {
        .kind = MESSAGE_CRIME,
        .run = text_of("run"),
        .officer = 2,
        .seq = 10,
        .crime = {.reported_at = {5060}, .lat = text_of("34.123456789"), .lon = text_of("1e300")}};
    analysis_feed(a, &m, (struct origin){1, 3});
    analysis_save(a, &saved[0]);
    analysis_follow_foreign(a, 60);
    feed_some(a);
    analysis_save(a, &saved[1]);
    analysis_destroy(a);
}

static void check(struct text bytes)
{
    struct analysis *a = fresh();
    struct error err = {0};
    if (!analysis_load(a, bytes, &err)) {
        MUST(err.text[0] != '\0' && analysis_position(a).s == CIVIL_NEVER.s);
        analysis_destroy(a);
        return;
    }
    uint32_t silent[4];
    struct top_list top = {0};
    uint32_t buckets[8];
    feed_some(a);
    analysis_move(a, civil_earlier(analysis_clock(a), (civil_time){10000}));
    analysis_silent(a, silent, 4);
    counts_top(&analysis_all(a)->crimes, analysis_crimes(a), SIZE_MAX, &top);
    top_list_finish(&top);
    analysis_histogram(a, 60, buckets, 8);
    analysis_set_near(a, 0, &(struct near){34, -118, 1, ""});
    analysis_set_place(a, PLACE_ADDRESS);
    analysis_next_slot(a);
    struct buffer again = {0};
    analysis_save(a, &again);
    struct analysis *b = fresh();
    MUST(analysis_load(b, buffer_text(&again), &err));
    MUST(analysis_position(b).s == analysis_position(a).s);
    MUST(analysis_clock(b).s == analysis_clock(a).s);
    MUST(analysis_all(b)->total == analysis_all(a)->total);
    analysis_continue(b, text_of("next"), analysis_position(b));
    feed_some(b);
    analysis_destroy(b);
    analysis_destroy(a);
    buffer_free(&again);
}

static void edit(struct buffer *b, const uint8_t change[EDIT_BYTES])
{
    size_t at = ((size_t)change[0] | (size_t)change[1] << 8 | (size_t)change[2] << 16) % b->len;
    switch (change[3] % 4) {
    case 0:
        b->data[at] = (char)change[4];
        break;
    case 1:
        b->data[at] = (char)(b->data[at] ^ (1 << change[4] % 8));
        break;
    case 2:
        b->data[at] = (char)(b->data[at] + (change[4] % 2 == 0 ? 1 : -1));
        break;
    default:
        memset(b->data + at, change[4], b->len - at < 8 ? b->len - at : 8);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (saved[0].len == 0)
        make_saved();
    check((struct text){(const char *)data, size});
    for (size_t i = 0; i < SAVED; i++) {
        struct buffer b = {0};
        buffer_add(&b, buffer_text(&saved[i]));
        for (size_t at = 0; at + EDIT_BYTES <= size; at += EDIT_BYTES)
            edit(&b, data + at);
        check(buffer_text(&b));
        buffer_free(&b);
    }
    return 0;
}
