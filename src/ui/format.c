#include "blotter/ui/format.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

const char *format_count(uint64_t count, char *out)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    char *to = out;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

const char *format_reports(uint64_t count)
{
    return count == 1 ? "report " : "reports";
}

int format_count_width(uint64_t count)
{
    char text[FORMAT_SIZE];
    return (int)strlen(format_count(count, text));
}

const char *format_weekday(int weekday)
{
    static const char names[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return names[weekday];
}

const char *format_clock(civil_time t, char *out)
{
    if (t.s <= CIVIL_NEVER.s) {
        memcpy(out, "--- ---------- --:--", sizeof "--- ---------- --:--");
        return out;
    }
    struct civil_parts p = civil_split(t);
    snprintf(out, FORMAT_SIZE, "%s %04d-%02d-%02d %02d:%02d", format_weekday(p.weekday), p.year,
             p.month, p.day, p.hour, p.minute);
    return out;
}

const char *format_time(civil_time t, char *out)
{
    struct civil_parts p = civil_split(t);
    snprintf(out, FORMAT_SIZE, "%02d:%02d", p.hour, p.minute);
    return out;
}

const char *format_written(const char *written, char *out)
{
    int digits = (int)strspn(written, "0123456789");
    const char *unit = written + digits;
    snprintf(out, FORMAT_SIZE, "%.*s %s", digits, written, *unit != '\0' ? unit : "s");
    return out;
}

static const struct span_unit {
    double ms;
    const char *name;
} units[] = {{86400e3, "d"}, {3600e3, "h"}, {60e3, "min"}, {1e3, "s"}, {1, "ms"}};

enum { UNIT_COUNT = sizeof units / sizeof units[0] };

const char *format_span(double ms, char *out)
{
    size_t i = 0;
    while (i < UNIT_COUNT - 1 && ms < units[i].ms)
        i++;
    double value = ms / units[i].ms;
    char number[32];
    snprintf(number, sizeof number, value < 9.95 ? "%.1f" : "%.0f", value);
    char *zero = strstr(number, ".0");
    if (zero != NULL)
        *zero = '\0';
    snprintf(out, FORMAT_SIZE, "%s %s", number, units[i].name);
    return out;
}

const char *format_speed(struct speed speed, char *out)
{
    size_t i = 0;
    if (speed_is_max(speed)) {
        memcpy(out, "max", sizeof "max");
        return out;
    }
    while (i < UNIT_COUNT - 1 && speed.ms_per_s % (int64_t)units[i].ms != 0)
        i++;
    snprintf(out, FORMAT_SIZE, "%lld %s", (long long)(speed.ms_per_s / (int64_t)units[i].ms),
             units[i].name);
    return out;
}

const char *format_pace(struct speed speed, char *out)
{
    char text[FORMAT_SIZE];
    if (speed.rate > 0)
        snprintf(out, FORMAT_SIZE, "%s/s", format_count(speed.rate, text));
    else
        snprintf(out, FORMAT_SIZE, speed_is_max(speed) ? "%.40s" : "%.40s/s",
                 format_speed(speed, text));
    return out;
}

const char *format_number(double value, char *out)
{
    for (int digits = 1; digits <= DBL_DECIMAL_DIG; digits++) {
        snprintf(out, FORMAT_SIZE, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    return out;
}

const char *format_near(const struct near *near, char *out)
{
    char lat[FORMAT_SIZE];
    char lon[FORMAT_SIZE];
    char deg[FORMAT_SIZE];
    snprintf(out, NEAR_TEXT_SIZE, "%s,%s,%s", format_number(near->lat, lat),
             format_number(near->lon, lon), format_number(near->deg, deg));
    return out;
}

const char *format_point(const struct near *near, char *out)
{
    if (near->name[0] == '\0')
        return format_near(near, out);
    snprintf(out, NEAR_TEXT_SIZE, "%s", near->name);
    return out;
}

const char *format_near_named(const struct near *near, char *out)
{
    size_t len = strlen(format_near(near, out));
    if (near->name[0] != '\0')
        snprintf(out + len, NEAR_TEXT_SIZE - len, " %s", near->name);
    return out;
}

const char *format_bytes(uint64_t bytes, char *out)
{
    static const char *const names[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)bytes;
    size_t i = 0;
    for (; i < sizeof names / sizeof names[0] - 1 && value >= 1000; i++)
        value /= 1000;
    snprintf(out, FORMAT_SIZE, i == 0 ? "%.0f %s" : "%.1f %s", value, names[i]);
    return out;
}
