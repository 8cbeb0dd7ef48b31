#include "fields.h"

#include "blotter/base/utf8.h"
#include "blotter/crime/json.h"

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

static bool take_month_name(struct text *s, int *ret_month)
{
    static const char names[12][4] = {"jan", "feb", "mar", "apr", "may", "jun",
                                      "jul", "aug", "sep", "oct", "nov", "dec"};
    if (s->len < 3)
        return false;
    for (int month = 0; month < 12; month++) {
        const char *name = names[month];
        if ((s->ptr[0] | 0x20) == name[0] && (s->ptr[1] | 0x20) == name[1] &&
            (s->ptr[2] | 0x20) == name[2]) {
            *s = (struct text){s->ptr + 3, s->len - 3};
            *ret_month = month + 1;
            return true;
        }
    }
    return false;
}

/* As the city's portal writes dates since 2024. */
static bool portal_date(struct text s, civil_time *ret)
{
    int year;
    int month;
    int day;
    size_t yd;
    size_t dd;
    return take_number(&s, 4, &year, &yd) && yd == 4 && take_byte(&s, ' ') &&
           take_month_name(&s, &month) && take_byte(&s, ' ') && take_number(&s, 2, &day, &dd) &&
           dd == 2 && is_time_part(s) && civil_from_date(year, month, day, ret);
}

bool crime_date_parse(struct text s, civil_time *ret)
{
    return us_date(s, ret) || iso_date(s, ret) || portal_date(s, ret);
}

/* HH:MM or HH:MM:SS, behind HH. 24:00 is the end of the day. */
static bool clock_parse(struct text s, int hour, int *ret_minutes)
{
    int minute;
    int second = 0;
    size_t digits;
    if (!take_byte(&s, ':') || !take_number(&s, 2, &minute, &digits) || digits != 2)
        return false;
    if (s.len > 0 && (!take_byte(&s, ':') || !take_number(&s, 2, &second, &digits) || digits != 2))
        return false;
    if (s.len > 0 || minute > 59 || second > 59 || hour > 24 || (hour == 24 && minute + second > 0))
        return false;
    *ret_minutes = hour * 60 + minute;
    return true;
}

/* As a column of numbers with gaps is written: 1220.0. */
static bool is_empty_fraction(struct text s)
{
    if (!take_byte(&s, '.'))
        return s.len == 0;
    while (take_byte(&s, '0'))
        ;
    return s.len == 0;
}

bool crime_time_parse(struct text s, int *ret_minutes)
{
    int number;
    size_t digits;
    if (!take_number(&s, 4, &number, &digits))
        return false;
    if (s.len > 0 && s.ptr[0] == ':')
        return digits <= 2 && clock_parse(s, number, ret_minutes);
    if (!is_empty_fraction(s) || number >= 2400 || number % 100 > 59)
        return false;
    *ret_minutes = number / 100 * 60 + number % 100;
    return true;
}

/* --- fields --------------------------------------------------------------------------------- */

void fields_begin(struct buffer *scratch, const struct text field[COLUMN_COUNT])
{
    size_t room = 64;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        room += field[i].len * 6; /* squeezed once and mended: 1 + 3 bytes for one, at most */
    scratch->len = 0;
    buffer_reserve(scratch, room);
}

struct text field_text(struct buffer *scratch, struct text field)
{
    if (utf8_is_valid(field))
        return field;
    size_t at = scratch->len;
    utf8_add_mended(scratch, field);
    return (struct text){scratch->data + at, scratch->len - at};
}

/* As field_text, each run of blanks one blank. A blank is written again and again until a byte
 * comes that is none: addresses are full of them, and no branch is to be guessed. */
static struct text squeezed(struct buffer *scratch, struct text field)
{
    char *begin = scratch->data + scratch->len;
    char *at = begin;
    bool after_blank = false;
    for (size_t i = 0; i < field.len; i++) {
        bool blank = byte_is_blank(field.ptr[i]);
        at -= blank && after_blank;
        *at++ = (char)(blank ? ' ' : field.ptr[i]);
        after_blank = blank;
    }
    scratch->len += (size_t)(at - begin);
    return field_text(scratch, (struct text){begin, (size_t)(at - begin)});
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
    if (!json_is_number(lat) || !json_is_number(lon) || (is_zero(lat) && is_zero(lon)))
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

static void read_places(const struct text field[COLUMN_COUNT], bool has_address,
                        struct buffer *scratch, struct crime *c)
{
    static const enum column pairs[] = {COLUMN_LOCATION_1, COLUMN_LOCATION, COLUMN_ADDRESS};
    bool located = set_coordinates(c, field[COLUMN_LAT], field[COLUMN_LON]);
    enum column street = has_address ? COLUMN_ADDRESS : COLUMN_LOCATION;
    struct text address = {NULL, 0};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct text lat;
        struct text lon;
        if (split_pair(field[pairs[i]], &lat, &lon))
            located = located || set_coordinates(c, lat, lon);
        else if (pairs[i] == street)
            address = field[pairs[i]];
    }
    c->address = squeezed(scratch, address);
}

/* 1,234 where a number is expected. */
static struct text without_thousands(struct buffer *scratch, struct text number)
{
    size_t at = scratch->len;
    struct text rest = number;
    struct text group = text_cut(&rest, ',');
    bool grouped = group.len > 0 && group.len <= 3 + (group.ptr[0] == '-');
    buffer_add(scratch, group);
    while (grouped && rest.ptr != NULL) {
        group = text_cut(&rest, ',');
        const char *point = group.len > 0 ? memchr(group.ptr, '.', group.len) : NULL;
        bool last = rest.ptr == NULL;
        grouped = (last && point != NULL ? (size_t)(point - group.ptr) : group.len) == 3;
        buffer_add(scratch, group);
    }
    return grouped ? (struct text){scratch->data + at, scratch->len - at} : number;
}

struct text fields_crime(struct text first, struct text second, struct buffer *room)
{
    if (first.len == 0 || second.len == 0)
        return first.len > 0 ? first : second;
    static const char between[] = {' ', '-', ' '};
    buffer_reserve(room, first.len + sizeof between + second.len);
    char *joined = room->data + room->len;
    memcpy(joined, first.ptr, first.len);
    memcpy(joined + first.len, between, sizeof between);
    memcpy(joined + first.len + sizeof between, second.ptr, second.len);
    size_t len = first.len + sizeof between + second.len;
    room->len += len;
    return (struct text){joined, len};
}

void fields_to_crime(const struct text field[COLUMN_COUNT], bool has_address,
                     struct buffer *scratch, struct crime *c)
{
    c->crime = field_text(scratch, field[COLUMN_CRIME]);
    c->area = field_text(scratch, field[COLUMN_AREA]);
    c->district = field_text(scratch, field[COLUMN_DISTRICT]);
    c->premise = field_text(scratch, field[COLUMN_PREMISE]);
    c->code = field[COLUMN_CODE];
    if (!code_is_written(c->code))
        c->code = without_thousands(scratch, c->code);
    if (!code_is_written(c->code))
        c->code = (struct text){NULL, 0};
    read_places(field, has_address, scratch, c);
}
