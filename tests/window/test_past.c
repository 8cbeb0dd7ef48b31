/* The past: what was taken stays as it was, whatever happens to the figures, and with --keep the
 * oldest go first. */
#include "base/check.h"

#include "blotter/base/memory.h"
#include "blotter/window/past.h"
#include "window/messages.h"

enum { REPORTS = 5000 };

static struct analysis *keeping(size_t bytes)
{
    struct analysis_config config = {.keeps_facts = true, .saves_all = true, .keep_bytes = bytes};
    config.near = (struct near){.lat = 34, .lon = -118, .deg = 0.5};
    struct analysis *a = analysis_create(&config);
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 999, 999, 999999);
    return a;
}

static void feed(struct analysis *a, uint64_t seq, int64_t at, const char *id)
{
    struct message m = {.kind = MESSAGE_CRIME, .run = text_of("x"), .officer = 1, .seq = seq};
    m.crime.reported_at = (civil_time){at};
    m.crime.occurred_at = (civil_time){at - 60};
    m.crime.id = text_of(id);
    m.crime.code = text_of(seq % 2 == 0 ? "624" : "");
    m.crime.crime = text_of("ROBBERY");
    m.crime.lat = text_of("34.1");
    m.crime.lon = text_of("-118.1");
    analysis_feed(a, &m, (struct origin){2, 10 * (int64_t)seq});
}

static const char *id_of(uint64_t seq, char out[32])
{
    static const char *const forms[] = {"%llu", "0%llu", "id %llu", "99999999999999999999%llu"};
    snprintf(out, 32, forms[seq % COUNT_OF(forms)], (unsigned long long)seq);
    return seq % 7 == 0 ? "" : out;
}

static void feed_many(struct analysis *a, uint64_t from, uint64_t to)
{
    char id[32];
    for (uint64_t seq = from; seq <= to; seq++)
        feed(a, seq, 1000 + (int64_t)seq, id_of(seq, id));
    feed_clock(a, "x", 1, 1, to, 1000 + (int64_t)to, false);
    analysis_move(a, analysis_clock(a));
}

/* The reports of seqs `from` to `to`, in their order. */
static void expect_reports(const struct past *p, uint64_t from, uint64_t to)
{
    EXPECT(p->end - p->begin == to - from + 1, "%llu reports",
           (unsigned long long)(p->end - p->begin));
    for (uint64_t at = p->begin, seq = from; at < p->end; at++, seq++) {
        char id[32];
        char digits[FACTS_ID_SIZE];
        const struct report *r = past_report(p, at);
        const struct facts *f = past_facts(p, r);
        EXPECT(r->reported_at.s == 1000 + (int64_t)seq && r->near == 1, "seq %llu",
               (unsigned long long)seq);
        EXPECT(f != NULL && f->seq == seq && f->offset == 10 * (int64_t)seq && f->partition == 2 &&
                   f->officer == 1 && !f->late && f->occurred_at.s == r->reported_at.s - 60 &&
                   f->code == (seq % 2 == 0 ? 624 : NO_CODE),
               "seq %llu", (unsigned long long)seq);
        EXPECT(text_is(facts_id(f, digits), id_of(seq, id)), "seq %llu", (unsigned long long)seq);
    }
}

static void it_stays_as_it_was(void **state)
{
    (void)state;
    struct analysis *a = keeping(SIZE_MAX / 2);
    feed_many(a, 1, REPORTS);
    struct past *before = past_take(a);
    feed_many(a, REPORTS + 1, 2 * REPORTS);
    feed(a, 2 * REPORTS + 1, 1500, "late");
    analysis_set_near(a, 0, &(struct near){.deg = 0.1});
    analysis_move(a, civil_add(analysis_position(a), 1));
    struct past *after = past_take(a);
    assert_int_equal(after->end - after->begin, 2 * REPORTS + 1);
    assert_int_equal(past_report(after, past_from(after, (civil_time){1500}) + 1)->near, 0);
    assert_true(
        past_facts(after, past_report(after, past_after(after, (civil_time){1500}) - 1))->late);
    expect_reports(before, 1, REPORTS);
    past_release(after);
    analysis_follow(a, text_of("another"));
    analysis_destroy(a);
    expect_reports(before, 1, REPORTS);
    past_release(before);
}

static void the_oldest_go_first_and_that_is_said(void **state)
{
    (void)state;
    const size_t cost = sizeof(struct report) + sizeof(struct facts);
    struct analysis *a = keeping(REPORTS * cost);
    feed_many(a, 1, REPORTS);
    struct past *p = past_take(a);
    assert_false(p->has_let_go);
    past_release(p);
    for (uint64_t seq = REPORTS; seq < 5 * REPORTS; seq += 100)
        feed_many(a, seq + 1, seq + 100);
    p = past_take(a);
    assert_true(p->has_let_go);
    assert_int_equal(p->end - p->begin, REPORTS + 100);
    expect_reports(p, 4 * REPORTS - 99, 5 * REPORTS);
    assert_int_equal(p->whole_since.s, past_report(p, p->begin)->reported_at.s - 1);
    past_release(p);
    analysis_destroy(a);
}

static void what_goes_on_from_a_checkpoint_has_the_same(void **state)
{
    (void)state;
    struct analysis *a = keeping(SIZE_MAX / 2);
    struct buffer saved = {0};
    struct error err;
    feed_many(a, 1, REPORTS);
    feed(a, REPORTS + 1, 1001 + REPORTS, id_of(REPORTS + 1, (char[32]){0}));
    analysis_save(a, &saved);
    analysis_destroy(a);
    a = keeping(SIZE_MAX / 2);
    assert_true(analysis_load(a, buffer_text(&saved), &err));
    feed_many(a, REPORTS + 2, 2 * REPORTS);
    struct past *p = past_take(a);
    expect_reports(p, 1, 2 * REPORTS);
    past_release(p);
    analysis_destroy(a);
    buffer_free(&saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stays_as_it_was),
        cmocka_unit_test(the_oldest_go_first_and_that_is_said),
        cmocka_unit_test(what_goes_on_from_a_checkpoint_has_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
