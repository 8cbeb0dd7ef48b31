#include "blotter/crime/selection.h"

#include <stdlib.h>
#include <xxhash.h>

#include "blotter/base/intern.h"
#include "blotter/base/memory.h"
#include "blotter/base/utf8.h"

struct selection {
    const struct selection_config *config;
    /* Whether a description is wanted is asked once for each of the few that there are. */
    struct interner *descriptions;
    bool *wanted;
    size_t wanted_cap;
    struct buffer scratch; /* mended texts and numbers of the current row */
};

/* A file of nothing but different descriptions must not fill the memory. */
enum { REMEMBERED_DESCRIPTIONS = 4096 };

static const char *const reasons[VERDICT_COUNT] = {
    [VERDICT_BAD_DATE] = "date",
    [VERDICT_BAD_TIME] = "time",
    [VERDICT_BAD_DESCRIPTION] = "description",
    [VERDICT_BAD_FIELD] = "field",
};

const char *verdict_reason(enum verdict verdict)
{
    return reasons[verdict];
}

struct selection *selection_create(const struct selection_config *config)
{
    struct selection *s = mem_new(1, sizeof *s);
    s->config = config;
    s->descriptions = intern_create();
    return s;
}

void selection_destroy(struct selection *s)
{
    if (s == NULL)
        return;
    intern_destroy(s->descriptions);
    free(s->wanted);
    buffer_free(&s->scratch);
    free(s);
}

/* --- dates and times ------------------------------------------------------------------------ */

/* Reads 1 to `most` digits from the front of *s. */
static bool take_number(struct text *s, size_t most, int *ret, size_t *ret_digits)
{
    size_t len = 0;
    int value = 0;
    while (len < s->len && len < most && byte_is_digit(s->ptr[len]))
        value = value * 10 + (s->ptr[len++] - '0');
    if (len == 0)
        return false;
    *s = (struct text){s->ptr + len, s->len - len};
    *ret = value;
    *ret_digits = len;
    return true;
}

static bool take_byte(struct text *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = (struct text){s->ptr + 1, s->len - 1};
    return true;
}

/* Nothing, or blanks or a T and a time, which is not looked at any closer. */
static bool is_time_part(struct text s)
{
    struct text time = text_trim(s);
    bool parted = time.len < s.len && byte_is_blank(s.ptr[0]);
    return s.len == 0 ||
           ((parted || take_byte(&time, 'T')) && time.len > 0 && byte_is_digit(time.ptr[0]));
}

static bool iso_date(struct text s, civil_time *ret)
{
    int year;
    int month;
    int day;
    size_t yd;
    size_t md;
    size_t dd;
    return take_number(&s, 4, &year, &yd) && yd == 4 && take_byte(&s, '-') &&
           take_number(&s, 2, &month, &md) && md == 2 && take_byte(&s, '-') &&
           take_number(&s, 2, &day, &dd) && dd == 2 && is_time_part(s) &&
           civil_from_date(year, month, day, ret);
}

static bool us_date(struct text s, civil_time *ret)
{
    int year;
    int month;
    int day;
    size_t digits;
    if (!take_number(&s, 2, &month, &digits) || !take_byte(&s, '/') ||
        !take_number(&s, 2, &day, &digits) || !take_byte(&s, '/') ||
        !take_number(&s, 4, &year, &digits) || (digits != 2 && digits != 4))
        return false;
    if (digits == 2)
        year += year <= 68 ? 2000 : 1900;
    return is_time_part(s) && civil_from_date(year, month, day, ret);
}

bool crime_date_parse(struct text s, civil_time *ret)
{
    return us_date(s, ret) || iso_date(s, ret);
}

bool crime_time_parse(struct text s, int *ret_minutes)
{
    int hour;
    int minute;
    size_t digits;
    if (!take_number(&s, 4, &hour, &digits))
        return false;
    if (s.len > 0) {
        if (digits > 2 || !take_byte(&s, ':') || !take_number(&s, 2, &minute, &digits) ||
            digits != 2 || s.len > 0)
            return false;
    } else {
        minute = hour % 100;
        hour /= 100;
    }
    if (hour > 23 || minute > 59)
        return false;
    *ret_minutes = hour * 60 + minute;
    return true;
}

void report_draw(struct text id, const struct selection_config *config, uint32_t *ret_delay_minutes,
                 uint32_t *ret_officer)
{
    uint64_t h = XXH3_64bits_withSeed(id.ptr, id.len, config->seed);
    uint64_t span = (uint64_t)config->delay_to_minutes - config->delay_from_minutes + 1;
    *ret_delay_minutes = config->delay_from_minutes + (uint32_t)(h % span);
    *ret_officer = 1 + (uint32_t)((h >> 32) % config->officers);
}

/* --- fields --------------------------------------------------------------------------------- */

/* Text as it is sent: broken UTF-8 mended. `scratch` has room, so that it does not move. */
static struct text mended(struct selection *s, struct text field)
{
    if (utf8_is_valid(field))
        return field;
    size_t at = s->scratch.len;
    utf8_add_mended(&s->scratch, field);
    return (struct text){s->scratch.data + at, s->scratch.len - at};
}

/* As `mended`, each run of blanks one blank. */
static struct text squeezed(struct selection *s, struct text field)
{
    char *begin = s->scratch.data + s->scratch.len;
    char *at = begin;
    for (size_t i = 0; i < field.len; i++) {
        bool blank = byte_is_blank(field.ptr[i]);
        if (!blank || i == 0 || !byte_is_blank(field.ptr[i - 1]))
            *at++ = (char)(blank ? ' ' : field.ptr[i]);
    }
    s->scratch.len += (size_t)(at - begin);
    return mended(s, (struct text){begin, (size_t)(at - begin)});
}

static bool is_zero(struct text s)
{
    for (size_t i = 0; i < s.len && s.ptr[i] != 'e' && s.ptr[i] != 'E'; i++)
        if (s.ptr[i] >= '1' && s.ptr[i] <= '9')
            return false;
    return true;
}

/* Takes over the pair unless it is missing by DESIGN §3: 0,0, or a half that is no JSON number. */
static bool set_coordinates(struct crime *c, struct text lat, struct text lon)
{
    if (!coordinate_is_written(lat) || !coordinate_is_written(lon) ||
        (is_zero(lat) && is_zero(lon)))
        return false;
    c->lat = lat;
    c->lon = lon;
    return true;
}

static bool is_number_like(struct text s)
{
    static const char others[] = {'+', '-', '.', 'e', 'E'};
    for (size_t i = 0; i < s.len; i++)
        if (!byte_is_digit(s.ptr[i]) && memchr(others, s.ptr[i], sizeof others) == NULL)
            return false;
    return true;
}

/* Is the field "(lat, lon)"? Two halves in parentheses, each empty or of what numbers are made of;
 * whether they are numbers is for set_coordinates to say. */
static bool split_pair(struct text field, struct text *ret_lat, struct text *ret_lon)
{
    if (field.len < 3 || field.ptr[0] != '(' || field.ptr[field.len - 1] != ')')
        return false;
    struct text rest = {field.ptr + 1, field.len - 2};
    struct text lat = text_trim(text_cut(&rest, ','));
    struct text lon = text_trim(rest);
    if (rest.ptr == NULL || !is_number_like(lat) || !is_number_like(lon))
        return false;
    *ret_lat = lat;
    *ret_lon = lon;
    return true;
}

static void read_places(struct selection *s, const struct csv_row *row, struct crime *c)
{
    static const enum column pairs[] = {COLUMN_LOCATION_1, COLUMN_LOCATION, COLUMN_ADDRESS};
    bool located = set_coordinates(c, row->field[COLUMN_LAT], row->field[COLUMN_LON]);
    enum column street =
        row->header->field_of[COLUMN_ADDRESS] != HEADER_ABSENT ? COLUMN_ADDRESS : COLUMN_LOCATION;
    struct text address = {NULL, 0};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct text field = row->field[pairs[i]];
        struct text lat;
        struct text lon;
        if (split_pair(field, &lat, &lon))
            located = located || set_coordinates(c, lat, lon);
        else if (pairs[i] == street)
            address = field;
    }
    c->address = squeezed(s, address);
}

static struct text number_as_id(struct selection *s, uint64_t number)
{
    size_t at = s->scratch.len;
    buffer_add_u64(&s->scratch, number);
    return (struct text){s->scratch.data + at, s->scratch.len - at};
}

/* --- judging -------------------------------------------------------------------------------- */

static bool matches(const struct selection_config *config, struct text description)
{
    for (size_t i = 0; i < config->crime_count; i++)
        if (text_contains_any_case(description, config->crimes[i]))
            return true;
    return config->crime_count == 0;
}

static bool is_wanted(struct selection *s, struct text description)
{
    size_t known = intern_count(s->descriptions);
    if (known >= REMEMBERED_DESCRIPTIONS || s->config->crime_count == 0)
        return matches(s->config, description);
    uint32_t id = intern_id(s->descriptions, description);
    if (id == known) {
        s->wanted = mem_grow(s->wanted, &s->wanted_cap, known + 1, sizeof *s->wanted);
        s->wanted[id] = matches(s->config, description);
    }
    return s->wanted[id];
}

enum verdict selection_judge(struct selection *s, const struct csv_row *row, uint64_t number,
                             struct crime *ret, uint32_t *ret_officer)
{
    struct text description = row->field[COLUMN_CRIME];
    if (!is_wanted(s, description))
        return VERDICT_FILTERED;
    civil_time day;
    int minutes;
    if (!crime_date_parse(row->field[COLUMN_DATE], &day))
        return VERDICT_BAD_DATE;
    if (!crime_time_parse(row->field[COLUMN_TIME], &minutes))
        return VERDICT_BAD_TIME;
    if (description.len == 0)
        return VERDICT_BAD_DESCRIPTION;
    if (row->oversized)
        return VERDICT_BAD_FIELD;

    size_t room = 64;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        room += row->field[i].len * 6; /* squeezed once and mended: 1 + 3 bytes for one, at most */
    s->scratch.len = 0;
    buffer_reserve(&s->scratch, room);

    struct crime c = {0};
    struct text id = row->field[COLUMN_ID];
    c.id = id.len > 0 ? mended(s, id) : number_as_id(s, number);
    uint32_t delay_minutes;
    report_draw(c.id, s->config, &delay_minutes, ret_officer);
    c.occurred_at = civil_add(day, (int64_t)minutes * CIVIL_MINUTE_S);
    c.reported_at = civil_add(c.occurred_at, (int64_t)delay_minutes * CIVIL_MINUTE_S);
    if (c.reported_at.s < s->config->start.s || c.reported_at.s > s->config->end.s)
        return VERDICT_FILTERED;
    c.crime = mended(s, description);
    c.area = mended(s, row->field[COLUMN_AREA]);
    c.district = mended(s, row->field[COLUMN_DISTRICT]);
    c.premise = mended(s, row->field[COLUMN_PREMISE]);
    if (code_is_written(row->field[COLUMN_CODE]))
        c.code = row->field[COLUMN_CODE];
    read_places(s, row, &c);
    *ret = c;
    return VERDICT_KEPT;
}
