#include "view.h"

#include <stdio.h>

#include "blotter/session/injection.h"
#include "blotter/ui/format.h"
#include "layout.h"
#include "widgets.h"

static const struct {
    const char *name;
    enum role role;
} whats[HAPPENINGS] = {
    [HAPPENING_NEWS] = {"news", ROLE_LABEL},
    [HAPPENING_STATE] = {"state", ROLE_PLAYING},
    [HAPPENING_FAULT] = {"fault", ROLE_ALARM},
    [HAPPENING_SPEED] = {"speed", ROLE_FIGURE},
    [HAPPENING_SEEK] = {"seek", ROLE_FIGURE},
    [HAPPENING_RUN] = {"run", ROLE_FIGURE},
    [HAPPENING_LATE] = {"late", ROLE_WARNING},
    [HAPPENING_MISSING] = {"missing", ROLE_WARNING},
    [HAPPENING_DUPLICATE] = {"duplicate", ROLE_WARNING},
    [HAPPENING_UNDECODABLE] = {"undecodable", ROLE_WARNING},
};

/* --- the account ---------------------------------------------------------------------------- */

/* What was found of a kind, and how many there have been on purpose. */
static void add_found(struct pen *p, const struct scene *s, enum fault kind, const char *what)
{
    const struct accounting a = analysis_accounting(s->analysis);
    const struct fault_counts *injected = &s->status->counts.injected;
    uint64_t count;
    char text[FORMAT_SIZE];
    injection_found(&a, kind, &count);
    pen_add(p, count > 0 ? ROLE_WARNING : ROLE_FIGURE, format_count(count, text));
    if ((injected->kinds >> kind & 1) != 0)
        pen_printf(p, ROLE_LABEL, " of %s", format_count(injected->of[kind], text));
    pen_printf(p, ROLE_LABEL, " %s", what);
    pen_skip(p, 2);
}

static void draw_account(const struct scene *s, struct canvas *c, struct rect row)
{
    struct accounting a = analysis_accounting(s->analysis);
    char text[FORMAT_SIZE];
    struct pen pen = pen_on(c, row);
    bool brief = row.w < 76;
    if (s->status->figures_only) {
        pen_add(&pen, ROLE_LABEL, "reports unknown");
        return;
    }
    pen_add(&pen, ROLE_FIGURE, format_count(a.consumed, text));
    pen_add(&pen, ROLE_LABEL, brief ? " read" : " reports read");
    pen_skip(&pen, 2);
    add_found(&pen, s, FAULT_MISSING, brief ? "miss" : "missing");
    add_found(&pen, s, FAULT_LATE, "late");
    add_found(&pen, s, FAULT_DUPLICATE, brief ? "dup" : "duplicate");
    add_found(&pen, s, FAULT_GARBLED, brief ? "bad" : "undecodable");
}

/* --- lines ---------------------------------------------------------------------------------- */

enum {
    REAL_COLUMNS = 10,  /* 18:42:07 */
    CLOCK_COLUMNS = 19, /* Sat 02-11 18:42:07 */
    WHAT_COLUMNS = 13,  /* undecodable */
    WHAT_BRIEF = 8,
    WIDE_COLUMNS = 72, /* from here on both times */
};

/* "18:42:07" */
static const char *format_real(civil_time t, char *out)
{
    struct civil_parts p = civil_split(t);
    snprintf(out, FORMAT_SIZE, "%02d:%02d:%02d", p.hour, p.minute, p.second);
    return out;
}

static void draw_line(struct canvas *c, struct rect row, const struct journal_line *line)
{
    char text[FORMAT_SIZE];
    bool wide = row.w >= WIDE_COLUMNS;
    int what_columns = wide ? WHAT_COLUMNS : WHAT_BRIEF;
    struct pen pen = pen_on(c, row);
    pen_add(&pen, ROLE_LABEL, format_real(line->real, text));
    pen.x = row.x + REAL_COLUMNS;
    if (wide) {
        pen_add(&pen, ROLE_TEXT, line->at.s > CIVIL_NEVER.s ? format_clock(line->at, text) : "-");
        pen.x = row.x + REAL_COLUMNS + CLOCK_COLUMNS + 3;
    }
    canvas_text(c, pen.x, pen.y, what_columns - 1, whats[line->what].role,
                text_of(whats[line->what].name));
    pen_skip(&pen, what_columns);
    pen_add(&pen, ROLE_TEXT, line->text);
}

static void draw_head(const struct scene *s, struct canvas *c, struct rect row)
{
    const struct journal *j = s->journal;
    char text[FORMAT_SIZE];
    struct pen pen = pen_on(c, row);
    bool wide = row.w >= WIDE_COLUMNS;
    if (journal_list(j)->held) {
        pen_printf(&pen, ROLE_NOTE, "frozen, %s new", format_count(journal_newer(j), text));
        snprintf(text, sizeof text, "%zu of %zu", journal_list(j)->selected + 1, journal_count(j));
        pen_add_right(&pen, ROLE_LABEL, text);
        return;
    }
    pen_add(&pen, ROLE_TITLE, "Your time");
    pen.x = row.x + REAL_COLUMNS;
    if (wide) {
        pen_add(&pen, ROLE_TITLE, "The city's");
        pen.x = row.x + REAL_COLUMNS + CLOCK_COLUMNS + 3;
    }
    pen_add(&pen, ROLE_TITLE, "What happened");
}

static void draw_lines(const struct scene *s, struct canvas *c, struct rect r)
{
    const struct list *list = journal_list(s->journal);
    size_t shown = r.h > 0 ? (size_t)r.h : 0;
    size_t top = list_top(list, journal_count(s->journal), shown);
    for (size_t i = 0; i < shown && top + i < journal_count(s->journal); i++) {
        struct rect row = {r.x, r.y + (int)i, r.w, 1};
        draw_line(c, row, journal_line(s->journal, top + i));
        if (list->held && top + i == list->selected)
            canvas_restyle(c, row, ROLE_SELECTED);
    }
    if (journal_count(s->journal) == 0)
        canvas_text(c, r.x, r.y, r.w, ROLE_LABEL, text_of("nothing has happened yet"));
}

/* --- one line as a whole -------------------------------------------------------------------- */

enum { CARD_COLUMNS = 64, CARD_ROWS = 12 };

static void draw_open(const struct scene *s, struct canvas *c, struct rect content)
{
    const struct list *list = journal_list(s->journal);
    const struct journal_line *line = journal_line(s->journal, list->selected);
    if (!list->open || line == NULL)
        return;
    struct canvas sheet;
    char real[FORMAT_SIZE];
    char at[FORMAT_SIZE];
    canvas_init(&sheet, c->ascii);
    canvas_resize(&sheet, card_columns(content, CARD_COLUMNS), CARD_ROWS);
    struct pen pen = pen_on(&sheet, (struct rect){0, 0, sheet.cols, 1});
    pen_add(&pen, ROLE_LABEL, format_real(line->real, real));
    pen_printf(&pen, ROLE_LABEL, "   %s", format_clock(line->at, at));
    sheet.rows = 2 + canvas_wrap(&sheet, (struct rect){0, 2, sheet.cols, CARD_ROWS - 2}, ROLE_TEXT,
                                 text_of(line->text), true);
    draw_card(s->glyphs, c, content, whats[line->what].name, &sheet);
    canvas_finish(&sheet);
}

/* --- the view ------------------------------------------------------------------------------- */

static void log_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    (void)window;
    struct log_layout l = layout_log(r);
    draw_account(s, c, l.account);
    draw_head(s, c, l.head);
    draw_lines(s, c, l.lines);
    draw_open(s, c, r);
}

static struct rect log_rows(const struct scene *s, struct rect r, bool held)
{
    (void)s, (void)held;
    return layout_log(r).lines;
}

const struct view view_log = {
    .name = "Log", .draw = log_draw, .list = LIST_OF_JOURNAL, .rows = log_rows};
