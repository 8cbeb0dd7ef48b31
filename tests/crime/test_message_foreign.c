#include "base/check.h"

#include "blotter/base/utf8.h"
#include "blotter/crime/message.h"

static const wall_time now = {UINT64_C(1700000000000000)};

static struct decoder *decoder;

static int set_up(void **state)
{
    (void)state;
    decoder = decoder_create(NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decoder_destroy(decoder);
    return 0;
}

/* The crime as one of our own messages' ends, or why it is none; in a block that ends where the
 * value does. */
static struct buffer read_value(struct text value)
{
    struct buffer out = {0};
    struct message m;
    const char *why = "one of ours";
    char *copy = malloc(value.len > 0 ? value.len : 1);
    if (value.len > 0)
        memcpy(copy, value.ptr, value.len);
    if (decoder_read(decoder, (struct text){copy, value.len}, now, &m, &why) != DECODED_FOREIGN) {
        buffer_printf(&out, "%s", why);
    } else {
        assert_true(m.kind == MESSAGE_CRIME && m.run.len == 0 && m.officer == 0 && m.seq == 0);
        assert_true(m.officers == 0 && m.at.s == 0 && m.continues.len == 0 && !m.paused);
        message_write_crime_tail(&out, &m.crime);
    }
    free(copy);
    return out;
}

static void expect_read(size_t i, struct text value, const char *expected)
{
    struct buffer out = read_value(value);
    EXPECT_TEXT_AT(i, buffer_text(&out), expected);
    buffer_free(&out);
}

#define CRIME(id, reported, occurred, code, crime, area, district, address, premise, lat, lon)     \
    "\"id\":\"" id "\",\"reported_at\":\"" reported "\",\"occurred_at\":\"" occurred               \
    "\",\"code\":" code ",\"crime\":\"" crime "\",\"area\":\"" area "\",\"district\":\"" district  \
    "\",\"address\":\"" address "\",\"premise\":\"" premise "\",\"lat\":" lat ",\"lon\":" lon "}"

/* --- whole messages --------------------------------------------------------------------------- */

static const struct {
    const char *value, *crime;
} wholes[] = {
    /* --value row */
    {"{\"DR_NO\":\"230404629\",\"Date Rptd\":\"01/19/2023 12:00:00 AM\","
     "\"DATE OCC\":\"01/18/2023 12:00:00 AM\",\"TIME OCC\":\"1500\",\"AREA\":\"04\","
     "\"AREA NAME\":\"Hollenbeck\",\"Rpt Dist No\":\"0456\",\"Part 1-2\":\"1\",\"Crm Cd\":\"341\","
     "\"Crm Cd Desc\":\"THEFT-GRAND ($950.01 & OVER)\",\"Mocodes\":\"0344\",\"Vict Age\":\"0\","
     "\"Premis Cd\":\"103\",\"Premis Desc\":\"ALLEY\",\"Crm Cd 1\":\"342\",\"LOCATION\":\"2400    "
     "FAIRMOUNT                    ST\",\"Cross Street\":\"\",\"LAT\":\"34.0521\","
     "\"LON\":\"-118.2045\",\"Stream Time\":1674056580000,\"Officer Id\":3}",
     CRIME("230404629", "2023-01-18T15:43:00", "2023-01-18T15:00:00", "341",
           "THEFT-GRAND ($950.01 & OVER)", "Hollenbeck", "0456", "2400 FAIRMOUNT ST", "ALLEY",
           "34.0521", "-118.2045")},
    /* the original study, a frame of one row */
    {"{\"DR Number\":{\"0\":1208575},\"Date Occurred\":{\"0\":\"03\\/11\\/2013\"},"
     "\"Time Occurred\":{\"0\":1800},\"Area Name\":{\"0\":\"77th Street\"},"
     "\"Crime Code\":{\"0\":626.0},\"Reporting District\":{\"0\":1241},"
     "\"Crime Code Description\":{\"0\":\"INTIMATE PARTNER - SIMPLE ASSAULT\"},"
     "\"Location \":{\"0\":\"(33.9829, -118.3338)\"},\"Address\":{\"0\":null},"
     "\"Stream Time\":{\"0\":1363027500000},\"Officer Id\":{\"0\":3}}",
     CRIME("1208575", "2013-03-11T18:45:00", "2013-03-11T18:00:00", "626",
           "INTIMATE PARTNER - SIMPLE ASSAULT", "77th Street", "1241", "", "", "33.9829",
           "-118.3338")},
    /* the same in records, as json.dumps writes it, dates by pandas */
    {"{\"Crime Code Description\": \"ROBBERY\", \"Area Name\": \"Central\", \"Date Occurred\": "
     "\"2010-01-05T00:00:00.000Z\", \"Time Occurred\": \"0150\", \"Location \": \"(34.05, "
     "-118.24)\", \"Stream Time\": \"2010-01-05T02:30:00.000\", \"Officer Id\": 2}",
     CRIME("", "2010-01-05T02:30:00", "2010-01-05T01:50:00", "null", "ROBBERY", "Central", "", "",
           "", "34.05", "-118.24")},
    /* our own fields, without a kind */
    {"{\"id\":\"1\",\"reported_at\":\"2023-01-01T01:12:00\",\"occurred_at\":\"2023-01-01T00:05:00\""
     ",\"code\":624,\"crime\":\"BATTERY\",\"area\":\"Central\",\"district\":\"0163\","
     "\"address\":\"700 W 7TH ST\",\"premise\":\"STREET\",\"lat\":34.04830,\"lon\":-118.2631}",
     CRIME("1", "2023-01-01T01:12:00", "2023-01-01T00:05:00", "624", "BATTERY", "Central", "0163",
           "700 W 7TH ST", "STREET", "34.04830", "-118.2631")},
    /* the city's own interface */
    {"{\"dr_no\":\"1\",\"date_occ\":\"2020-01-08T00:00:00.000\",\"time_occ\":\"2230\",\"area\":"
     "\"03\",\"area_name\":\"Southwest\",\"rpt_dist_no\":\"0377\",\"crm_cd\":\"624\","
     "\"crm_cd_desc\":\"BATTERY\",\"location\":\"1100 W  39TH   PL\",\"lat\":\"34.0141\","
     "\"lon\":\"-118.2978\"}",
     CRIME("1", "2020-01-08T22:30:00", "2020-01-08T22:30:00", "624", "BATTERY", "Southwest", "0377",
           "1100 W 39TH PL", "", "34.0141", "-118.2978")},
};

/* As the portals' interfaces give a row, each city's with its own names for a place. */
static const struct {
    const char *city, *value, *crime;
} cities[] = {
    {"chicago",
     "{\"id\":\"11221611\",\"case_number\":\"JB139411\",\"date\":\"2018-02-03T00:26:00.000\","
     "\"block\":\"046XX W  MONROE ST\",\"iucr\":\"486\",\"primary_type\":\"BATTERY\","
     "\"description\":\"SIMPLE\",\"location_description\":\"STREET\",\"arrest\":false,"
     "\"beat\":\"1113\",\"district\":\"011\",\"location\":{\"latitude\":\"41.88\","
     "\"longitude\":\"-87.74\",\"human_address\":\"{\\\"address\\\":\\\"\\\"}\"},"
     "\":@computed_region_awaf_s7ux\":\"11\"}",
     CRIME("11221611", "2018-02-03T00:26:00", "2018-02-03T00:26:00", "486", "BATTERY - SIMPLE",
           "011", "1113", "046XX W MONROE ST", "STREET", "41.88", "-87.74")},
    {"new-york",
     "{\"cmplnt_num\":\"559727151\",\"cmplnt_fr_dt\":\"2020-02-02T00:00:00.000\",\"cmplnt_fr_tm\":"
     "\"12:30:00\",\"addr_pct_cd\":\"43\",\"ky_cd\":\"344\",\"ofns_desc\":\"ASSAULT "
     "3\",\"pd_desc\":"
     "\"ASSAULT 3\",\"boro_nm\":\"BRONX\",\"prem_typ_desc\":\"STREET\",\"x_coord_cd\":\"1020316\","
     "\"lat_lon\":{\"latitude\":\"40.8231\",\"longitude\":\"-73.8697\"}}",
     CRIME("559727151", "2020-02-02T12:30:00", "2020-02-02T12:30:00", "344",
           "ASSAULT 3 - ASSAULT 3", "BRONX", "43", "", "STREET", "40.8231", "-73.8697")},
    {"san-francisco",
     "{\"incident_datetime\":\"2018-12-01T00:25:00.000\",\"row_id\":\"74339603074\","
     "\"incident_number\":\"180906213\",\"incident_code\":\"3074\",\"incident_category\":"
     "\"Robbery\","
     "\"incident_description\":\"Robbery, W/ Force\",\"police_district\":\"Ingleside\","
     "\"analysis_neighborhood\":\"Glen Park\",\"intersection\":\"BOSWORTH ST \\\\ DIAMOND ST\","
     "\"point\":{\"type\":\"Point\",\"coordinates\":[-122.434,37.7336]}}",
     CRIME("74339603074", "2018-12-01T00:25:00", "2018-12-01T00:25:00", "3074", "Robbery, W/ Force",
           "Ingleside", "Glen Park", "BOSWORTH ST \\\\ DIAMOND ST", "", "37.7336", "-122.434")},
    {"seattle",
     "{\"report_number\":\"2024-000001\",\"offense_id\":\"51234567890\",\"offense_date\":"
     "\"2024-01-01T23:30:00.000\",\"block_address\":\"REDACTED\",\"latitude\":\"REDACTED\","
     "\"longitude\":\"REDACTED\",\"beat\":\"K3\",\"neighborhood\":\"DOWNTOWN\","
     "\"nibrs_offense_code_description\":\"Simple Assault\",\"nibrs_offense_code\":\"13B\"}",
     CRIME("51234567890", "2024-01-01T23:30:00", "2024-01-01T23:30:00", "null", "Simple Assault",
           "DOWNTOWN", "K3", "REDACTED", "", "null", "null")},
    {"philadelphia",
     "{\"dispatch_date_time\":\"2025-01-07T02:45:00Z\",\"dispatch_date\":\"2025-01-06\","
     "\"dispatch_time\":\"21:45:00\",\"dc_key\":\"202515001499\",\"dc_dist\":\"15\",\"psa\":\"1\","
     "\"location_block\":\"4500 BLOCK CASTOR AV\",\"ucr_general\":\"600\",\"text_general_code\":"
     "\"Thefts\",\"point_x\":-75.09,\"point_y\":40.01}",
     CRIME("202515001499", "2025-01-06T21:45:00", "2025-01-06T21:45:00", "600", "Thefts", "15", "1",
           "4500 BLOCK CASTOR AV", "", "40.01", "-75.09")},
    /* Seattle has had a column OFFENSE as well, but not the rest; true UTC */
    {"washington-dc",
     "{\"CCN\":24022219,\"OFFENSE\":\"THEFT F/AUTO\",\"BLOCK\":\"3200 BLOCK OF WHEELER "
     "RD\",\"WARD\":"
     "\"8\",\"PSA\":\"705\",\"START_DATE\":\"2024/02/12 02:19:00+00\",\"LATITUDE\":38.84,"
     "\"LONGITUDE\":-76.99}",
     CRIME("24022219", "2024-02-11T21:19:00", "2024-02-11T21:19:00", "null", "THEFT F/AUTO", "8",
           "705", "3200 BLOCK OF WHEELER RD", "", "38.84", "-76.99")},
};

/* The decoder has seen no message before. */
static void the_keys_of_the_first_message_say_whose_it_is(void **state)
{
    (void)state;
    struct decoder *others = decoder;
    for (size_t i = 0; i < COUNT_OF(cities); i++) {
        decoder = decoder_create(NULL);
        assert_null(decoder_profile(decoder));
        expect_read(i, text_of(cities[i].value), cities[i].crime);
        assert_string_equal(decoder_profile(decoder)->key, cities[i].city);
        decoder_destroy(decoder);
    }
    decoder = others;
}

/* Twice, because the second time the keys are known; then with blanks everywhere. */
static void crimes_of_others_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(wholes); i++)
        expect_read(i, text_of(wholes[i / 2].value), wholes[i / 2].crime);
    for (size_t i = 0; i < COUNT_OF(wholes); i++) {
        struct buffer spaced = {0};
        bool inside = false;
        for (const char *c = wholes[i].value; *c != '\0'; c++) {
            inside = *c == '"' ? !inside : inside;
            bool apart = !inside && strchr("{}:,\"", *c) != NULL;
            buffer_printf(&spaced, "%s%c%s", apart && *c != '"' ? "\n " : "", *c,
                          apart ? "\t" : "");
        }
        expect_read(i, buffer_text(&spaced), wholes[i].crime);
        buffer_free(&spaced);
    }
}

/* --- times ------------------------------------------------------------------------------------ */

#define NONE "1970-01-01T00:00:00"
#define DATE(date, time) "\"DATE OCC\":" date ",\"TIME OCC\":" time

static const struct {
    const char *fields, *reported, *occurred; /* NULL: no readable time */
} times[] = {
    {"\"reported_at\":\"2023-01-01T01:12:00\"", "2023-01-01T01:12:00", NONE},
    {"\"reported_at\":\"2023-01-01 01:12\"", "2023-01-01T01:12:00", NONE},
    {"\"reported_at\":\" 2023-01-01 \"", "2023-01-01T00:00:00", NONE},
    {"\"Stream Time\":\"2023-01-01T01:12:00.999999\"", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":\"2023-01-01T01:12:00Z\"", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":\"2023-01-01T01:12:00.000-08:00\"", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":\"2023-01-01T01:12:00+0000\"", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":\"2023-01-01T01:12:00+00\"", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":1672535520999", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":1672535520000.0", "2023-01-01T01:12:00", NONE},
    {"\"Stream Time\":\"1672535520000\"", "2023-01-01T01:12:00", NONE},
    {"\"stream_time\":0", NONE, NONE},
    {"\"Stream Time\":-1", "1969-12-31T23:59:59", NONE},
    {"\"Stream Time\":\"-1000\"", "1969-12-31T23:59:59", NONE},
    {"\"Stream Time\":-62167219200000", "0000-01-01T00:00:00", NONE},
    {"\"Stream Time\":253402300799999", "9999-12-31T23:59:59", NONE},
    {"\"Stream Time\":253402300800000", NULL, NULL},
    {"\"Stream Time\":-62167219200001", NULL, NULL},
    {"\"Stream Time\":9999999999999999999999999", NULL, NULL},
    {"\"Stream Time\":1e12", NULL, NULL},
    {"\"Stream Time\":1.5", NULL, NULL},
    {"\"Stream Time\":\"\"", NULL, NULL},
    {"\"Stream Time\":\"-\"", NULL, NULL},
    {"\"Stream Time\":\"+5\"", NULL, NULL},
    {"\"Stream Time\":true", NULL, NULL},
    {"\"Stream Time\":[1672535520000]", NULL, NULL},
    {"\"Stream Time\":\"2023-01-01T01:12:00.\"", NULL, NULL},
    {"\"Stream Time\":\"2023-01-01T01:12:00x\"", NULL, NULL},
    {"\"Stream Time\":\"2023-01-01T01:12:00+1:00\"", NULL, NULL},
    {"\"Stream Time\":\"2023-01-01T01:12:00+01:000\"", NULL, NULL},
    {"\"Stream Time\":\"2023-01-01T01:12:00ZZ\"", NULL, NULL},
    {"\"Stream Time\":\"2023-01-01T24:00:00\"", NULL, NULL},
    {"\"Stream Time\":\"2023-02-30T01:12:00\"", NULL, NULL},
    /* reported_at before Stream Time, whatever their order; the first that can be read */
    {"\"Stream Time\":0,\"reported_at\":60000", "1970-01-01T00:01:00", NONE},
    {"\"reported_at\":60000,\"Stream Time\":0", "1970-01-01T00:01:00", NONE},
    {"\"reported_at\":null,\"Stream Time\":60000", "1970-01-01T00:01:00", NONE},
    {"\"reported_at\":\"x\"," DATE("\"1/2/23\"", "5"), "2023-01-02T00:05:00",
     "2023-01-02T00:05:00"},
    /* occurrences, by the rules of files and more */
    {DATE("\" 1/2/23 \"", "\" 0005 \""), "2023-01-02T00:05:00", "2023-01-02T00:05:00"},
    {DATE("\"2023-01-02 00:00:00\"", "\"23:59\""), "2023-01-02T23:59:00", "2023-01-02T23:59:00"},
    {DATE("\"2023-01-02T00:00:00.000Z\"", "2359"), "2023-01-02T23:59:00", "2023-01-02T23:59:00"},
    {DATE("1672617600000", "1500.0"), "2023-01-02T15:00:00", "2023-01-02T15:00:00"},
    {DATE("\"1672650000000\"", "0"), "2023-01-02T00:00:00", "2023-01-02T00:00:00"},
    {DATE("-1", "0"), "1969-12-31T00:00:00", "1969-12-31T00:00:00"},
    {DATE("\"1/2/23\"", "\"2400\""), NULL, NULL},
    {DATE("\"1/2/23\"", "15.5"), NULL, NULL},
    {DATE("\"1/2/23\"", "null"), NULL, NULL},
    {DATE("\"13/2/23\"", "5"), NULL, NULL},
    {DATE("{\"0\":\"1/2/23\",\"1\":\"1/3/23\"}", "5"), NULL, NULL},
    {DATE("{}", "5"), NULL, NULL},
    {DATE("{\"0\":[\"1/2/23\"]}", "5"), NULL, NULL},
    {"\"DATE OCC\":\"1/2/23\"", NULL, NULL},
    {"\"TIME OCC\":\"5\"", NULL, NULL},
    {"\"occurred_at\":\"2023-01-02T00:05:00\"", "2023-01-02T00:05:00", "2023-01-02T00:05:00"},
    {"\"occurred_at\":1672617900000,\"reported_at\":1672621500000", "2023-01-02T01:05:00",
     "2023-01-02T00:05:00"},
    {"\"occurred_at\":0," DATE("\"1/2/23\"", "5"), "2023-01-02T00:05:00", "2023-01-02T00:05:00"},
    {"\"occurred_at\":253402300800000,\"reported_at\":60000", "1970-01-01T00:01:00", NONE},
    {DATE("253402300800000", "5") ",\"reported_at\":60000", "1970-01-01T00:01:00", NONE},
    {"\"Date Rptd\":\"1/2/23\"", NULL, NULL},
    {"\"at\":\"2023-01-01T01:12:00\"", NULL, NULL},
};

static void a_report_has_the_first_time_that_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct buffer value = {0};
        struct buffer expected = {0};
        buffer_printf(&value, "{\"crime\":\"x\",%s}", times[i].fields);
        if (times[i].reported != NULL)
            buffer_printf(&expected,
                          "\"id\":\"\",\"reported_at\":\"%s\",\"occurred_at\":\"%s\",\"code\":null,"
                          "\"crime\":\"x\",\"area\":\"\",\"district\":\"\",\"address\":\"\","
                          "\"premise\":\"\",\"lat\":null,\"lon\":null}",
                          times[i].reported, times[i].occurred);
        else
            buffer_printf(&expected, "no readable time");
        buffer_add_byte(&expected, '\0');
        expect_read(i, buffer_text(&value), expected.data);
        buffer_free(&value);
        buffer_free(&expected);
    }
}

/* --- fields ----------------------------------------------------------------------------------- */

#define AT "\"reported_at\":0,"
#define FIELDS(id, code, crime, area, address, lat, lon)                                           \
    CRIME(id, NONE, NONE, code, crime, area, "", address, "", lat, lon)

static const struct {
    const char *value, *crime;
} fields[] = {
    {"{" AT "\"crime\":\" x \"}", FIELDS("", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":5}", FIELDS("", "null", "5", "", "", "null", "null")},
    {"{" AT "\"crime\":\"\"}", "no description"},
    {"{" AT "\"crime\":\" \\t\"}", "no description"},
    {"{" AT "\"crime\":null}", "no description"},
    {"{" AT "\"crime\":false}", "no description"},
    {"{" AT "\"crime\":[\"x\"]}", "no description"},
    {"{" AT "\"crime\":{\"0\":\"x\",\"1\":\"y\"}}", "no description"},
    {"{" AT "\"crime\":{\"0\":{\"1\":\"x\"}}}", "no description"},
    {"{" AT "\"crime\":{\"0\":\"x\"}}", FIELDS("", "null", "x", "", "", "null", "null")},
    {"{\"reported_at\":0}", "no description"},
    {"[{" AT "\"crime\":\"x\"}]", "not a JSON object"},
    {"{" AT "\"crime\":\"x\"", "not a JSON object"},
    /* numbers and texts */
    {"{" AT "\"crime\":\"x\",\"id\":7,\"code\":\"624\"}",
     FIELDS("7", "624", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"id\":7.50,\"code\":624.00}",
     FIELDS("7.50", "624", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"id\":100,\"code\":\"0624\"}",
     FIELDS("100", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"id\":1e400,\"code\":-5}",
     FIELDS("1e400", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"lat\":34.10,\"lon\":\"-118.0\"}",
     FIELDS("", "null", "x", "", "", "34.10", "-118.0")},
    {"{" AT "\"crime\":\"x\",\"lat\":0.0,\"lon\":\"0\"}",
     FIELDS("", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"lat\":34,\"lon\":null}",
     FIELDS("", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"lat\":1e999999,\"lon\":-1}",
     FIELDS("", "null", "x", "", "", "1e999999", "-1")},
    /* of several spellings the earlier, of a repeated one the last */
    {"{" AT "\"crime\":\"x\",\"area\":\"04\",\"AREA NAME\":\"Central\"}",
     FIELDS("", "null", "x", "Central", "", "null", "null")},
    {"{" AT "\"AREA NAME\":\"Central\",\"area\":\"04\",\"crime\":\"x\"}",
     FIELDS("", "null", "x", "Central", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"Crm Cd Desc\":\"y\",\"Crime Code Description\":\"z\"}",
     FIELDS("", "null", "y", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"CRIME\":\"y\",\"crime\":\"z\"}",
     FIELDS("", "null", "z", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"CRIME\":\"y\"}", FIELDS("", "null", "y", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"id\":\"1\",\"id\":null}",
     FIELDS("", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"\\u0061rea\":\"a\\u00e9\"}",
     FIELDS("", "null", "x", "a\xC3\xA9", "", "null", "null")},
    /* addresses and coordinates, by the rules of files */
    {"{" AT "\"crime\":\"x\",\"LOCATION\":\"6TH  ST\"}",
     FIELDS("", "null", "x", "", "6TH ST", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"LOCATION\":\"6TH ST\",\"Address\":\"7TH ST\"}",
     FIELDS("", "null", "x", "", "7TH ST", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"LOCATION\":\"6TH ST\",\"Address\":\"\"}",
     FIELDS("", "null", "x", "", "", "null", "null")},
    {"{" AT "\"crime\":\"x\",\"Location \":\"(34.1, -118.2)\",\"Location 1\":\"(1, 2)\"}",
     FIELDS("", "null", "x", "", "", "1", "2")},
    {"{" AT "\"crime\":\"x\",\"Address\":\"(34.1, -118.2)\",\"lat\":0,\"lon\":0}",
     FIELDS("", "null", "x", "", "", "34.1", "-118.2")},
    /* broken text and what must be escaped */
    {"{" AT "\"crime\":\"\xFF\",\"address\":\" \xE2\x82  \\n a\\\\ \"}",
     FIELDS("", "null", "\xEF\xBF\xBD", "", "\xEF\xBF\xBD a\\\\", "null", "null")},
    {"{" AT "\"crime\":\"\\ud83d\\ude94\\ud83d\",\"area\":\"\\u0000\"}",
     FIELDS("", "null", "\xF0\x9F\x9A\x94\xEF\xBF\xBD", "\\u0000", "", "null", "null")},
};

static void fields_are_read_as_a_files_are_and_numbers_as_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        expect_read(i, text_of(fields[i].value), fields[i].crime);
}

/* What the decoder remembers of keys is only how to be quick. */
static void messages_of_any_keys_take_turns(void **state)
{
    (void)state;
    struct random r = {11};
    struct buffer value = {0};
    for (size_t i = 0; i < 20000; i++) {
        size_t extra = random_below(&r, 8);
        const char *blank = random_below(&r, 3) == 0 ? " " : "";
        static const char *const names[] = {"crime", "Crm Cd Desc", "CRIME", "crm_cd_desc"};
        value.len = 0;
        buffer_printf(&value, "{%s", blank);
        for (size_t k = 0; k < extra; k++)
            buffer_printf(&value, "\"%.*s%zu\":%zu,%s", (int)random_below(&r, 60),
                          "keyskeyskeyskeyskeyskeyskeyskeyskeyskeyskeyskeyskeyskeyskeyskeys",
                          random_below(&r, 400), k, blank);
        buffer_printf(&value, "\"%s\":%s\"x%zu\"%s,\"Stream Time\":%zu}",
                      names[random_below(&r, COUNT_OF(names))], blank, i, blank, i * 1000);
        struct message m;
        const char *why;
        EXPECT_AT(i, decoder_read(decoder, buffer_text(&value), now, &m, &why) == DECODED_FOREIGN);
        char expected[32];
        snprintf(expected, sizeof expected, "x%zu", i);
        EXPECT_TEXT_AT(i, m.crime.crime, expected);
        EXPECT_AT(i, m.crime.reported_at.s == (int64_t)i);
    }
    buffer_free(&value);
}

/* --- large ------------------------------------------------------------------------------------ */

enum { LARGE = 10 * 1024 * 1024 };

static void repeat(struct buffer *b, const char *piece, size_t bytes)
{
    size_t len = strlen(piece);
    buffer_reserve(b, bytes + len);
    for (size_t end = b->len + bytes; b->len < end;)
        buffer_append(b, piece, len);
}

/* Ten megabytes of what costs most, in the time of a test. */
static void large_messages_do_no_harm(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *piece, *end;
        enum decoded decoded;
    } cases[] = {
        {"{" AT "\"crime\":\"", "x", "\"}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"", "\xFF", "\"}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"", "\\n\\u00e9\xC3\xA9", "x\"}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"", "\\\"", "\"}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"", " ", "\"}", DECODED_UNDECODABLE},
        {"{" AT "\"crime\":\"x\",\"address\":\"", " \xFF", "\"}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"x\",\"lat\":\"", "1", "\",\"lon\":2}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"x\",\"lat\":1,\"lon\":", "2", "}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"x\",\"Stream Time\":", "1", "}", DECODED_FOREIGN},
        {"{\"crime\":\"x\",\"Stream Time\":", "1", "}", DECODED_UNDECODABLE},
        {"{" AT, "\"crime\":\"x\",", "\"id\":1}", DECODED_FOREIGN},
        {"{" AT, "\"\\u0063rime\":\"\xFF\",", "\"id\":1}", DECODED_FOREIGN},
        {"{" AT, "\"\":{\"0\":\"\"},", "\"crime\":1}", DECODED_FOREIGN},
        {"{" AT, "\"a key that is longer than any that is remembered\":0,", "\"crime\":1}",
         DECODED_FOREIGN},
        {"{" AT "\"crime\":{", "\"0\":1,", "\"1\":2}}", DECODED_UNDECODABLE},
        {"{" AT "\"crime\":{\"0\":\"", "x", "\",\"1\":2}}", DECODED_UNDECODABLE},
        {"{" AT "\"crime\":\"x\",\"y\":[", "[],{},", "0]}", DECODED_FOREIGN},
        {"{" AT "\"crime\":\"x\",\"y\":", "[", "0]}", DECODED_UNDECODABLE},
        {"{" AT "\"crime\":\"x\"", " ", "}", DECODED_FOREIGN},
        {"", " ", "", DECODED_UNDECODABLE},
        {"{" AT "\"crime\":\"x\"", "\0", "}", DECODED_UNDECODABLE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer b = {0};
        struct message m;
        const char *why;
        buffer_printf(&b, "%s", cases[i].begin);
        repeat(&b, cases[i].piece[0] != '\0' ? cases[i].piece : "\x01", LARGE);
        buffer_printf(&b, "%s", cases[i].end);
        EXPECT_AT(i, decoder_read(decoder, buffer_text(&b), now, &m, &why) == cases[i].decoded);
        if (cases[i].decoded == DECODED_FOREIGN)
            EXPECT_AT(i, utf8_is_valid(m.crime.crime) && utf8_is_valid(m.crime.address));
        buffer_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crimes_of_others_are_read),
        cmocka_unit_test(the_keys_of_the_first_message_say_whose_it_is),
        cmocka_unit_test(a_report_has_the_first_time_that_can_be_read),
        cmocka_unit_test(fields_are_read_as_a_files_are_and_numbers_as_texts),
        cmocka_unit_test(messages_of_any_keys_take_turns),
        cmocka_unit_test(large_messages_do_no_harm),
    };
    return cmocka_run_group_tests_name("crime/message_foreign", tests, set_up, tear_down);
}
