/* Profiles: any bytes as NAME.ini; one that is taken reads a header and fields made of the same
 * bytes, and the formats of its times any text. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "blotter/crime/profile.h"
#include "crime/occurrence.h"

const char *const fuzz_seeds[] = {
    "name = San Francisco\n[columns]\noccurred = Incident Datetime\nid = Row ID\ncrime = Incident "
    "Description\nkind = Incident Category\n[times]\nformats = %Y/%m/%d %I:%M:%S %p | "
    "%Y-%m-%dT%H:%M:%S\nzone =\n[defaults]\ncrimes = Robbery,Burglary\nnear = 37.7,-122.4,0.01 "
    "City Hall\ndelay = 30-90\nmap = 37,38,-123,-122\n",
    "[columns]\noccurred_date = a, b | c\noccurred_time = t\ncrime = p + q\n[times]\nformats = "
    "%d.%m.%y | %H:%M\nzone = America/New_York\n",
    "[columns]\noccurred = Month\ncrime = Crime type\n[times]\nformats = %b %Y\n",
    "2018/12/01 12:25:00 AM",
    "2023-01-01T08:00:00.5+05:30",
    NULL,
};

const char *const fuzz_words[] = {
    "[columns]\n", "[times]\n", "[defaults]\n", "occurred = ", "crime = ", "formats = ", "zone = ",
    "map = ",      "near = ",   "%Y",           "%m",          "%d",       "%H",         "%I",
    "%p",          "%b",        "%z",           "%F %T",       "%",        "|",          " + ",
    ",",           "\n",        " ;",           "UTC",         "24:00",    "2024",       "Jan",
    "12/31/2023",  "PM",        "+00",          NULL,
};

static void check_formats(struct text s)
{
    struct time_formats formats;
    struct read_time read;
    struct error err;
    struct text text = s;
    struct text format = text_cut(&text, '\n');
    if (!time_formats_compile(format, &formats, &err)) {
        MUST(err.status == EXIT_STATUS_USAGE);
        return;
    }
    MUST(formats.count > 0 && formats.count <= TIME_FORMATS_MAX);
    for (size_t i = 0; i < formats.count; i++)
        if (time_format_read(&formats.of[i], text, &read)) {
            struct civil_parts parts = civil_split(read.at);
            MUST(parts.year >= 0 && parts.year <= 10000);
            MUST(read.has_offset || read.offset_s == 0);
            MUST(read.offset_s > -CIVIL_DAY_S && read.offset_s < CIVIL_DAY_S);
        }
}

/* The lines are a header's names, and then the fields of a row. */
static void check_use(const struct profile *p, struct text s)
{
    struct header header;
    struct buffer names = {0};
    struct text field[COLUMN_COUNT] = {{NULL, 0}};
    civil_time at;
    column_name_add_plain(&names, s);
    profile_match(p, buffer_text(&names), &header);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        MUST(header.field_of[i] == HEADER_ABSENT || header.field_of[i] < s.len);
        field[i] = text_trim(text_cut(&s, '\n'));
        struct buffer what = {0};
        profile_describe(p, (enum column)i, &what);
        buffer_free(&what);
    }
    header_missing(&header);
    if (occurrence_read(p->times, field, &at) == OCCURRENCE_READ)
        MUST(at.s > CIVIL_NEVER.s && at.s < CIVIL_FOREVER.s);
    buffer_free(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text s = {(const char *)data, size};
    struct error err = {0};
    struct profile *p = profile_create("fuzz", "fuzz.ini", s, &err);
    if (p == NULL) {
        MUST(err.status == EXIT_STATUS_USAGE && strncmp(err.text, "fuzz.ini", 8) == 0);
    } else {
        check_use(p, s);
        profile_is_usable(p, (size & 1) != 0, &err);
    }
    profile_destroy(p);
    check_formats(s);
    return 0;
}
