#include "view.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "blotter/ui/keymap.h"
#include "blotter/ui/layout.h"
#include "latest.h"
#include "widgets.h"

static const char *live_name(const struct scene *s, size_t which, char *out)
{
    (void)s;
    (void)which;
    snprintf(out, FORMAT_SIZE, "Live");
    return out;
}

/* "last second (3 h)": how much of the city's time the batch covers. */
static void batch_title(const struct scene *s, char *out)
{
    char span[FORMAT_SIZE];
    if (!speed_is_max(s->speed) && !s->status->attached)
        snprintf(out, FORMAT_SIZE, "last second (%.40s)", format_speed(s->speed, span));
    else if (s->achieved_known)
        snprintf(out, FORMAT_SIZE, "last second (%.40s)", format_span(s->achieved_ms_per_s, span));
    else
        snprintf(out, FORMAT_SIZE, "last second");
}

/* Reports per hour, the newest at the right. In one row the words stand before it, else above. */
static void draw_rate(const struct scene *s, struct canvas *c, struct rect r)
{
    if (rect_is_empty(r))
        return;
    uint32_t hours[RATE_HOURS];
    struct pen pen = pen_on(c, r);
    pen_add(&pen, ROLE_LABEL, r.w < 60 ? "per hour " : "reports per hour ");
    struct rect columns;
    enum { PEAK_COLUMNS = 12 };
    if (r.h == 1)
        columns = (struct rect){pen.x, r.y, pen_room(&pen) - PEAK_COLUMNS, 1};
    else
        columns = (struct rect){r.x, r.y + 1, r.w, r.h - 1};
    size_t count =
        rate_hours(s->rate, hours, columns.w > RATE_HOURS ? RATE_HOURS : (size_t)columns.w);
    uint32_t peak = 0;
    for (size_t i = 0; i < count; i++)
        peak = hours[i] > peak ? hours[i] : peak;
    columns.x += columns.w - (int)count;
    draw_chart(s, c, columns, &(struct chart){.values = hours, .count = count, .pitch = 1});
    char figure[FORMAT_SIZE];
    char text[FORMAT_SIZE + 8];
    snprintf(text, sizeof text, "peak %s", format_count(peak, figure));
    pen_add_right(&pen, ROLE_LABEL, text);
}

static void live_draw(const struct scene *s, struct canvas *c, struct rect r, size_t which)
{
    (void)which;
    struct live_layout l = layout_live(r, s->reports.list.held);
    char title[FORMAT_SIZE];
    batch_title(s, title);
    draw_scope(s, c, l.batch, &(struct scope){title, NULL, analysis_batch(s->analysis)});
    draw_scope(s, c, l.all, &(struct scope){"since the start", NULL, analysis_all(s->analysis)});
    draw_rate(s, c, l.rate);
    draw_latest(s, c, l.latest);
    draw_open_report(s, c, r);
}

static const char *live_key(struct scene *s, struct rect r, size_t which, int key)
{
    (void)which;
    return reports_key(&s->reports, s->analysis, key, latest_rows(s, layout_live(r, true).latest));
}

const struct view view_live = {
    .name = live_name,
    .draw = live_draw,
    .keys = KEY_IN_LISTS,
    .key = live_key,
    .list = latest_list,
};
