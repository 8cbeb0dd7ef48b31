#include "base/check.h"
#include "crime/shipped_cities.h"

static const struct profile *los_angeles(void)
{
    return cities_at(cities, 0);
}

/* A header of names with commas between them. */
static struct header match(struct text names)
{
    struct header h;
    struct buffer plain = {0};
    while (names.ptr != NULL) {
        column_name_add_plain(&plain, text_cut(&names, ','));
        buffer_add_byte(&plain, '\n');
    }
    profile_match(los_angeles(), buffer_text(&plain), &h);
    buffer_free(&plain);
    return h;
}

/* The column of a header with one name. */
static enum column column_named(struct text name)
{
    struct header h = match(name);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (h.field_of[i] != HEADER_ABSENT)
            return (enum column)i;
    return COLUMN_NONE;
}

static enum column column_of_key(struct text key, size_t *ret_rank)
{
    return profile_column_of_key(los_angeles(), key, ret_rank);
}

static const struct {
    const char *name;
    enum column column;
} spellings[] = {
    {"DR_NO", COLUMN_ID},
    {"DR Number", COLUMN_ID},
    {"dr_number", COLUMN_ID},
    {"DR", COLUMN_ID},
    {"DATE OCC", COLUMN_DATE},
    {"Date Occurred", COLUMN_DATE},
    {"date_occurred", COLUMN_DATE},
    {"TIME OCC", COLUMN_TIME},
    {"Time Occurred", COLUMN_TIME},
    {"time_occurred", COLUMN_TIME},
    {"Crm Cd Desc", COLUMN_CRIME},
    {"Crime Code Description", COLUMN_CRIME},
    {"crime_code_description", COLUMN_CRIME},
    {"Crm Cd", COLUMN_CODE},
    {"Crime Code", COLUMN_CODE},
    {"crime_code", COLUMN_CODE},
    {"AREA NAME", COLUMN_AREA},
    {"Area Name", COLUMN_AREA},
    {"area_name", COLUMN_AREA},
    {"Rpt Dist No", COLUMN_DISTRICT},
    {"Reporting District", COLUMN_DISTRICT},
    {"reporting_district", COLUMN_DISTRICT},
    {"Address", COLUMN_ADDRESS},
    {"address", COLUMN_ADDRESS},
    {"LOCATION", COLUMN_LOCATION},
    {"Location ", COLUMN_LOCATION},
    {"Location 1", COLUMN_LOCATION_1},
    {"Premis Desc", COLUMN_PREMISE},
    {"Premise Description", COLUMN_PREMISE},
    {"premise_description", COLUMN_PREMISE},
    {"LAT", COLUMN_LAT},
    {"Latitude", COLUMN_LAT},
    {"LON", COLUMN_LON},
    {"Longitude", COLUMN_LON},
    /* the yearly files of 2012 to 2015 */
    {"DR. NO", COLUMN_ID},
    {"RD", COLUMN_DISTRICT},
    /* the NIBRS files since 2024 */
    {"uniquenibrno", COLUMN_ID},
    {"UniqueNIBRNo", COLUMN_ID},
    {"nibr_description", COLUMN_CRIME},
    {"NIBR Description", COLUMN_CRIME},
    {"nibr_code", COLUMN_CODE},
    {"hndrdth_loc_chk", COLUMN_ADDRESS},
    {"hndrdth_lat", COLUMN_LAT},
    {"hndrdth_lon", COLUMN_LON},
    {"caseno", COLUMN_NONE},
    /* as R names them */
    {"Crm.Cd.Desc", COLUMN_CRIME},
    {"DATE.OCC", COLUMN_DATE},
    {"...", COLUMN_NONE},
    /* What does not count. */
    {"  d R_n\tO__", COLUMN_ID},
    {"\xEF\xBB\xBF"
     "DR_NO",
     COLUMN_ID},
    {"\xEF\xBB\xBF", COLUMN_NONE},
    {"\xEF\xBB", COLUMN_NONE},
    /* The city's other columns are none of ours. */
    {"", COLUMN_NONE},
    {"_", COLUMN_NONE},
    {"Date Rptd", COLUMN_NONE},
    {"Date Reported", COLUMN_NONE},
    {"date_reported", COLUMN_NONE},
    {"AREA", COLUMN_NONE},
    {"Area ID", COLUMN_NONE},
    {"Part 1-2", COLUMN_NONE},
    {"Crm Cd 1", COLUMN_NONE},
    {"Crime Code 1", COLUMN_NONE},
    {"Premis Cd", COLUMN_NONE},
    {"Premise Code", COLUMN_NONE},
    {"weapon _used_code", COLUMN_NONE},
    {"Cross Street", COLUMN_NONE},
    {"Location 2", COLUMN_NONE},
    {"Latitudes", COLUMN_NONE},
    {"LA", COLUMN_NONE},
    {"crime code description and far more than that", COLUMN_NONE},
    {"crime code description!!!!!!!!!!!!!!!!!!!!!!!!", COLUMN_NONE},
};

static void every_spelling_names_its_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        EXPECT_AT(i, column_named(text_of(spellings[i].name)) == spellings[i].column);
    }
    assert_int_equal(column_named((struct text){NULL, 0}), COLUMN_NONE);
    assert_int_equal(column_named(LITERAL("LAT\0ITUDE")), COLUMN_NONE);
}

static void keys_also_have_our_own_names_after_all_of_the_citys(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        enum column column;
    } keys[] = {
        {"id", COLUMN_ID},
        {"code", COLUMN_CODE},
        {"crime", COLUMN_CRIME},
        {"area", COLUMN_AREA},
        {"AREA", COLUMN_AREA},
        {"district", COLUMN_DISTRICT},
        {"premise", COLUMN_PREMISE},
        {"reported_at", COLUMN_REPORTED_AT},
        {"Stream Time", COLUMN_STREAM_TIME},
        {"stream_time", COLUMN_STREAM_TIME},
        {"occurred_at", COLUMN_OCCURRED_AT},
        {"Officer Id", COLUMN_NONE},
        {"kind", COLUMN_NONE},
        {"Date Rptd", COLUMN_NONE},
        {"", COLUMN_NONE},
    };
    size_t last = 0;
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        size_t rank;
        if (column_named(text_of(spellings[i].name)) == COLUMN_NONE)
            continue;
        EXPECT_AT(i, column_of_key(text_of(spellings[i].name), &rank) == spellings[i].column);
        last = rank > last ? rank : last;
    }
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        size_t rank = SIZE_MAX;
        EXPECT_AT(i, column_of_key(text_of(keys[i].key), &rank) == keys[i].column);
        EXPECT_AT(i, rank > last && column_named(text_of(keys[i].key)) == COLUMN_NONE);
    }
}

/* Blanks, `_` and `.` may stand anywhere, however many. */
static void any_amount_of_what_does_not_count_may_stand_in_a_name(void **state)
{
    (void)state;
    char name[256] = "";
    for (const char *c = "crimecodedescription"; *c != '\0'; c++)
        snprintf(name + strlen(name), sizeof name - strlen(name), "  _%c_.\t", *c);
    assert_int_equal(column_named(text_of(name)), COLUMN_CRIME);
}

static const struct {
    const char *header;
    enum column column;
    size_t field;
} headers[] = {
    {"DR_NO,DR_NO", COLUMN_ID, 0},
    {"DR,DR Number,DR_NO", COLUMN_ID, 2},
    {"DR,DR Number", COLUMN_ID, 1},
    {"DR Number,dr_no,DR_NO", COLUMN_ID, 1},
    {"x,Date Occurred,DATE OCC", COLUMN_DATE, 2},
    {"DATE OCC,Date Occurred", COLUMN_DATE, 0},
    {"Latitude,LAT", COLUMN_LAT, 1},
    {"Longitude,LON,lon", COLUMN_LON, 1},
    {"Crime Code Description,Crm Cd Desc", COLUMN_CRIME, 1},
    {"Address,LOCATION", COLUMN_ADDRESS, 0},
    {"Address,LOCATION", COLUMN_LOCATION, 1},
    {"LOCATION,Location 1", COLUMN_LOCATION_1, 1},
    {"a,b", COLUMN_ID, HEADER_ABSENT},
};

static void of_several_spellings_the_earlier_and_of_equal_names_the_first_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        struct header h = match(text_of(headers[i].header));
        EXPECT(h.field_of[headers[i].column] == headers[i].field, "row %zu: field %zu", i,
               h.field_of[headers[i].column]);
    }
}

static void date_time_and_description_are_needed(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        enum column missing;
    } cases[] = {
        {"DATE OCC,TIME OCC,Crm Cd Desc", COLUMN_NONE},
        {"crime_code_description,time_occurred,date_occurred", COLUMN_NONE},
        {"TIME OCC,Crm Cd Desc", COLUMN_DATE},
        {"DATE OCC,Crm Cd Desc", COLUMN_TIME},
        {"DATE OCC,TIME OCC", COLUMN_CRIME},
        {"a", COLUMN_DATE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct header h = match(text_of(cases[i].header));
        EXPECT_AT(i, header_missing(&h) == cases[i].missing);
    }
}

static void every_column_has_a_description(void **state)
{
    (void)state;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        struct buffer what = {0};
        profile_describe(los_angeles(), (enum column)i, &what);
        EXPECT_AT(i, what.len > 0 || i == COLUMN_CRIME_2);
        buffer_free(&what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_names_its_column),
        cmocka_unit_test(keys_also_have_our_own_names_after_all_of_the_citys),
        cmocka_unit_test(any_amount_of_what_does_not_count_may_stand_in_a_name),
        cmocka_unit_test(of_several_spellings_the_earlier_and_of_equal_names_the_first_counts),
        cmocka_unit_test(date_time_and_description_are_needed),
        cmocka_unit_test(every_column_has_a_description),
    };
    return cmocka_run_group_tests_name("crime/columns", tests, set_up_cities, tear_down_cities);
}
