#include "base/check.h"
#include "crime/shipped_cities.h"

#include "blotter/crime/selection.h"

/* --- who reports it, and when ----------------------------------------------------------------- */

static char xs[300];

/* Made with python3-xxhash:
 * h = xxh3_64_intdigest(id, seed=seed); a + h % (b - a + 1); 1 + (h >> 32) % n */
static const struct {
    struct text id;
    uint64_t seed;
    uint32_t from, to, officers, delay, officer;
} draws[] = {
    {{"230104567", 9}, 1, 30, 90, 4, 47, 4},
    {{"230104567", 9}, 0, 30, 90, 7, 32, 5},
    {{"230104567", 9}, UINT64_MAX, 0, 0, 1, 0, 1},
    {{"230104567", 9}, 1, 0, 1440, 10000, 534, 7556},
    {{"1", 1}, 1, 30, 90, 4, 90, 2},
    {{"1", 1}, 0, 30, 90, 7, 37, 4},
    {{"1", 1}, 1, 0, 1440, 10000, 1, 7266},
    {{"0", 1}, 1, 30, 90, 4, 76, 4},
    {{"0", 1}, 0, 30, 90, 7, 87, 3},
    {{"1208575", 7}, 1, 30, 90, 4, 52, 3},
    {{"1208575", 7}, 1, 0, 1440, 10000, 311, 7739},
    {{"18446744073709551615", 20}, 1, 30, 90, 4, 36, 4},
    {{"18446744073709551615", 20}, 1, 0, 1440, 10000, 720, 3580},
    {{"caf\xC3\xA9", 5}, 1, 30, 90, 4, 81, 2},
    {{"caf\xC3\xA9", 5}, 1, 0, 1440, 10000, 1395, 8118},
    {{"\xEF\xBF\xBD", 3}, 1, 30, 90, 4, 63, 3},
    {{xs, 200}, 1, 30, 90, 4, 48, 3},
    {{xs, 300}, 1, 30, 90, 4, 81, 2},
    {{xs, 300}, 0, 30, 90, 7, 35, 7},
    {{"102005556", 9}, 0, 30, 90, 7, 74, 7},
};

static void delay_and_officer_are_drawn_from_the_id(void **state)
{
    (void)state;
    memset(xs, 'x', sizeof xs);
    for (size_t i = 0; i < COUNT_OF(draws); i++) {
        const struct selection_config config = {.seed = draws[i].seed,
                                                .delay_from_minutes = draws[i].from,
                                                .delay_to_minutes = draws[i].to,
                                                .officers = draws[i].officers};
        uint32_t delay;
        uint32_t officer;
        report_draw(draws[i].id, &config, &delay, &officer);
        EXPECT(delay == draws[i].delay && officer == draws[i].officer, "row %zu: %u, %u", i,
               (unsigned)delay, (unsigned)officer);
    }
    const struct selection_config widest = {.delay_to_minutes = UINT32_MAX, .officers = UINT32_MAX};
    uint32_t delay;
    uint32_t officer;
    report_draw(text_of("230104567"), &widest, &delay, &officer); /* 2^32 delays */
    assert_int_equal(delay, 0x152a1068);
}

/* --- judging ---------------------------------------------------------------------------------- */

/* A row as it is written in the tables here: only what the case is about. */
struct fields {
    const char *id, *date, *time, *crime, *code, *area, *district, *address, *location, *location_1,
        *premise, *lat, *lon;
};

static struct csv_row row_of(const struct fields *f, struct header *header)
{
    const char *const fields[COLUMN_COUNT] = {
        [COLUMN_ID] = f->id,
        [COLUMN_DATE] = f->date,
        [COLUMN_TIME] = f->time,
        [COLUMN_CRIME] = f->crime,
        [COLUMN_CODE] = f->code,
        [COLUMN_AREA] = f->area,
        [COLUMN_DISTRICT] = f->district,
        [COLUMN_ADDRESS] = f->address,
        [COLUMN_LOCATION] = f->location,
        [COLUMN_LOCATION_1] = f->location_1,
        [COLUMN_PREMISE] = f->premise,
        [COLUMN_LAT] = f->lat,
        [COLUMN_LON] = f->lon,
    };
    struct csv_row row = {.header = header, .line = 2};
    header->profile = cities_at(cities, 0);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        row.field[i] = fields[i] != NULL ? text_of(fields[i]) : (struct text){"", 0};
        header->field_of[i] = fields[i] != NULL ? i : HEADER_ABSENT;
    }
    return row;
}

static struct text wanted[] = {{"ASSAULT", 7}, {"BURGLARY", 8}, {"robbery", 7}};

static struct selection_config settings(void)
{
    return (struct selection_config){.crimes = wanted,
                                     .crime_count = COUNT_OF(wanted),
                                     .delay_from_minutes = 30,
                                     .delay_to_minutes = 90,
                                     .seed = 1,
                                     .officers = 4,
                                     .start = CIVIL_NEVER,
                                     .end = CIVIL_FOREVER};
}

static enum verdict judge(const struct selection_config *config, const struct csv_row *row)
{
    struct selection *s = selection_create(config);
    struct crime c;
    uint32_t officer;
    enum verdict verdict = selection_judge(s, row, 1, &c, &officer);
    selection_destroy(s);
    return verdict;
}

static void the_first_verdict_that_applies_is_given(void **state)
{
    (void)state;
    static const struct {
        struct fields fields;
        bool all, oversized;
        enum verdict verdict;
    } cases[] = {
        {{.crime = "ROBBERY", .date = "01/01/2023", .time = "0100"}, false, false, VERDICT_KEPT},
        {{.crime = "THEFT", .date = "x", .time = "x"}, false, false, VERDICT_FILTERED},
        {{.crime = "", .date = "x", .time = "x"}, false, false, VERDICT_FILTERED},
        {{.crime = "ROBBERY", .date = "x", .time = "x"}, false, false, VERDICT_BAD_DATE},
        {{.crime = "ROBBERY", .date = "", .time = "x"}, false, false, VERDICT_BAD_DATE},
        {{.crime = "ROBBERY", .date = "01/01/2023", .time = "2400"},
         false,
         false,
         VERDICT_BAD_TIME},
        {{.crime = "ROBBERY", .date = "01/01/2023", .time = ""}, false, false, VERDICT_BAD_TIME},
        {{.crime = "", .date = "01/01/2023", .time = "1"}, true, false, VERDICT_BAD_DESCRIPTION},
        {{.crime = "", .date = "x", .time = "1"}, true, false, VERDICT_BAD_DATE},
        {{.crime = "", .date = "01/01/2023", .time = "x"}, true, false, VERDICT_BAD_TIME},
        {{.crime = "THEFT", .date = "01/01/2023", .time = "1"}, true, false, VERDICT_KEPT},
        {{.crime = "THEFT", .date = "01/01/2023", .time = "1"}, true, true, VERDICT_BAD_FIELD},
        {{.crime = "THEFT", .date = "01/01/2023", .time = "1"}, false, true, VERDICT_FILTERED},
        {{.crime = "", .date = "01/01/2023", .time = "1"}, true, true, VERDICT_BAD_DESCRIPTION},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct selection_config config = settings();
        config.crime_count = cases[i].all ? 0 : config.crime_count;
        struct header header;
        struct csv_row row = row_of(&cases[i].fields, &header);
        row.oversized = cases[i].oversized;
        enum verdict verdict = judge(&config, &row);
        EXPECT(verdict == cases[i].verdict, "row %zu: %d", i, (int)verdict);
    }
}

/* What cannot be read is rejected before --start and --end are asked. */
static void start_and_end_are_report_times_and_both_in(void **state)
{
    (void)state;
    /* id 1 at seed 1 is reported 90 minutes later */
    static const struct {
        const char *start, *end, *date;
        enum verdict verdict;
    } cases[] = {
        {"2023-01-01T02:30", "2023-01-01T02:30", "01/01/2023", VERDICT_KEPT},
        {"2023-01-01T02:30:01", "2024-01-01", "01/01/2023", VERDICT_FILTERED},
        {"2022-01-01", "2023-01-01T02:29:59", "01/01/2023", VERDICT_FILTERED},
        {"2022-01-01", "2024-01-01", "01/01/2023", VERDICT_KEPT},
        {"2024-01-01", "2024-01-01", "13/01/2023", VERDICT_BAD_DATE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct selection_config config = settings();
        assert_true(civil_parse(text_of(cases[i].start), &config.start));
        assert_true(civil_parse(text_of(cases[i].end), &config.end));
        const struct fields fields = {
            .id = "1", .crime = "ROBBERY", .date = cases[i].date, .time = "0100"};
        struct header header;
        struct csv_row row = row_of(&fields, &header);
        EXPECT_AT(i, judge(&config, &row) == cases[i].verdict);
    }
}

static void crimes_are_parts_of_the_description_in_any_case(void **state)
{
    (void)state;
    static const struct {
        const char *crime;
        bool kept;
    } cases[] = {
        {"BATTERY - SIMPLE ASSAULT", true},
        {"Burglary from vehicle", true},
        {"ATTEMPTED ROBBERY", true},
        {"robbery", true},
        {"RoBbErY", true},
        {"ROB BERY", false},
        {"THEFT", false},
        {"ASSAUL", false},
        {"BATTERY", false},
    };
    struct selection_config config = settings();
    for (size_t again = 0; again < 2; again++) {
        struct selection *s = selection_create(&config);
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            const struct fields fields = {
                .crime = cases[i].crime, .date = "1/1/23", .time = "0100"};
            struct header header;
            struct csv_row row = row_of(&fields, &header);
            struct crime c;
            uint32_t officer;
            for (size_t k = 0; k <= again; k++) /* remembered: the same */
                EXPECT_AT(i, (selection_judge(s, &row, 1, &c, &officer) == VERDICT_KEPT) ==
                                 cases[i].kept);
        }
        selection_destroy(s);
    }
    selection_destroy(NULL);
}

/* More descriptions than are remembered. */
static void many_descriptions_are_judged_alike(void **state)
{
    (void)state;
    struct selection_config config = settings();
    struct selection *s = selection_create(&config);
    for (size_t pass = 0; pass < 2; pass++)
        for (int i = 0; i < 10000; i++) {
            char crime[64];
            snprintf(crime, sizeof crime, "%d %s", i, i % 3 == 0 ? "Assault" : "Theft");
            const struct fields fields = {.crime = crime, .date = "1/1/23", .time = "0100"};
            struct header header;
            struct csv_row row = row_of(&fields, &header);
            struct crime c;
            uint32_t officer;
            EXPECT((selection_judge(s, &row, 1, &c, &officer) == VERDICT_KEPT) == (i % 3 == 0),
                   "%s", crime);
        }
    selection_destroy(s);
}

static void reasons_are_named(void **state)
{
    (void)state;
    assert_null(verdict_reason(VERDICT_KEPT));
    assert_null(verdict_reason(VERDICT_FILTERED));
    assert_string_equal(verdict_reason(VERDICT_BAD_DATE), "date");
    assert_string_equal(verdict_reason(VERDICT_BAD_TIME), "time");
    assert_string_equal(verdict_reason(VERDICT_BAD_DESCRIPTION), "description");
    assert_string_equal(verdict_reason(VERDICT_BAD_FIELD), "field");
}

/* --- what a kept row becomes ------------------------------------------------------------------ */

static const struct {
    struct fields fields;
    const char *lat, *lon, *address; /* expected */
} places[] = {
    {{.lat = "34.0141", .lon = "-118.2978"}, "34.0141", "-118.2978", ""},
    {{.lat = "0", .lon = "0"}, "", "", ""},
    {{.lat = "0.0", .lon = "-0.00"}, "", "", ""},
    {{.lat = "0e5", .lon = "0E-7"}, "", "", ""},
    {{.lat = "0", .lon = "-118.2978"}, "0", "-118.2978", ""},
    {{.lat = "34", .lon = "0"}, "34", "0", ""},
    {{.lat = "34", .lon = ""}, "", "", ""},
    {{.lat = "", .lon = "-118"}, "", "", ""},
    {{.lat = "34"}, "", "", ""},
    {{.lat = "+34", .lon = "-118"}, "", "", ""},
    {{.lat = "034", .lon = "-118"}, "", "", ""},
    {{.lat = "-034", .lon = "-118"}, "", "", ""},
    {{.lat = "34.", .lon = "-118"}, "", "", ""},
    {{.lat = ".5", .lon = "-118"}, "", "", ""},
    {{.lat = "34", .lon = "-.5"}, "", "", ""},
    {{.lat = "34", .lon = "-"}, "", "", ""},
    {{.lat = "34", .lon = "--118"}, "", "", ""},
    {{.lat = "34", .lon = "118W"}, "", "", ""},
    {{.lat = "3 4", .lon = "-118"}, "", "", ""},
    {{.lat = "34,0", .lon = "-118"}, "", "", ""},
    {{.lat = "1e", .lon = "-118"}, "", "", ""},
    {{.lat = "1e+", .lon = "-118"}, "", "", ""},
    {{.lat = "e1", .lon = "-118"}, "", "", ""},
    {{.lat = "NaN", .lon = "-118"}, "", "", ""},
    {{.lat = "null", .lon = "null"}, "", "", ""},
    {{.lat = "0x22", .lon = "-118"}, "", "", ""},
    {{.lat = "3.4e1", .lon = "-1.18E+2"}, "3.4e1", "-1.18E+2", ""},
    {{.lat = "34.01410", .lon = "-118.00"}, "34.01410", "-118.00", ""}, /* the file's own digits */
    {{.lat = "0.5", .lon = "10"}, "0.5", "10", ""},
    /* (lat, lon) */
    {{.location_1 = "(34.1, -118.2)"}, "34.1", "-118.2", ""},
    {{.location_1 = "(34.1,-118.2)"}, "34.1", "-118.2", ""},
    {{.location_1 = "( 34.1 ,\t-118.2 )"}, "34.1", "-118.2", ""},
    {{.location_1 = "(0, 0)"}, "", "", ""},
    {{.location_1 = "(0.0, 0.0)"}, "", "", ""},
    {{.location_1 = "(34.1, )"}, "", "", ""},
    {{.location_1 = "(, -118)"}, "", "", ""},
    {{.location_1 = "(+34, -118)"}, "", "", ""},
    {{.location_1 = "(34.1, -118.2"}, "", "", ""},
    {{.location_1 = "34.1, -118.2"}, "", "", ""},
    {{.location_1 = "()"}, "", "", ""},
    {{.location_1 = "(,)"}, "", "", ""},
    {{.location_1 = "(1, 2, 3)"}, "", "", ""},
    {{.location_1 = "(34.1, -118.2)", .lat = "33", .lon = "-117"}, "33", "-117", ""},
    {{.location_1 = "(34.1, -118.2)", .lat = "0", .lon = "0"}, "34.1", "-118.2", ""},
    {{.location_1 = "(34.1, -118.2)", .lat = "", .lon = ""}, "34.1", "-118.2", ""},
    {{.location = "(34.1, -118.2)"}, "34.1", "-118.2", ""},
    {{.location = "(0, 0)"}, "", "", ""},
    {{.location = "(, )"}, "", "", ""},
    {{.location = "(+34, -118.)"}, "", "", ""}, /* no coordinates, and still no address */
    {{.location = "(34.1, -118.2)", .address = "700 W 7TH ST"}, "34.1", "-118.2", "700 W 7TH ST"},
    {{.location = "6TH ST", .address = "700 W 7TH ST"}, "", "", "700 W 7TH ST"},
    {{.location = "6TH ST", .location_1 = "(34.1, -118.2)"}, "34.1", "-118.2", "6TH ST"},
    {{.address = "(34.1, -118.2)"}, "34.1", "-118.2", ""},
    {{.location_1 = "700 W 7TH ST"}, "", "", ""},
    /* addresses in parentheses that are no coordinates */
    {{.location = "(REAR, ALLEY)"}, "", "", "(REAR, ALLEY)"},
    {{.location = "(700 W 7TH, 2)"}, "", "", "(700 W 7TH, 2)"},
    {{.location = "(34.1, -118.2) REAR"}, "", "", "(34.1, -118.2) REAR"},
    {{.location = "(1, 2, 3)"}, "", "", "(1, 2, 3)"},
    {{.location = "(1)"}, "", "", "(1)"},
    {{.location = "("}, "", "", "("},
    {{.location = "()"}, "", "", "()"},
    /* blanks */
    {{.location = "1100 W  39TH                         PL"}, "", "", "1100 W 39TH PL"},
    {{.location = "a\t\n\v\f\r b"}, "", "", "a b"},
    {{.location = "a b"}, "", "", "a b"},
    {{.location = "a  \xFF  b\xE2\x82"}, "", "", "a \xEF\xBF\xBD b\xEF\xBF\xBD"},
};

static void coordinates_and_addresses_are_told_apart(void **state)
{
    (void)state;
    struct selection_config config = settings();
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct selection *s = selection_create(&config);
        struct fields fields = places[i].fields;
        fields.crime = "ROBBERY";
        fields.date = "1/1/23";
        fields.time = "1";
        struct header header;
        struct csv_row row = row_of(&fields, &header);
        struct crime c;
        uint32_t officer;
        EXPECT_AT(i, selection_judge(s, &row, 1, &c, &officer) == VERDICT_KEPT);
        EXPECT_TEXT_AT(i, c.lat, places[i].lat);
        EXPECT_TEXT_AT(i, c.lon, places[i].lon);
        EXPECT_TEXT_AT(i, c.address, places[i].address);
        selection_destroy(s);
    }
}

static void codes_are_decimal_digits_without_leading_zeros(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"624", "624"},   {"0", "0"},
        {"", ""},         {"0624", ""},
        {"00", ""},       {"624.0", ""},
        {"-624", ""},     {"+624", ""},
        {"62x", ""},      {"6 2", ""},
        {"\xD9\xA6", ""}, {"99999999999999999999999999", "99999999999999999999999999"},
    };
    struct selection_config config = settings();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct selection *s = selection_create(&config);
        const struct fields fields = {
            .crime = "ROBBERY", .date = "1/1/23", .time = "1", .code = cases[i].in};
        struct header header;
        struct csv_row row = row_of(&fields, &header);
        struct crime c;
        uint32_t officer;
        EXPECT_AT(i, selection_judge(s, &row, 1, &c, &officer) == VERDICT_KEPT);
        EXPECT_TEXT_AT(i, c.code, cases[i].out);
        selection_destroy(s);
    }
}

static void the_id_is_hashed_as_it_is_sent(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        uint64_t number;
        uint32_t delay, officer;
    } cases[] = {
        {"230104567", "230104567", 5, 47, 4},
        {"0", "0", 5, 76, 4},
        {"", "1", 1, 90, 2},
        {NULL, "18446744073709551615", UINT64_MAX, 36, 4},
        {"caf\xC3\xA9", "caf\xC3\xA9", 5, 81, 2},
        {"\xFF", "\xEF\xBF\xBD", 5, 63, 3}, /* the hash is that of U+FFFD */
        {"\xE2\x82", "\xEF\xBF\xBD", 5, 63, 3},
    };
    struct selection_config config = settings();
    struct selection *s = selection_create(&config);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct fields fields = {
            .id = cases[i].in, .crime = "ROBBERY", .date = "1/2/23", .time = "0203"};
        struct header header;
        struct csv_row row = row_of(&fields, &header);
        struct crime c;
        uint32_t officer;
        civil_time occurred;
        assert_true(civil_parse(text_of("2023-01-02T02:03"), &occurred));
        EXPECT_AT(i, selection_judge(s, &row, cases[i].number, &c, &officer) == VERDICT_KEPT);
        EXPECT_TEXT_AT(i, c.id, cases[i].out);
        EXPECT_AT(i, officer == cases[i].officer);
        EXPECT_AT(i, c.occurred_at.s == occurred.s);
        EXPECT_AT(i, c.reported_at.s == occurred.s + cases[i].delay * 60);
    }
    selection_destroy(s);
}

/* Every text at once, all of it broken, in every length: the scratch room must hold it. */
static void broken_text_is_mended_in_every_field(void **state)
{
    (void)state;
    struct selection_config config = settings();
    config.crime_count = 0;
    struct selection *s = selection_create(&config);
    for (size_t len = 1; len < 200; len++) {
        char broken[256] = "";
        char mended[1024] = "";
        for (size_t i = 0; i < len; i++) {
            broken[i] = (char)0xFF;
            memcpy(mended + 3 * i, "\xEF\xBF\xBD", 4);
        }
        const struct fields fields = {.id = broken,
                                      .crime = broken,
                                      .date = "1/1/23",
                                      .time = "1",
                                      .area = broken,
                                      .district = broken,
                                      .address = broken,
                                      .location = broken,
                                      .location_1 = broken,
                                      .premise = broken,
                                      .code = broken,
                                      .lat = broken,
                                      .lon = broken};
        struct header header;
        struct csv_row row = row_of(&fields, &header);
        struct crime c;
        uint32_t officer;
        EXPECT_AT(len, selection_judge(s, &row, 1, &c, &officer) == VERDICT_KEPT);
        EXPECT_TEXT_AT(len, c.id, mended);
        EXPECT_TEXT_AT(len, c.crime, mended);
        EXPECT_TEXT_AT(len, c.area, mended);
        EXPECT_TEXT_AT(len, c.district, mended);
        EXPECT_TEXT_AT(len, c.address, mended);
        EXPECT_TEXT_AT(len, c.premise, mended);
        EXPECT_AT(len, c.lat.len == 0 && c.lon.len == 0 && c.code.len == 0);
    }
    selection_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delay_and_officer_are_drawn_from_the_id),
        cmocka_unit_test(the_first_verdict_that_applies_is_given),
        cmocka_unit_test(start_and_end_are_report_times_and_both_in),
        cmocka_unit_test(crimes_are_parts_of_the_description_in_any_case),
        cmocka_unit_test(many_descriptions_are_judged_alike),
        cmocka_unit_test(reasons_are_named),
        cmocka_unit_test(coordinates_and_addresses_are_told_apart),
        cmocka_unit_test(codes_are_decimal_digits_without_leading_zeros),
        cmocka_unit_test(the_id_is_hashed_as_it_is_sent),
        cmocka_unit_test(broken_text_is_mended_in_every_field),
    };
    return cmocka_run_group_tests_name("crime/selection", tests, set_up_cities, tear_down_cities);
}
