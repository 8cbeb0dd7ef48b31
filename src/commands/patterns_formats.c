#include "patterns_formats.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/ui/format.h"

void patterns_write_json(struct buffer *out, const struct patterns *p)
{
    buffer_printf(out, ",\"patterns\":[");
    for (int day = 0; day < WEEK_DAYS; day++)
        for (int hour = 0; hour < DAY_HOURS; hour++) {
            buffer_printf(out, "%s%" PRIu32 "%s",
                          hour > 0  ? ","
                          : day > 0 ? ",["
                                    : "[",
                          p->week[day][hour], hour == DAY_HOURS - 1 ? "]" : "");
        }
    buffer_add_byte(out, ']');
}

void patterns_write_csv(struct buffer *out, const struct patterns *p)
{
    for (int day = 0; day < WEEK_DAYS; day++)
        for (int hour = 0; hour < DAY_HOURS; hour++)
            buffer_printf(out, ",summary,pattern,%s %02d,%" PRIu32 "\n", format_weekday(day), hour,
                          p->week[day][hour]);
}

enum { LABEL_AT = 2, FIRST_END = 15, PITCH = 9, ALL_END = FIRST_END + WEEK_DAYS * PITCH };

static void put_count(struct page *page, int column, uint64_t count)
{
    char text[FORMAT_SIZE];
    page_put_right(page, FIRST_END + column * PITCH, format_count(count, text));
}

static void put_head(struct page *page)
{
    page_printf(page, "%s", "");
    page_printf(page, "Reports by hour and weekday");
    for (int day = 0; day < WEEK_DAYS; day++) {
        page_put_right(page, FIRST_END + day * PITCH, format_weekday(day));
    }
    page_put_right(page, ALL_END, "all");
    page_end_line(page);
}

void patterns_write_text(struct page *page, const struct patterns *p)
{
    uint64_t sums[WEEK_DAYS + 1] = {0};
    put_head(page);
    for (int hour = 0; hour < DAY_HOURS; hour++) {
        char name[8];
        snprintf(name, sizeof name, "%02d h", hour);
        page_put(page, LABEL_AT, FIRST_END, text_of(name));
        for (int day = 0; day < WEEK_DAYS; day++) {
            put_count(page, day, p->week[day][hour]);
            sums[day] += p->week[day][hour];
        }
        put_count(page, WEEK_DAYS, patterns_of_hour(p, hour));
        sums[WEEK_DAYS] += patterns_of_hour(p, hour);
        page_end_line(page);
    }
    page_put(page, LABEL_AT, FIRST_END, text_of("all"));
    for (int day = 0; day <= WEEK_DAYS; day++)
        put_count(page, day, sums[day]);
    page_end_line(page);
}
