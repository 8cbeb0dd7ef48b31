#include "base/check.h"

#include "window/partitions.h"

#define NEVER (INT64_MIN / 4)

static struct partitions p;

static int set_up(void **state)
{
    (void)state;
    partitions_init(&p);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    partitions_finish(&p);
    return 0;
}

static void the_foreign_clock_is_held_by_what_is_still_to_be_read(void **state)
{
    (void)state;
    static const struct {
        char what; /* 'm'essage at, 'e'nd, 'u'nreachable, new 'p'artitions */
        int32_t partition;
        int64_t at;
        int64_t watermark;
    } steps[] = {
        {'m', 0, 1000, NEVER}, {'m', 1, 2000, 900}, /* less the lateness of 100 */
        {'m', 0, 1500, 1400},                       /* */
        {'m', 0, 1200, 1400},                       /* out of order: the largest counts */
        {'m', 0, 2500, 1900},                       /* now the other one holds */
        {'e', 1, 0, 2400},                          /* which does not any more */
        {'m', 0, 2600, 2500},                       /* */
        {'m', 1, 2050, 2500},                       /* it holds again: never back */
        {'m', 1, 2700, 2500},                       /* */
        {'u', 1, 0, 2500},                          /* unreachable: what is in it is not known */
        {'m', 0, 9000, 2600},  {'e', 1, 0, 8900},   /* */
        {'e', 0, 0, 9000},                          /* all at their ends: the largest of all */
        {'e', 0, 0, 9000},     {'m', 0, 9010, 9000},
        {'m', 0, 9200, 9100},  {'p', 3, 0, 9100}, /* a new one holds it until it is known */
        {'m', 0, 9900, 9100},  {'e', 2, 0, 9800}, /* */
        {'m', 7, 99999, 9800},                    /* there is no such partition */
    };
    partitions_set_count(&p, 2);
    partitions_restart(&p, 100);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (steps[i].what == 'm')
            partitions_note_foreign(&p, (struct origin){steps[i].partition, 0},
                                    (civil_time){steps[i].at});
        else if (steps[i].what == 'p')
            partitions_set_count(&p, steps[i].partition);
        else
            partitions_note_state(&p, steps[i].partition,
                                  steps[i].what == 'e' ? PARTITION_AT_END : PARTITION_UNREACHABLE);
        EXPECT(p.watermark.s == steps[i].watermark, "row %zu: %jd", i, (intmax_t)p.watermark.s);
    }
    partitions_restart(&p, 5);
    assert_int_equal(p.watermark.s, NEVER);
}

static void an_empty_topic_read_to_its_end_has_no_clock(void **state)
{
    (void)state;
    partitions_set_count(&p, 2);
    partitions_note_state(&p, 0, PARTITION_AT_END);
    partitions_note_state(&p, 1, PARTITION_AT_END);
    assert_int_equal(p.watermark.s, NEVER);
    partitions_note_foreign(&p, (struct origin){1, 0}, (civil_time){50});
    assert_int_equal(p.watermark.s, 50);
}

/* A partition that was joined in the middle is whole from its first time seen. */
static void foreign_messages_are_whole_from_the_latest_of_the_first(void **state)
{
    (void)state;
    partitions_set_count(&p, 3);
    partitions_note_foreign(&p, (struct origin){0, 0}, (civil_time){500});
    assert_int_equal(partitions_whole_from(&p).s, NEVER);
    partitions_note_foreign(&p, (struct origin){1, 70}, (civil_time){200});
    partitions_note_foreign(&p, (struct origin){1, 71}, (civil_time){900});
    assert_int_equal(partitions_whole_from(&p).s, 200);
    partitions_note_foreign(&p, (struct origin){2, 5}, (civil_time){300});
    assert_int_equal(partitions_whole_from(&p).s, 300);
}

static void time_at_the_end_is_what_passes_there(void **state)
{
    (void)state;
    partitions_set_count(&p, 2);
    partitions_note_time(&p, 1000);
    partitions_note_state(&p, 0, PARTITION_AT_END);
    partitions_note_time(&p, 3000);
    partitions_note_state(&p, 0, PARTITION_UNREACHABLE);
    partitions_note_time(&p, 9000);
    partitions_note_state(&p, 0, PARTITION_AT_END);
    partitions_note_time(&p, 8000); /* never back */
    partitions_note_time(&p, 8500);
    partitions_note_message(&p, 0);
    partitions_note_time(&p, 9500);
    assert_int_equal(p.of[0].at_end_ms, 2500);
    assert_int_equal(p.of[1].at_end_ms, 0);
    assert_null(partitions_of_officer(&(struct partitions){0}, 1));
    assert_ptr_equal(partitions_of_officer(&p, 1), &p.of[0]);
    assert_ptr_equal(partitions_of_officer(&p, 4), &p.of[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_PARTITIONS(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        WITH_PARTITIONS(the_foreign_clock_is_held_by_what_is_still_to_be_read),
        WITH_PARTITIONS(an_empty_topic_read_to_its_end_has_no_clock),
        WITH_PARTITIONS(foreign_messages_are_whole_from_the_latest_of_the_first),
        WITH_PARTITIONS(time_at_the_end_is_what_passes_there),
    };
    return cmocka_run_group_tests_name("window/partitions", tests, NULL, NULL);
}
