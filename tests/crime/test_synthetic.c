#include "base/check.h"
#include "crime/files.h"

#include <xxhash.h>

#include "blotter/crime/selection.h"
#include "crime/fields.h"
#include "blotter/crime/synthetic.h"

static struct synthetic_config config_of(uint64_t rows, uint64_t seed, const char *from,
                                         uint32_t days)
{
    struct synthetic_config config = {.rows = rows, .seed = seed, .days = days};
    if (!civil_parse(text_of(from), &config.from))
        fail();
    return config;
}

/* The shipped quarter stands beside the tests' folder. */
static struct synthetic *create(const struct synthetic_config *config)
{
    const char *folder = getenv("BLOTTER_TEST_DATA");
    char path[4096];
    struct error err = {0};
    snprintf(path, sizeof path, "%s/../../data/lapd-2023q1.csv.gz",
             folder != NULL ? folder : BLOTTER_TEST_DATA);
    struct synthetic *s = synthetic_create(config, path, &err);
    EXPECT(s != NULL, "%s", err.text);
    return s;
}

static struct buffer make(const struct synthetic_config *config)
{
    struct buffer out = {0};
    struct synthetic *s = create(config);
    synthetic_header(&out);
    while (synthetic_row(s, &out))
        ;
    assert_false(synthetic_row(s, &out));
    synthetic_destroy(s);
    return out;
}

static size_t lines_of(struct text s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += s.ptr[i] == '\n';
    return count;
}

static void the_same_seed_gives_the_same_bytes_everywhere(void **state)
{
    (void)state;
    static const struct {
        uint64_t rows, seed;
        const char *from;
        uint32_t days;
        uint64_t hash;
    } made[] = {
        {10000, 1, "2023-01-01", 18, UINT64_C(0xc815b1a393aa3c3b)},
        {10000, UINT64_MAX, "1996-02-29", 36000, UINT64_C(0x34a764952bdc570e)},
        {1, 0, "2020-02-29", 1, UINT64_C(0x5d69389e865b9315)},
    };
    for (size_t i = 0; i < COUNT_OF(made); i++) {
        struct synthetic_config config =
            config_of(made[i].rows, made[i].seed, made[i].from, made[i].days);
        struct buffer out = make(&config);
        uint64_t hash = XXH3_64bits(out.data, out.len);
        EXPECT(hash == made[i].hash, "row %zu: 0x%016llx", i, (unsigned long long)hash);
        EXPECT_AT(i, lines_of(buffer_text(&out)) == made[i].rows + 1);
        EXPECT_AT(i, out.data[out.len - 1] == '\n');
        buffer_free(&out);
    }
}

static void a_row_depends_on_no_other(void **state)
{
    (void)state;
    struct synthetic_config few = config_of(50, 7, "2023-01-01", 10);
    struct synthetic_config many = config_of(500, 7, "2023-01-01", 10);
    struct buffer a = make(&few);
    struct buffer b = make(&many);
    assert_true(a.len < b.len && memcmp(a.data, b.data, a.len) == 0);
    buffer_free(&a);
    buffer_free(&b);
}

static void other_seeds_give_other_rows(void **state)
{
    (void)state;
    struct synthetic_config config = config_of(1, 0, "2023-01-01", 90);
    struct synthetic *s = create(&config);
    struct buffer before = {0};
    assert_true(synthetic_row(s, &before));
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct buffer now = {0};
        synthetic_restart(s, seed);
        assert_true(synthetic_row(s, &now));
        EXPECT(!text_equal(buffer_text(&now), buffer_text(&before)), "seed %d", (int)seed);
        buffer_free(&before);
        before = now;
    }
    buffer_free(&before);
    synthetic_destroy(s);
}

static void a_restart_is_a_beginning(void **state)
{
    (void)state;
    struct synthetic_config config = config_of(2000, 5, "2023-01-01", 90);
    struct buffer fresh = make(&config);
    struct buffer again = {0};
    config.seed = 4;
    struct synthetic *s = create(&config);
    for (int i = 0; i < 1000; i++)
        synthetic_row(s, &again);
    again.len = 0;
    synthetic_restart(s, 5);
    synthetic_header(&again);
    while (synthetic_row(s, &again))
        ;
    assert_true(text_equal(buffer_text(&again), buffer_text(&fresh)));
    buffer_free(&again);
    buffer_free(&fresh);
    synthetic_destroy(s);
}

static void days_follow_from_the_rows(void **state)
{
    (void)state;
    static const struct {
        uint64_t rows;
        uint32_t days;
    } cases[] = {
        {1, 1},          {570, 1},          {571, 2},          {10000, 18},         {51534, 91},
        {5000000, 8772}, {20520000, 36000}, {20520001, 36000}, {UINT64_MAX, 36000}, {0, 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        EXPECT_AT(i, synthetic_days_for(cases[i].rows) == cases[i].days);
}

/* --- read back ------------------------------------------------------------------------------ */

struct reading {
    struct csv_reader *csv;
    struct selection *selection;
    struct csv_row row;
    struct crime crime;
    uint64_t number;
};

static const struct selection_config keep_all = {
    .officers = 1, .start = {INT64_MIN / 4}, .end = {INT64_MAX / 4}};

static struct reading read_back(const struct synthetic_config *config)
{
    struct error err = {0};
    struct buffer out = make(config);
    struct reading r = {.csv = csv_open("made", file_of(buffer_text(&out)), NULL, &err),
                        .selection = selection_create(&keep_all)};
    assert_non_null(r.csv);
    buffer_free(&out);
    return r;
}

static bool read_row(struct reading *r)
{
    struct error err = {0};
    uint32_t officer;
    enum csv_result result = csv_next(r->csv, &r->row, &err);
    assert_true(result != CSV_FAILED);
    if (result == CSV_END)
        return false;
    enum verdict verdict = selection_judge(r->selection, &r->row, ++r->number, &r->crime, &officer);
    EXPECT(verdict == VERDICT_KEPT, "row %d", (int)r->number);
    return true;
}

static void read_end(struct reading *r)
{
    csv_close(r->csv);
    selection_destroy(r->selection);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void every_row_is_read_and_has_a_number_of_its_own(void **state)
{
    (void)state;
    enum { ROWS = 50000 };
    struct synthetic_config config = config_of(ROWS, 3, "2023-11-01", 88);
    struct reading r = read_back(&config);
    uint64_t *ids = test_calloc(ROWS, sizeof *ids);
    while (read_row(&r)) {
        struct text id = r.crime.id;
        assert_int_equal(id.len, 9);
        assert_true(text_to_u64(id, UINT64_MAX, &ids[r.number - 1]));
        EXPECT_AT(r.number, memcmp(id.ptr, "23", 2) == 0 || memcmp(id.ptr, "24", 2) == 0);
        EXPECT_AT(r.number,
                  r.crime.district.len == 4 && memcmp(id.ptr + 2, r.crime.district.ptr, 2) == 0);
        EXPECT_AT(r.number, r.crime.lat.len > 0 && r.crime.code.len == 3);
    }
    assert_int_equal(r.number, ROWS);
    qsort(ids, ROWS, sizeof *ids, by_value);
    for (size_t i = 1; i < ROWS; i++)
        EXPECT_AT(i, ids[i - 1] != ids[i]);
    test_free(ids);
    read_end(&r);
}

static void days_are_those_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        uint32_t days;
    } cases[] = {{"2024-02-29", 1}, {"2023-12-31", 1}, {"0000-01-01", 1},  {"2024-02-26", 7},
                 {"2023-12-30", 6}, {"2100-02-27", 3}, {"9999-01-01", 273}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct synthetic_config config = config_of(3000, i, cases[i].from, cases[i].days);
        struct reading r = read_back(&config);
        bool seen[366] = {false};
        uint32_t different = 0;
        while (read_row(&r)) {
            civil_time day;
            assert_true(crime_date_parse(r.row.field[COLUMN_DATE], &day));
            int64_t at = (day.s - config.from.s) / CIVIL_DAY_S;
            EXPECT_AT(i, at >= 0 && at < config.days);
            different += !seen[at];
            seen[at] = true;
        }
        EXPECT(different == config.days, "row %zu: %u days", i, different);
        read_end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes_everywhere),
        cmocka_unit_test(a_row_depends_on_no_other),
        cmocka_unit_test(other_seeds_give_other_rows),
        cmocka_unit_test(a_restart_is_a_beginning),
        cmocka_unit_test(days_follow_from_the_rows),
        cmocka_unit_test(every_row_is_read_and_has_a_number_of_its_own),
        cmocka_unit_test(days_are_those_asked_for),
    };
    return cmocka_run_group_tests_name("crime/synthetic", tests, NULL, NULL);
}
