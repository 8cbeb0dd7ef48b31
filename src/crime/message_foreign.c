#include "message_foreign.h"

#include "blotter/base/clock.h"
#include "fields.h"
#include "occurrence.h"

/* --- fields --------------------------------------------------------------------------------- */

/* 510.0 is how pandas writes the whole numbers of a column that has gaps. */
static struct text without_empty_fraction(struct text number)
{
    size_t len = number.len;
    while (len > 0 && number.ptr[len - 1] == '0')
        len--;
    if (len > 0 && number.ptr[len - 1] == '.')
        number.len = len - 1;
    return number;
}

static struct text field_of(const struct foreign *f, enum column column, struct buffer *strings)
{
    const struct json_value *value = f->value[column];
    if (value != NULL && value->type == JSON_STRING)
        return text_trim(value->escaped ? json_string(value, strings) : value->raw);
    if (value == NULL || value->type != JSON_NUMBER)
        return (struct text){NULL, 0};
    /* The digits of coordinates stay the writer's own. */
    bool exact = column == COLUMN_LAT || column == COLUMN_LON;
    return exact ? value->raw : without_empty_fraction(value->raw);
}

/* --- times ---------------------------------------------------------------------------------- */

/* Milliseconds since 1970, as whole numbers; within the years that a time can be of. */
static bool milliseconds_parse(struct text s, civil_time *ret)
{
    enum { DIGITS_MAX = 15 };           /* of any such year, and no 64 bits run over */
    const int64_t first = -62167219200; /* 0000-01-01T00:00:00 */
    const int64_t last = 253402300799;  /* 9999-12-31T23:59:59 */
    bool before = s.len > 0 && s.ptr[0] == '-';
    int64_t ms = 0;
    if (s.len == (size_t)before || s.len > (size_t)DIGITS_MAX + before)
        return false;
    for (size_t i = before; i < s.len; i++) {
        if (!byte_is_digit(s.ptr[i]))
            return false;
        ms = ms * 10 + (s.ptr[i] - '0');
    }
    int64_t seconds = before ? -((ms + MS_PER_S - 1) / MS_PER_S) : ms / MS_PER_S;
    if (seconds < first || seconds > last)
        return false;
    *ret = (civil_time){seconds};
    return true;
}

/* Z, +01, +01:00 or +0100, or nothing. */
static bool is_zone(struct text s)
{
    if (s.len == 0 || text_is(s, "Z"))
        return true;
    if ((s.ptr[0] != '+' && s.ptr[0] != '-') || (s.len != 3 && s.len != 5 && s.len != 6))
        return false;
    for (size_t i = 1; i < s.len; i++)
        if (s.len == 6 && i == 3 ? s.ptr[i] != ':' : !byte_is_digit(s.ptr[i]))
            return false;
    return true;
}

/* 2010-01-05T00:00:00.000Z: decimals are cut off, and a zone is passed over, because times are the
 * city's wall clock, never converted. */
static bool iso_parse(struct text s, civil_time *ret)
{
    if (s.len <= CIVIL_TEXT_LEN)
        return civil_parse(s, ret);
    size_t at = CIVIL_TEXT_LEN;
    if (s.ptr[at] == '.') {
        size_t decimals = ++at;
        while (at < s.len && byte_is_digit(s.ptr[at]))
            at++;
        if (at == decimals)
            return false;
    }
    return is_zone((struct text){s.ptr + at, s.len - at}) &&
           civil_parse((struct text){s.ptr, CIVIL_TEXT_LEN}, ret);
}

static bool time_parse(struct text s, civil_time *ret)
{
    return milliseconds_parse(s, ret) || iso_parse(s, ret);
}

static bool date_parse(struct text s, civil_time *ret)
{
    if (crime_date_parse(s, ret))
        return true;
    if (!milliseconds_parse(s, ret))
        return false;
    *ret = civil_midnight(*ret);
    return true;
}

static bool read_occurrence(const struct foreign *f, const struct profile_times *times,
                            const struct text *field, struct buffer *strings, civil_time *ret)
{
    civil_time day;
    int minutes;
    if (occurrence_read(times, field, ret) == OCCURRENCE_READ ||
        time_parse(field[COLUMN_OCCURRED], ret))
        return true;
    if (!date_parse(field[COLUMN_DATE], &day) || !crime_time_parse(field[COLUMN_TIME], &minutes))
        return time_parse(field_of(f, COLUMN_OCCURRED_AT, strings), ret);
    *ret = civil_add(day, (int64_t)minutes * CIVIL_MINUTE_S);
    return true;
}

static bool read_report(const struct foreign *f, struct buffer *strings, civil_time *ret)
{
    return time_parse(field_of(f, COLUMN_REPORTED_AT, strings), ret) ||
           time_parse(field_of(f, COLUMN_STREAM_TIME, strings), ret);
}

/* --- points ---------------------------------------------------------------------------------- */

/* A scalar of an array from its front. */
static struct text take_number(struct text *rest)
{
    return text_trim(text_cut(rest, ','));
}

/* {"latitude":"41.88","longitude":"-87.74"}, or {"type":"Point","coordinates":[-87.74,41.88]}, as
 * Socrata's API has them. */
static void read_point(const struct json_value *point, struct text *field, struct buffer *strings)
{
    struct json_walk w = json_walk(point->raw);
    struct json_value key;
    struct json_value value;
    while (json_next(&w, &key) && json_take(&w, &value)) {
        struct text inside = value.raw;
        if (value.type == JSON_ARRAY && text_is(key.raw, "coordinates")) {
            inside = (struct text){inside.ptr + 1, inside.len - 2};
            field[COLUMN_LON] = take_number(&inside);
            field[COLUMN_LAT] = take_number(&inside);
        } else if (value.type == JSON_STRING || value.type == JSON_NUMBER) {
            struct text number =
                value.escaped ? json_string(&value, strings) : text_trim(value.raw);
            if (text_is(key.raw, "latitude"))
                field[COLUMN_LAT] = number;
            else if (text_is(key.raw, "longitude"))
                field[COLUMN_LON] = number;
        }
    }
}

/* Coordinates of their own go before those within a location. */
static void read_points(const struct foreign *f, struct text *field, struct buffer *strings)
{
    static const enum column columns[] = {COLUMN_LOCATION_1, COLUMN_LOCATION};
    for (size_t i = 0; i < 2; i++) {
        const struct json_value *value = f->value[columns[i]];
        if (value != NULL && value->type == JSON_OBJECT && field[COLUMN_LAT].len == 0)
            read_point(value, field, strings);
    }
}

/* --- the crime ------------------------------------------------------------------------------ */

const char *foreign_read(const struct foreign *f, const struct profile *profile,
                         struct buffer *strings, struct buffer *scratch, struct crime *ret)
{

    struct text field[COLUMN_COUNT];
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        field[i] = field_of(f, (enum column)i, strings);
    if (field[COLUMN_CRIME].len == 0 && field[COLUMN_CRIME_2].len == 0)
        return "no description";
    bool occurred = read_occurrence(f, profile->times, field, strings, &ret->occurred_at);
    if (!read_report(f, strings, &ret->reported_at)) {
        if (!occurred)
            return "no readable time";
        ret->reported_at = ret->occurred_at;
    }
    read_points(f, field, strings);
    fields_begin(scratch, field);
    field[COLUMN_CRIME] = fields_crime(field[COLUMN_CRIME], field[COLUMN_CRIME_2], scratch);
    ret->id = field_text(scratch, field[COLUMN_ID]);
    fields_to_crime(field, f->value[COLUMN_ADDRESS] != NULL, scratch, ret);
    return NULL;
}
