#include "time_format.h"

#include <stdio.h>
#include <string.h>

enum { NOT_READ = -1 };

/* The parts of a time; NOT_READ. */
struct parts {
    int year, month, day, hour, hour12, minute, second, afternoon;
    struct read_time *time;
};

/* --- taking from the front ------------------------------------------------------------------ */

static bool take_digits(struct text *s, size_t least, size_t most, int *ret)
{
    size_t len = 0;
    int value = 0;
    while (len < s->len && len < most && byte_is_digit(s->ptr[len]))
        value = value * 10 + (s->ptr[len++] - '0');
    if (len < least)
        return false;
    *s = (struct text){s->ptr + len, s->len - len};
    *ret = value;
    return true;
}

static bool take_byte(struct text *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = (struct text){s->ptr + 1, s->len - 1};
    return true;
}

static void skip_blanks(struct text *s)
{
    while (s->len > 0 && byte_is_blank(s->ptr[0]))
        *s = (struct text){s->ptr + 1, s->len - 1};
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct text take_letters(struct text *s)
{
    size_t len = 0;
    while (len < s->len && is_letter(s->ptr[len]))
        len++;
    struct text word = {s->ptr, len};
    *s = (struct text){s->ptr + len, s->len - len};
    return word;
}

/* Is the word the name, or its first three letters? */
static bool is_name(struct text word, const char *name)
{
    size_t len = strlen(name);
    if (word.len != 3 && word.len != len)
        return false;
    for (size_t i = 0; i < word.len; i++)
        if ((word.ptr[i] | 0x20) != name[i])
            return false;
    return true;
}

static bool take_name(struct text *s, const char *const *names, int *ret)
{
    struct text word = take_letters(s);
    for (int i = 0; names[i] != NULL; i++)
        if (is_name(word, names[i])) {
            *ret = i + 1;
            return true;
        }
    return false;
}

static bool take_half(struct text *s, int *ret_afternoon)
{
    struct text word = take_letters(s);
    if (word.len != 2 || (word.ptr[1] | 0x20) != 'm')
        return false;
    *ret_afternoon = (word.ptr[0] | 0x20) == 'p';
    return *ret_afternoon != 0 || (word.ptr[0] | 0x20) == 'a';
}

/* Z, +01, +01:00, +0100, or nothing. */
static bool take_offset(struct text *s, struct read_time *ret)
{
    int hours;
    int minutes = 0;
    if (s->len == 0)
        return true;
    if (take_byte(s, 'Z')) {
        ret->has_offset = true;
        return true;
    }
    bool west = s->ptr[0] == '-';
    if (!take_byte(s, '+') && !take_byte(s, '-'))
        return false;
    if (!take_digits(s, 2, 2, &hours))
        return false;
    if (take_byte(s, ':') || (s->len > 0 && byte_is_digit(s->ptr[0])))
        if (!take_digits(s, 2, 2, &minutes))
            return false;
    int64_t offset_s = hours * (int64_t)CIVIL_HOUR_S + minutes * (int64_t)CIVIL_MINUTE_S;
    ret->has_offset = true;
    ret->offset_s = west ? -offset_s : offset_s;
    return hours < 24 && minutes < 60;
}

static bool take_second(struct text *s, int *ret)
{
    int ignored;
    if (!take_digits(s, 1, 2, ret))
        return false;
    if (!take_byte(s, '.'))
        return true;
    return take_digits(s, 1, 9, &ignored);
}

static bool take_short_year(struct text *s, int *ret)
{
    if (!take_digits(s, 2, 2, ret))
        return false;
    *ret += *ret <= 68 ? 2000 : 1900;
    return true;
}

static bool take(char letter, struct text *s, struct parts *p)
{
    static const char *const months[] = {"january",  "february", "march",  "april",     "may",
                                         "june",     "july",     "august", "september", "october",
                                         "november", "december", NULL};
    static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday",    NULL};
    int ignored;
    switch (letter) {
    case 'Y':
        return take_digits(s, 4, 4, &p->year);
    case 'y':
        return take_short_year(s, &p->year);
    case 'm':
        return take_digits(s, 1, 2, &p->month);
    case 'd':
        return take_digits(s, 1, 2, &p->day);
    case 'b':
        return take_name(s, months, &p->month);
    case 'a':
        return take_name(s, weekdays, &ignored);
    case 'H':
        return take_digits(s, 1, 2, &p->hour);
    case 'I':
        return take_digits(s, 1, 2, &p->hour12);
    case 'M':
        return take_digits(s, 1, 2, &p->minute);
    case 'S':
        return take_second(s, &p->second);
    case 'p':
        return take_half(s, &p->afternoon);
    case 'f':
        return take_digits(s, 1, 9, &ignored);
    case 'z':
        return take_offset(s, p->time);
    case 'Z':
        return take_letters(s).len > 0;
    default:
        return take_byte(s, letter);
    }
}

/* --- reading -------------------------------------------------------------------------------- */

static int part_or(int part, int other)
{
    return part == NOT_READ ? other : part;
}

static bool put_together(struct parts *p)
{
    if (p->hour12 != NOT_READ) {
        if (p->hour12 < 1 || p->hour12 > 12)
            return false;
        p->hour = p->hour12 % 12 + 12 * part_or(p->afternoon, 0);
    }
    int hour = part_or(p->hour, 0);
    int minute = part_or(p->minute, 0);
    int second = part_or(p->second, 0);
    civil_time day;
    bool is_end_of_day = hour == 24 && minute == 0 && second == 0;
    if ((hour > 23 && !is_end_of_day) || minute > 59 || second > 60 ||
        !civil_from_date(part_or(p->year, 1970), part_or(p->month, 1), part_or(p->day, 1), &day))
        return false;
    p->time->at = civil_add(day, hour * (int64_t)CIVIL_HOUR_S + minute * (int64_t)CIVIL_MINUTE_S +
                                     (second < 60 ? second : 59));
    return true;
}

bool time_format_read(const struct time_format *f, struct text s, struct read_time *ret)
{
    struct parts p = {NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ,
                      NOT_READ, NOT_READ, NOT_READ, ret};
    *ret = (struct read_time){.has_offset = false};
    for (const char *at = f->text; *at != '\0'; at++) {
        bool taken = true;
        if (*at == ' ')
            skip_blanks(&s);
        else if (*at == '%')
            taken = take(*++at, &s, &p);
        else
            taken = take_byte(&s, *at);
        if (!taken)
            return false;
    }
    return s.len == 0 && put_together(&p);
}

/* --- compiling ------------------------------------------------------------------------------ */

static const struct {
    char letter;
    const char *means;
} letters[] = {
    {'Y', "%Y"}, {'y', "%y"},    {'m', "%m"},       {'d', "%d"},       {'e', "%d"},
    {'b', "%b"}, {'B', "%b"},    {'h', "%b"},       {'a', "%a"},       {'A', "%a"},
    {'H', "%H"}, {'I', "%I"},    {'M', "%M"},       {'S', "%S"},       {'p', "%p"},
    {'z', "%z"}, {'Z', "%Z"},    {'f', "%f"},       {'%', "%%"},       {'n', " "},
    {'t', " "},  {'R', "%H:%M"}, {'T', "%H:%M:%S"}, {'D', "%m/%d/%y"}, {'F', "%Y-%m-%d"},
};

static const char *meaning_of(char letter)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].letter == letter)
            return letters[i].means;
    return NULL;
}

static bool has(const struct time_format *f, const char *letter)
{
    return strstr(f->text, letter) != NULL;
}

static bool compile(struct text format, struct time_format *ret, struct error *err)
{
    struct buffer out = {0};
    const char *why = format.len == 0 ? "an empty format" : NULL;
    for (size_t i = 0; i < format.len && why == NULL; i++) {
        char c = format.ptr[i];
        const char *means = c == '%' && i + 1 < format.len ? meaning_of(format.ptr[++i]) : NULL;
        if (c == '%' && means == NULL)
            why = "a % with a letter that is not known";
        else if (c == '%')
            buffer_add(&out, text_of(means));
        else
            buffer_add_byte(&out, (char)(byte_is_blank(c) ? ' ' : c));
    }
    if (why == NULL && out.len >= sizeof ret->text)
        why = "too long";
    if (why == NULL)
        snprintf(ret->text, sizeof ret->text, "%.*s", (int)out.len, out.data);
    buffer_free(&out);
    ret->has_day = has(ret, "%d");
    ret->has_hour = has(ret, "%H") || has(ret, "%I");
    ret->has_month = has(ret, "%m") || has(ret, "%b");
    if (why == NULL && ret->has_month && !has(ret, "%Y") && !has(ret, "%y"))
        why = "a month without a year";
    if (why == NULL && !ret->has_month && !ret->has_hour)
        why = "neither a date nor a time";
    return why == NULL || error_usage(err, "%.*s: %s", (int)format.len, format.ptr, why);
}

bool time_formats_compile(struct text formats, struct time_formats *ret, struct error *err)
{
    ret->count = 0;
    while (formats.ptr != NULL) {
        struct text format = text_trim(text_cut(&formats, '|'));
        if (ret->count == TIME_FORMATS_MAX)
            return error_usage(err, "at most %d formats", TIME_FORMATS_MAX);
        if (!compile(format, &ret->of[ret->count++], err))
            return false;
    }
    return true;
}
