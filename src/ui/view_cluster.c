#include "view.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/ui/format.h"
#include "layout.h"
#include "widgets.h"

/* A figure, with its unit and two blanks behind it. */
static void add_figure(struct pen *p, const char *figure, const char *unit)
{
    pen_add(p, ROLE_FIGURE, figure);
    pen_printf(p, ROLE_LABEL, "%s", unit);
    pen_skip(p, 2);
}

/* "12 s ago" */
static const char *format_ago(mono_time then, mono_time now, char *out)
{
    snprintf(out, FORMAT_SIZE, "%" PRIu64 " s ago", mono_ms_between(then, now) / MS_PER_S);
    return out;
}

/* --- brokers -------------------------------------------------------------------------------- */

/* "2 of 3 up", and at the right which cluster that is. */
static void draw_brokers_head(const struct scene *s, struct pen *p, bool alone)
{
    enum { CONTROLLER_COLUMNS = 14 };
    const struct cluster_status *status = &s->cluster->status;
    size_t down = cluster_status_down(status);
    pen_add(p, ROLE_TITLE, "Brokers");
    pen_skip(p, 2);
    pen_printf(p, down > 0 ? ROLE_ALARM : ROLE_FIGURE, "%zu of %zu up", status->broker_count - down,
               status->broker_count);
    pen_skip(p, 2);
    for (size_t i = 0; alone && i < status->broker_count; i++)
        if (!status->brokers[i].up)
            pen_printf(p, ROLE_ALARM, "%" PRId32 " down ", status->brokers[i].id);
    if (alone && pen_room(p) >= CONTROLLER_COLUMNS && status->controller != STATUS_UNKNOWN)
        pen_printf(p, ROLE_LABEL, "controller %" PRId32, status->controller);
    if (pen_room(p) > 2 + (int)strlen(status->id))
        pen_add_right(p, ROLE_LABEL, status->id);
}

static void draw_broker(const struct scene *s, struct canvas *c, struct rect row, size_t i)
{
    enum { ID_COLUMNS = 5, STATE_COLUMNS = 8 };
    const struct status_broker *b = &s->cluster->status.brokers[i];
    struct pen pen = pen_on(c, row);
    pen_printf(&pen, ROLE_FIGURE, "%*" PRId32 "  ", ID_COLUMNS, b->id);
    int at = pen.x;
    pen_printf(&pen, b->up ? ROLE_PLAYING : ROLE_ALARM, "%s %s",
               b->up ? s->glyphs->dot : s->glyphs->stopped, b->up ? "up" : "down");
    pen.x = at + STATE_COLUMNS;
    pen_add(&pen, ROLE_TEXT, b->address);
    if (b->id == s->cluster->status.controller)
        pen_add(&pen, ROLE_LABEL, "  controller");
}

static void draw_brokers(const struct scene *s, struct canvas *c, struct rect r)
{
    struct pen pen = pen_on(c, r);
    draw_brokers_head(s, &pen, r.h == 1);
    for (int i = 1; i < r.h && (size_t)i <= s->cluster->status.broker_count; i++)
        draw_broker(s, c, (struct rect){r.x, r.y + i, r.w, 1}, (size_t)i - 1);
}

/* --- the topic ------------------------------------------------------------------------------ */

/* A rate a second. */
static void draw_rate(struct pen *p, const char *way, double messages, double bytes,
                      bool with_bytes)
{
    char text[FORMAT_SIZE];
    pen_printf(p, ROLE_LABEL, "%s ", way);
    add_figure(p, format_count((uint64_t)(messages + 0.5), text), "/s");
    if (!with_bytes)
        return;
    p->x--;
    add_figure(p, format_bytes((uint64_t)(bytes + 0.5), text), "/s");
}

static const char *format_behind(int64_t ms, char *out)
{
    if (ms > 0)
        return format_span((double)ms, out);
    snprintf(out, FORMAT_SIZE, ms == 0 ? "0 s" : "?");
    return out;
}

static const char *format_offset(int64_t offset, char *out)
{
    if (offset != STATUS_UNKNOWN)
        return format_count((uint64_t)offset, out);
    snprintf(out, FORMAT_SIZE, "?");
    return out;
}

static void draw_lag(const struct scene *s, struct pen *p)
{
    struct cluster_lag lag = cluster_view_lag(s->cluster);
    char text[FORMAT_SIZE];
    pen_add(p, ROLE_LABEL, "lag ");
    add_figure(p, format_offset(lag.messages, text), lag.messages == 1 ? " message" : " messages");
    add_figure(p, format_behind(lag.ms, text), "");
}

static void draw_topic(const struct scene *s, struct canvas *c, struct rect r)
{
    enum { BYTES_MIN_COLUMNS = 50, TITLE_MIN_COLUMNS = 100 }; /* the head has the title too */
    const struct cluster_view *v = s->cluster;
    char text[FORMAT_SIZE];
    struct pen pen = pen_on(c, r);
    struct pen right = pen;
    if (mono_ms_between(v->looked_at, s->now) >= INT64_C(3) * MS_PER_S)
        pen_add_right(&right, ROLE_WARNING, format_ago(v->looked_at, s->now, text));
    pen.end = right.end;
    if (r.w >= TITLE_MIN_COLUMNS) {
        pen_printf(&pen, ROLE_TITLE, "%.30s", v->status.topic);
        pen_skip(&pen, 2);
    }
    if (v->rates.known) {
        const struct cluster_rates *rates = &v->rates;
        bool with_bytes = r.w >= BYTES_MIN_COLUMNS;
        draw_rate(&pen, "in", rates->messages_in, rates->bytes_in, with_bytes);
        draw_rate(&pen, "out", rates->messages_out, rates->bytes_out, with_bytes);
    }
    if (r.h > 1)
        pen = pen_on(c, (struct rect){r.x, r.y + 1, r.w, 1});
    draw_lag(s, &pen);
}

/* --- partitions ----------------------------------------------------------------------------- */

enum {
    NUMBER_COLUMNS = 3,
    OFFSET_COLUMNS = 10,
    LAG_COLUMNS = 9,
    BEHIND_COLUMNS = 9,
    FIGURE_COLUMNS = 2 * OFFSET_COLUMNS + LAG_COLUMNS + BEHIND_COLUMNS,
};

/* How many columns the words take, and whether the figures fit beside them. */
struct partition_columns {
    int words;
    bool beside;
};

static void words_of(const struct status_partition *p, char out[2 * STATUS_NAME_SIZE])
{
    struct buffer text = {0};
    status_write_replicas(&text, p);
    snprintf(out, (size_t)2 * STATUS_NAME_SIZE, "%.*s", (int)text.len, text.data);
    buffer_free(&text);
}

static struct partition_columns columns_of(const struct scene *s, int width)
{
    struct partition_columns columns = {0};
    const struct cluster_status *status = &s->cluster->status;
    for (size_t i = 0; i < status->partition_count; i++) {
        char words[2 * STATUS_NAME_SIZE];
        words_of(&status->partitions[i], words);
        if (columns.words < (int)strlen(words))
            columns.words = (int)strlen(words);
    }
    columns.beside = NUMBER_COLUMNS + 1 + columns.words + FIGURE_COLUMNS <= width;
    return columns;
}

static void add_column(struct pen *p, enum role role, int columns, const char *text)
{
    pen_printf(p, role, "%*s", columns, text);
}

static void draw_figures(const struct scene *s, struct pen *p, size_t i)
{
    const struct status_partition *at = &s->cluster->status.partitions[i];
    const struct cluster_lag *lag = &s->cluster->lags[i];
    char text[FORMAT_SIZE];
    add_column(p, ROLE_FIGURE, OFFSET_COLUMNS, format_offset(at->first, text));
    add_column(p, ROLE_FIGURE, OFFSET_COLUMNS, format_offset(at->end, text));
    add_column(p, ROLE_FIGURE, LAG_COLUMNS, format_offset(lag->messages, text));
    add_column(p, ROLE_FIGURE, BEHIND_COLUMNS, format_behind(lag->ms, text));
}

/* The figures with their names, for a row of their own. */
static void draw_named_figures(const struct scene *s, struct pen *p, size_t i)
{
    const struct status_partition *at = &s->cluster->status.partitions[i];
    char first[FORMAT_SIZE];
    char end[FORMAT_SIZE];
    char lag[FORMAT_SIZE];
    pen_skip(p, NUMBER_COLUMNS + 1);
    pen_printf(p, ROLE_LABEL, "from %s to %s, lag %s", format_offset(at->first, first),
               format_offset(at->end, end), format_offset(s->cluster->lags[i].messages, lag));
}

static void draw_words(struct pen *p, const struct status_partition *at)
{
    char words[2 * STATUS_NAME_SIZE];
    words_of(at, words);
    enum role role = ROLE_TEXT;
    if (at->leader < 0)
        role = ROLE_ALARM;
    else if (status_is_short(at))
        role = ROLE_WARNING;
    pen_add(p, role, words);
}

static void draw_partition(const struct scene *s, struct canvas *c, struct rect row, size_t i,
                           const struct partition_columns *columns)
{
    char number[FORMAT_SIZE];
    struct pen pen = pen_on(c, row);
    snprintf(number, sizeof number, "%zu", i);
    add_column(&pen, ROLE_FIGURE, columns->beside ? NUMBER_COLUMNS : 1, number);
    pen_skip(&pen, 1);
    int words_at = pen.x;
    draw_words(&pen, &s->cluster->status.partitions[i]);
    if (columns->beside) {
        pen.x = words_at + columns->words;
        draw_figures(s, &pen, i);
    } else if (row.h > 1) {
        pen = pen_on(c, (struct rect){row.x, row.y + 1, row.w, 1});
        draw_named_figures(s, &pen, i);
    }
}

static void draw_partitions_head(struct pen *p, const struct partition_columns *columns)
{
    pen_add(p, ROLE_LABEL, "  #");
    p->x += 1 + columns->words;
    add_column(p, ROLE_LABEL, OFFSET_COLUMNS, "first");
    add_column(p, ROLE_LABEL, OFFSET_COLUMNS, "end");
    add_column(p, ROLE_LABEL, LAG_COLUMNS, "lag");
    add_column(p, ROLE_LABEL, BEHIND_COLUMNS, "behind");
}

static void draw_partitions(const struct scene *s, struct canvas *c, struct rect r,
                            const struct partition_columns *columns)
{
    size_t count = s->cluster->status.partition_count;
    struct pen pen = pen_on(c, r);
    if (count == 0)
        pen_add(&pen, ROLE_WARNING, "the topic is not there");
    else if (columns->beside && r.h > 1) {
        draw_partitions_head(&pen, columns);
        r.y++;
        r.h--;
    }
    int rows = columns->beside || (size_t)r.h < 2 * count ? 1 : 2;
    for (size_t i = 0; i < count && r.h >= rows; i++, r.y += rows, r.h -= rows) {
        struct rect row = {r.x, r.y, r.w, rows};
        if (r.h >= 2 * rows || i + 1 == count) {
            draw_partition(s, c, row, i, columns);
            continue;
        }
        pen = pen_on(c, row);
        pen_printf(&pen, ROLE_LABEL, "and %zu more partitions", count - i);
    }
}

/* --- errors --------------------------------------------------------------------------------- */

static void draw_errors(const struct scene *s, struct canvas *c, struct rect r)
{
    unsigned times;
    size_t count = cluster_view_errors(s->cluster, s->now, &times);
    struct pen pen = pen_on(c, r);
    pen_add(&pen, ROLE_TITLE, "Errors of the last minute");
    pen_skip(&pen, 2);
    pen_printf(&pen, times > 0 ? ROLE_WARNING : ROLE_FIGURE, "%u", times);
    for (int i = 1; i < r.h && (size_t)i <= count; i++) {
        enum { AGO_COLUMNS = 10 };
        const struct cluster_error *e = &s->cluster->errors[i - 1];
        char ago[FORMAT_SIZE];
        pen = pen_on(c, (struct rect){r.x, r.y + i, r.w, 1});
        add_column(&pen, ROLE_LABEL, AGO_COLUMNS, format_ago(e->at, s->now, ago));
        pen_skip(&pen, 2);
        pen_add(&pen, ROLE_TEXT, e->text);
    }
}

/* --- the view ------------------------------------------------------------------------------- */

/* Why nothing is seen; returns how many rows that took. */
static int draw_problem(const struct scene *s, struct canvas *c, struct rect r)
{
    const struct cluster_view *v = s->cluster;
    if (v != NULL && v->problem[0] != '\0')
        return canvas_wrap(c, (struct rect){r.x, r.y, r.w, r.h < 3 ? r.h : 3}, ROLE_WARNING,
                           text_of(v->problem), true);
    if (v != NULL && v->known)
        return 0;
    canvas_text(c, r.x, r.y, r.w, ROLE_LABEL, text_of("looking at the cluster"));
    return 1;
}

static void cluster_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    const struct cluster_view *v = s->cluster;
    unsigned times;
    (void)window;
    int taken = draw_problem(s, c, r);
    if (v == NULL || !v->known)
        return;
    r.y += taken;
    r.h -= taken;
    struct partition_columns columns = columns_of(s, r.w);
    int partitions = (int)v->status.partition_count;
    struct cluster_layout l =
        layout_cluster(r, (struct cluster_wants){
                              .brokers = (int)v->status.broker_count,
                              .partitions = partitions == 0  ? 1
                                            : columns.beside ? 1 + partitions
                                                             : 2 * partitions,
                              .errors = (int)cluster_view_errors(v, s->now, &times),
                          });
    draw_brokers(s, c, l.brokers);
    draw_topic(s, c, l.topic);
    draw_partitions(s, c, l.partitions, &columns);
    if (!rect_is_empty(l.errors))
        draw_errors(s, c, l.errors);
}

const struct view view_cluster = {.name = "Cluster", .draw = cluster_draw, .shows_cluster = true};
