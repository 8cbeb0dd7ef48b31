/* Dates, times, durations, speeds, numbers and column names: what users and files write in a few
 * characters. */
#include "fuzz/fuzz.h"

#include <math.h>
#include <string.h>

#include "blotter/base/civil.h"
#include "blotter/base/duration.h"
#include "blotter/base/utf8.h"
#include "blotter/crime/columns.h"
#include "blotter/crime/json.h"
#include "blotter/crime/record.h"
#include "blotter/crime/selection.h"
#include "crime/fields.h"

const char *const fuzz_seeds[] = {
    "2023-01-01T01:12:00",
    "2023-01-01",
    "01/08/2020 12:00:00 AM",
    "3/14/13",
    "2023 Jan 01 12:00:00 AM",
    "2230",
    "12:30",
    "90m",
    "120/s",
    "87600h",
    "max",
    "34.021861,-118.282942,0.02",
    "(34.0141, -118.2978)",
    "-118.2978",
    "18446744073709551615",
    "DR_NO",
    "\xEF\xBB\xBF"
    "crime_code_description",
    NULL,
};

const char *const fuzz_words[] = {
    "0",        "9",
    "-",        "/",
    ":",        "T",
    " ",        "ms",
    "s",        "m",
    "h",        "d",
    "02",       "29",
    "31",       "60",
    "24",       "0000",
    "9999",     "1900",
    ",",        ".",
    "e",        "E+",
    "\xC2\x80", "\xF0\x9F\x9A\x94",
    "_",        "Feb",
    "DEC",      NULL,
};

static void check_civil(struct text s)
{
    civil_time t;
    if (civil_parse(s, &t)) {
        char text[CIVIL_TEXT_LEN];
        civil_write(t, text);
        MUST(memcmp(text, s.ptr, 10) == 0);
        civil_time back;
        MUST(civil_parse((struct text){text, sizeof text}, &back) && back.s == t.s);
    }
    if (crime_date_parse(s, &t)) {
        MUST(civil_midnight(t).s == t.s);
        struct civil_parts p = civil_split(t);
        MUST(p.year >= 0 && p.year <= 9999);
    }
    int minutes;
    MUST(!crime_time_parse(s, &minutes) || (minutes >= 0 && minutes <= 24 * 60));
}

/* A speed is a duration, a rate, or max, and is read back as it is written. */
static void check_speed(struct text s, bool is_duration)
{
    struct speed speed;
    struct speed back;
    char text[DURATION_TEXT_SIZE];
    bool ok = speed_parse(s, &speed);
    MUST(ok || !(is_duration || text_is(s, "max")));
    if (!ok)
        return;
    MUST((speed.ms_per_s > 0) == is_duration && speed_is_max(speed) == text_is(s, "max"));
    MUST(speed.rate == 0 || (speed.rate <= RATE_MAX && s.ptr[s.len - 1] == 's'));
    speed_write(speed, text);
    MUST(speed_parse(text_of(text), &back) && speed_is_same(speed, back));
}

static void check_duration(struct text s)
{
    int64_t ms;
    bool ok = duration_parse(s, &ms);
    check_speed(s, ok);
    if (!ok)
        return;
    MUST(ms > 0 && ms <= DURATION_MAX_MS);
    char text[DURATION_TEXT_SIZE];
    duration_write(ms, text);
    int64_t back;
    MUST(duration_parse(text_of(text), &back) && back == ms);
}

static void check_numbers(struct text s)
{
    double value;
    bool number = text_to_double(s, &value);
    MUST(!number || isfinite(value));
    MUST(!code_is_written(s) || json_is_number(s));
    struct near near;
    MUST(!near_parse(s, &near) || (near.deg > 0 && isfinite(near.deg)));
    uint64_t max = s.len % 7;
    uint64_t n;
    MUST(!text_to_u64(s, max, &n) || n <= max);
}

static void check_text(struct text s)
{
    struct buffer plain = {0};
    column_name_add_plain(&plain, s);
    MUST(plain.len <= s.len);
    buffer_free(&plain);
    struct text trimmed = text_trim(s);
    MUST(trimmed.len == 0 || !byte_is_blank(trimmed.ptr[0]));
    struct buffer b = {0};
    utf8_add_mended(&b, s);
    MUST(utf8_is_valid(buffer_text(&b)));
    MUST(utf8_is_valid(s) == text_equal(buffer_text(&b), s));
    buffer_free(&b);
    struct error err;
    error_set(&err, "%.*s", (int)s.len, s.ptr);
    for (const char *c = err.text; *c != '\0'; c++)
        MUST((unsigned char)*c >= 0x20 && *c != 0x7F);
    MUST(utf8_is_valid(text_of(err.text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text s = {(const char *)data, size};
    check_civil(s);
    check_duration(s);
    check_numbers(s);
    check_text(s);
    return 0;
}
