#include "base/check.h"
#include "crime/shipped_cities.h"

static bool match(const char *header, struct header *ret, struct error *err)
{
    struct buffer names = {0};
    for (struct text rest = text_of(header); rest.ptr != NULL;) {
        column_name_add_plain(&names, text_cut(&rest, ','));
        buffer_add_byte(&names, '\n');
    }
    bool fits = cities_match(cities, buffer_text(&names), ret, err);
    buffer_free(&names);
    return fits;
}

/* One header each of all that the cities have published, and what comes close. */
static void a_header_says_whose_file_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *header, *city; /* or the error */
    } cases[] = {
        {"DR_NO,Date Rptd,DATE OCC,TIME OCC,Crm Cd Desc", "los-angeles"},
        {"Date Rptd,DR. NO,DATE OCC,TIME OCC,AREA,AREA NAME,RD,Crm Cd,CrmCd Desc", "los-angeles"},
        {"caseno,uniquenibrno,date_occ,time_occ,nibr_code,nibr_description", "los-angeles"},
        {"CaseNo,UniqueNIBRNo,Date Occ,Time Occ,NIBR Code,NIBR Description", "los-angeles"},
        {"ID,Case Number,Date,Block,IUCR,Primary Type,Description", "chicago"},
        {"id,case_number,date,block,iucr,primary_type,description", "chicago"},
        {"CMPLNT_NUM,CMPLNT_FR_DT,CMPLNT_FR_TM,OFNS_DESC,PD_DESC", "new-york"},
        {"Incident Datetime,Row ID,Incident Category,Incident Description", "san-francisco"},
        {"INCIDENT_NUMBER,OFFENSE_DESCRIPTION,OCCURRED_ON_DATE,HOUR", "boston"},
        {"dispatch_date_time,dispatch_date,dispatch_time,dc_key,text_general_code", "philadelphia"},
        {"Report Number,Offense ID,Offense Date,NIBRS Offense Code Description", "seattle"},
        {"Report Number,Offense ID,Offense Start DateTime,Offense", "seattle"},
        {"CCN,REPORT_DAT,OFFENSE,BLOCK,START_DATE,END_DATE", "washington-dc"},
        {"Crime ID,Month,Longitude,Latitude,Crime type",
         "the files of London have only a month; --spread draws day and minute for each report "
         "from its id"},
        {"ID,Date,Block,IUCR,Description",
         "no column for the crime description (Primary Type + Description); nearest is the "
         "profile of Chicago"},
        {"CMPLNT_NUM,CMPLNT_FR_DT,OFNS_DESC,PD_DESC",
         "no column for the occurrence time (CMPLNT_FR_TM); nearest is the profile of New York"},
        {"CCN,OFFENSE,BLOCK,WARD",
         "no column for the time of occurrence (START_DATE); nearest is the profile of "
         "Washington, DC"},
        {"a,b,c",
         "no column for the occurrence date (DATE OCC, Date Occurred); nearest is the profile of "
         "Los Angeles"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct header header;
        struct error err = {0};
        bool fits = match(cases[i].header, &header, &err);
        const char *said = fits ? header.profile->key : err.text;
        EXPECT(strncmp(said, cases[i].city, strlen(cases[i].city)) == 0, "row %zu: %s", i, said);
    }
}

static void months_are_taken_when_they_may_be_spread(void **state)
{
    (void)state;
    struct header header;
    struct error err;
    cities_let_spread(cities);
    assert_true(match("Crime ID,Month,Crime type", &header, &err));
    assert_string_equal(header.profile->name, "London");
    assert_true(profile_has_months_only(header.profile));
}

static void a_city_is_called_by_its_file_or_its_name(void **state)
{
    (void)state;
    static const char *const names[] = {"washington-dc", "Washington, DC", "washington, dc"};
    struct error err;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        EXPECT_AT(i, cities_use(cities, names[i], &err));
        EXPECT_AT(i, strcmp(cities_used(cities)->key, "washington-dc") == 0);
    }
    assert_false(cities_use(cities, "washington", &err));
    assert_int_equal(err.status, EXIT_STATUS_USAGE);
}

/* The profiles' own defaults are read by the options; here, that there are some. */
static void every_shipped_city_is_whole(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct profile *p; (p = cities_at(cities, count)) != NULL; count++) {
        for (size_t i = 0; i < PROFILE_DEFAULTS; i++)
            EXPECT(p->defaults[i] != NULL, "%s: default %zu", p->key, i);
        EXPECT(p->map.south < p->map.north && p->map.west < p->map.east, "%s: map", p->key);
    }
    assert_int_equal(count, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_says_whose_file_it_is),
        cmocka_unit_test(months_are_taken_when_they_may_be_spread),
        cmocka_unit_test(a_city_is_called_by_its_file_or_its_name),
        cmocka_unit_test(every_shipped_city_is_whole),
    };
    return cmocka_run_group_tests_name("crime/cities", tests, set_up_cities, tear_down_cities);
}
