#include "view.h"

#include <inttypes.h>
#include <stdio.h>

#include "asker.h"
#include "blotter/ui/format.h"
#include "layout.h"
#include "tabs.h"

enum { COLUMNS_MAX = 32, COLUMN_GAP = 2 };

/* --- the query -------------------------------------------------------------------------------- */

/* What is being typed, or what is asked; the caller frees it. */
static struct buffer query_text(const struct scene *s)
{
    struct buffer text = {0};
    if (s->asking.on && s->asking.question == QUESTION_SQL)
        return asking_text(&s->asking);
    buffer_add(&text, text_of(asker_text(s->asker)));
    return text;
}

static void draw_query(const struct scene *s, struct canvas *c, struct rect r)
{
    struct buffer text = query_text(s);
    canvas_wrap(c, r, ROLE_FIGURE, buffer_text(&text), true);
    buffer_free(&text);
}

/* How many rows, how long it took, since when it is whole; or what is wrong. */
static void draw_state(const struct scene *s, struct canvas *c, struct rect row)
{
    const struct answer *answer = asker_answer(s->asker);
    struct pen pen = pen_on(c, row);
    char text[FORMAT_SIZE];
    uint64_t ms;
    if (asker_problem(s->asker)[0] != '\0') {
        pen_add(&pen, ROLE_WARNING, asker_problem(s->asker));
        return;
    }
    if (asker_is_busy(s->asker, &ms) && ms >= MS_PER_S / 4) {
        pen_printf(&pen, ROLE_NOTE, "asking, %.1f s", (double)ms / MS_PER_S);
        pen_skip(&pen, 2);
    }
    if (!answer->has_past)
        return;
    pen_printf(&pen, ROLE_LABEL, "%s%s row%s, %" PRIu64 " ms", answer->is_cut ? "the first " : "",
               format_count(answer->count, text), answer->count == 1 ? "" : "s", answer->took_ms);
    if (answer->has_let_go)
        pen_printf(&pen, ROLE_WARNING, "  whole since %s", format_clock(answer->whole_since, text));
}

/* --- the result ------------------------------------------------------------------------------- */

struct result_table {
    const struct query *query;
    const struct answer *answer;
    size_t first, shown; /* rows */
    size_t columns;
    int room;
    int widths[COLUMNS_MAX];
};

static struct text shown_text(const struct field *f)
{
    return f->kind == QUERY_NULL ? text_of("NULL") : f->text;
}

/* Of several columns one has half of the room at most. */
static void widen(struct result_table *t, size_t column, int columns)
{
    int most = t->columns > 1 ? t->room / 2 : t->room;
    columns = columns < most ? columns : most;
    t->widths[column] = t->widths[column] < columns ? columns : t->widths[column];
}

/* By what is shown. */
static void measure(struct canvas *c, struct result_table *t)
{
    for (size_t i = 0; i < t->columns; i++)
        widen(t, i, canvas_measure(c, text_of(query_column(t->query, i))));
    for (size_t row = 0; row < t->shown; row++) {
        struct text rest = answer_row(t->answer, t->first + row);
        for (size_t i = 0; i < t->columns; i++) {
            struct field f = record_cut(&rest);
            widen(t, i, canvas_measure(c, shown_text(&f)));
        }
    }
}

/* The last column has all the room that is left; what has none is cut, with a mark. */
static void draw_cell(struct pen *p, const struct result_table *t, size_t column, enum role role,
                      struct text s, bool right)
{
    int room = pen_room(p);
    int width = column + 1 < t->columns && t->widths[column] < room ? t->widths[column] : room;
    int blanks = right ? t->widths[column] - canvas_measure(p->canvas, s) : 0;
    blanks = blanks > 0 ? blanks : 0;
    if (width > blanks)
        canvas_text(p->canvas, p->x + blanks, p->y, width - blanks, role, s);
    p->x += t->widths[column] + COLUMN_GAP;
}

static void draw_row(struct canvas *c, struct rect row, const struct result_table *t,
                     struct text record)
{
    struct pen pen = pen_on(c, row);
    for (size_t i = 0; i < t->columns; i++) {
        struct field f = record_cut(&record);
        bool is_number = f.kind == QUERY_INTEGER || f.kind == QUERY_REAL;
        enum role role = is_number ? ROLE_FIGURE : f.kind == QUERY_NULL ? ROLE_LABEL : ROLE_TEXT;
        draw_cell(&pen, t, i, role, shown_text(&f), is_number);
    }
}

static size_t rows_hidden(const struct answer *answer, struct rect r)
{
    size_t room = r.h > 1 ? (size_t)r.h - 1 : 0;
    return answer->count > room ? answer->count - room : 0;
}

static void draw_table(const struct scene *s, struct canvas *c, struct rect r)
{
    const struct answer *answer = asker_answer(s->asker);
    struct result_table t = {.query = asker_query(s->asker), .answer = answer, .room = r.w};
    if (t.query == NULL || rect_is_empty(r))
        return;
    size_t hidden = rows_hidden(answer, r);
    t.first = s->sql_top < hidden ? s->sql_top : hidden;
    t.shown = answer->count - t.first < (size_t)r.h - 1 ? answer->count - t.first : (size_t)r.h - 1;
    t.columns = query_columns(t.query) < COLUMNS_MAX ? query_columns(t.query) : COLUMNS_MAX;
    measure(c, &t);
    struct pen pen = pen_on(c, (struct rect){r.x, r.y, r.w, 1});
    for (size_t i = 0; i < t.columns; i++)
        draw_cell(&pen, &t, i, ROLE_TITLE, text_of(query_column(t.query, i)), false);
    for (size_t row = 0; row < t.shown; row++)
        draw_row(c, (struct rect){r.x, r.y + 1 + (int)row, r.w, 1}, &t,
                 answer_row(answer, t.first + row));
}

/* --- the view --------------------------------------------------------------------------------- */

static void sql_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    (void)window;
    struct sql_layout l = layout_sql(r);
    if (s->asker == NULL)
        return;
    draw_query(s, c, l.query);
    draw_state(s, c, l.state);
    draw_table(s, c, l.rows);
}

static const char *sql_act(struct scene *s, struct rect r, size_t window, const struct action *a)
{
    (void)window;
    struct sql_layout l = layout_sql(r);
    if (a->verb != VERB_ROW || s->asker == NULL)
        return NULL;
    size_t page = l.rows.h > 2 ? (size_t)l.rows.h - 2 : 1;
    s->sql_top =
        list_moved(s->sql_top, (int)a->number, rows_hidden(asker_answer(s->asker), l.rows), page);
    return NULL;
}

const struct view view_sql = {
    .name = "SQL", .needs_reports = true, .draw = sql_draw, .act = sql_act, .is_sql = true};
