#include "blotter/base/civil.h"

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days between 0000-03-01, with which a 400-year cycle of leap days ends in February, and
 * 1970-01-01. */
enum { EPOCH_DAYS = 719468, CYCLE_DAYS = 146097 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days since 1970-01-01: years are counted from March, so that the leap day is a year's last and
 * the months' lengths follow (153 m + 2) / 5. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t cycle = floor_div(y, 400);
    int64_t year_of_cycle = y - cycle * 400;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int64_t day_of_cycle =
        year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    return cycle * CYCLE_DAYS + day_of_cycle - EPOCH_DAYS;
}

bool civil_from_date(int year, int month, int day, civil_time *ret)
{
    if (year < 0 || year > 9999 || month < 1 || month > 12)
        return false;
    if (day < 1 || day > days_in_month(year, month))
        return false;
    *ret = (civil_time){days_of(year, month, day) * CIVIL_DAY_S};
    return true;
}

struct civil_parts civil_split(civil_time t)
{
    int64_t days = floor_div(t.s, CIVIL_DAY_S);
    int seconds = (int)(t.s - days * CIVIL_DAY_S);
    int64_t shifted = days + EPOCH_DAYS;
    int64_t cycle = floor_div(shifted, CYCLE_DAYS);
    int64_t day_of_cycle = shifted - cycle * CYCLE_DAYS;
    int64_t year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    int64_t day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    return (struct civil_parts){
        .year = (int)(year_of_cycle + cycle * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .hour = seconds / CIVIL_HOUR_S,
        .minute = seconds / CIVIL_MINUTE_S % 60,
        .second = seconds % 60,
        .weekday = (int)(((days % 7) + 7 + 3) % 7), /* 1970-01-01 was a Thursday */
    };
}

/* Exactly `count` digits at s[at]. */
static bool digits_at(struct text s, size_t at, size_t count, int *ret)
{
    if (at + count > s.len)
        return false;
    int value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (!byte_is_digit(s.ptr[i]))
            return false;
        value = value * 10 + (s.ptr[i] - '0');
    }
    *ret = value;
    return true;
}

static bool parse_clock(struct text s, int *ret_seconds)
{
    int hour;
    int minute;
    int second = 0;
    if (!digits_at(s, 0, 2, &hour) || s.len < 5 || s.ptr[2] != ':' || !digits_at(s, 3, 2, &minute))
        return false;
    if (s.len != 5 && (s.len != 8 || s.ptr[5] != ':' || !digits_at(s, 6, 2, &second)))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_seconds = hour * CIVIL_HOUR_S + minute * CIVIL_MINUTE_S + second;
    return true;
}

bool civil_parse(struct text s, civil_time *ret)
{
    int year;
    int month;
    int day;
    int seconds = 0;
    civil_time midnight;
    if (!digits_at(s, 0, 4, &year) || !digits_at(s, 5, 2, &month) || !digits_at(s, 8, 2, &day))
        return false;
    if (s.ptr[4] != '-' || s.ptr[7] != '-' || !civil_from_date(year, month, day, &midnight))
        return false;
    if (s.len > 10) {
        if (s.ptr[10] != 'T' && s.ptr[10] != ' ')
            return false;
        if (!parse_clock((struct text){s.ptr + 11, s.len - 11}, &seconds))
            return false;
    }
    *ret = civil_add(midnight, seconds);
    return true;
}

static void write_digits(char *out, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void civil_write(civil_time t, char *out)
{
    const int64_t first = -62167219200; /* 0000-01-01T00:00:00 */
    const int64_t last = 253402300799;  /* 9999-12-31T23:59:59 */
    if (t.s < first)
        t.s = first;
    if (t.s > last)
        t.s = last;
    struct civil_parts p = civil_split(t);
    memcpy(out, "0000-00-00T00:00:00", CIVIL_TEXT_LEN);
    write_digits(out, p.year, 4);
    write_digits(out + 5, p.month, 2);
    write_digits(out + 8, p.day, 2);
    write_digits(out + 11, p.hour, 2);
    write_digits(out + 14, p.minute, 2);
    write_digits(out + 17, p.second, 2);
}

civil_time civil_round_up(civil_time t, civil_time origin, int64_t step_s)
{
    int64_t steps = -floor_div(-(t.s - origin.s), step_s);
    return civil_add(origin, steps * step_s);
}

civil_time civil_midnight(civil_time t)
{
    return (civil_time){floor_div(t.s, CIVIL_DAY_S) * CIVIL_DAY_S};
}
