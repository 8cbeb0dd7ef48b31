#include "view.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "layout.h"
#include "latest.h"
#include "widgets.h"

/* "last second (3 h)": how much of the city's time the batch covers. */
static void batch_title(const struct scene *s, char *out)
{
    char span[FORMAT_SIZE];
    if (s->status->speed.ms_per_s > 0 && !s->status->attached)
        snprintf(out, FORMAT_SIZE, "last second (%.40s)", format_speed(s->status->speed, span));
    else if (s->achieved_known)
        snprintf(out, FORMAT_SIZE, "last second (%.40s)", format_span(s->achieved_ms_per_s, span));
    else
        snprintf(out, FORMAT_SIZE, "last second");
}

/* A column of the sparkline is a second of play, so that it shows the last minutes, at whatever
 * speed; but an hour at least and a day at most. */
static int64_t column_hours(struct speed speed)
{
    static const int64_t choices[] = {1, 3, 6, 12, 24};
    enum { CHOICES = sizeof choices / sizeof choices[0] };
    size_t i = 0;
    while (i < CHOICES - 1 &&
           (speed.ms_per_s == 0 || choices[i] * CIVIL_HOUR_S * MS_PER_S < speed.ms_per_s))
        i++;
    return choices[i];
}

static const char *column_name(int64_t hours, char *out)
{
    if (hours == 1)
        snprintf(out, FORMAT_SIZE, "hour");
    else if (hours == 24)
        snprintf(out, FORMAT_SIZE, "day");
    else
        snprintf(out, FORMAT_SIZE, "%d h", (int)hours);
    return out;
}

/* The chart's newest column is at the right. In one row the words stand before the chart, else
 * above. */
static void draw_rate(const struct scene *s, struct canvas *c, struct rect r)
{
    if (rect_is_empty(r))
        return;
    uint32_t values[RATE_HOURS];
    char figure[FORMAT_SIZE];
    char text[FORMAT_SIZE + 8];
    int64_t hours = column_hours(s->status->speed);
    struct pen pen = pen_on(c, r);
    pen_printf(&pen, ROLE_LABEL, "%sper %s ", r.w < 60 ? "" : "reports ", column_name(hours, text));
    struct rect columns;
    enum { PEAK_COLUMNS = 12 };
    if (r.h == 1)
        columns = (struct rect){pen.x, r.y, pen_room(&pen) - PEAK_COLUMNS, 1};
    else
        columns = (struct rect){r.x, r.y + 1, r.w, r.h - 1};
    size_t room = columns.w > RATE_HOURS ? RATE_HOURS : (size_t)columns.w;
    size_t count = rate_buckets(s->rate, hours, values, room);
    uint32_t peak = highest(values, count);
    columns.x += columns.w - (int)count;
    draw_chart(s, c, columns, &(struct chart){.values = values, .count = count, .pitch = 1});
    snprintf(text, sizeof text, "peak %s", format_count(peak, figure));
    pen_add_right(&pen, ROLE_LABEL, text);
}

static void live_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    (void)window;
    struct live_layout l = layout_live(r, s->reports.list.held, table_rows(s));
    char title[FORMAT_SIZE];
    batch_title(s, title);
    draw_scope(s, c, l.batch,
               &(struct scope){.title = title, .tally = analysis_batch(s->analysis)});
    char since[FORMAT_SIZE];
    draw_scope(s, c, l.all,
               &(struct scope){.title = since_title(s, since), .tally = analysis_all(s->analysis)});
    draw_rate(s, c, l.rate);
    draw_latest(s, c, l.latest);
    draw_open_report(s, c, r);
}

static struct rect live_rows(const struct scene *s, struct rect r, bool held)
{
    return latest_place(layout_live(r, held, table_rows(s)).latest, held);
}

static const char *live_act(struct scene *s, struct rect r, size_t window, const struct action *a)
{
    (void)window;
    if (a->verb == VERB_TABLES)
        turn_tables(s, layout_live(r, s->reports.list.held, table_rows(s)).all,
                    analysis_all(s->analysis), (int)a->number);
    return NULL;
}

const struct view view_live = {.name = "Live",
                               .needs_reports = true,
                               .draw = live_draw,
                               .list = LIST_OF_REPORTS,
                               .rows = live_rows,
                               .act = live_act,
                               .has_tables = true};
