#include "warnings.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/session/injection.h"
#include "blotter/ui/format.h"

enum { PROBLEM_MAX_ROWS = 3 };

/* --- accounting ----------------------------------------------------------------------------- */

/* Appends "3 missing" to what is listed already. */
static void list(struct buffer *b, uint64_t count, const char *what)
{
    char text[FORMAT_SIZE];
    if (count > 0)
        buffer_printf(b, "%s%s %s", b->len > 0 ? ", " : "", format_count(count, text), what);
}

/* What was found, of a kind that is injected with how many there have been: "3 of 3 missing". */
static void list_found(struct buffer *b, const struct scene *s, enum fault kind, const char *what)
{
    char text[FORMAT_SIZE];
    uint64_t found;
    const struct accounting a = analysis_accounting(s->analysis);
    const struct fault_counts *injected = &s->status->counts.injected;
    if (!injection_found(&a, kind, &found) || (found == 0 && injected->of[kind] == 0))
        return;
    buffer_printf(b, "%s%s ", b->len > 0 ? ", " : "", format_count(found, text));
    if ((injected->kinds >> kind & 1) != 0)
        buffer_printf(b, "of %s ", format_count(injected->of[kind], text));
    buffer_printf(b, "%s", what);
}

/* Once the run is over, what was produced, acknowledged and counted has to be the same. */
static void list_imbalance(struct buffer *b, const struct scene *s)
{
    const struct session_counts *counts = &s->status->counts;
    struct accounting a = analysis_accounting(s->analysis);
    if (!counts->known || s->status->state != SESSION_ENDED ||
        (counts->produced == counts->acked && counts->acked == a.consumed + a.missing))
        return;
    list(b, counts->produced, "produced");
    list(b, counts->acked, "acknowledged");
    list(b, a.consumed, "counted");
}

/* Who holds the clock. */
static void list_silent(struct buffer *b, const struct scene *s)
{
    enum { NAMED = 3 };
    uint32_t officers[NAMED + 1];
    char key[KEY_NAME_SIZE];
    size_t count = analysis_silent(s->analysis, officers, NAMED + 1);
    if (count == 0)
        return;
    buffer_printf(b, "%s%s", b->len > 0 ? ", " : "", count == 1 ? "officer" : "officers");
    for (size_t i = 0; i < count && i < NAMED; i++)
        buffer_printf(b, "%s %" PRIu32, i > 0 ? "," : "", officers[i]);
    buffer_printf(b, "%s silent: %s goes on", count > NAMED ? " and more" : "",
                  keymap_key(s->keymap, "skip", key));
}

/* What is not clean; the caller frees it. */
static struct buffer accounting_line(const struct scene *s)
{
    struct buffer b = {0};
    const struct session_counts *counts = &s->status->counts;
    list_silent(&b, s);
    size_t before = b.len;
    list_found(&b, s, FAULT_MISSING, "missing");
    list_found(&b, s, FAULT_DUPLICATE, "duplicate");
    list_found(&b, s, FAULT_LATE, "late");
    list_found(&b, s, FAULT_GARBLED, "undecodable");
    if (b.len > before && counts->injected.kinds != 0)
        buffer_printf(&b, ", on purpose");
    list_imbalance(&b, s);
    if (counts->known)
        list(&b,
             counts->rejected_date + counts->rejected_time + counts->rejected_description +
                 counts->rejected_field,
             "rows rejected");
    return b;
}

static bool is_filtered(const struct scene *s)
{
    return analysis_settings(s->analysis)->filter[0] != '\0';
}

/* --- drawing -------------------------------------------------------------------------------- */

static bool is_broken(const struct scene *s)
{
    return s->status->state == SESSION_BROKEN;
}

static int problem_rows(const struct scene *s, struct canvas *c)
{
    if (!is_broken(s))
        return 0;
    struct rect room = {0, 0, c->cols - 2, PROBLEM_MAX_ROWS};
    int rows = canvas_wrap(c, room, ROLE_ALARM, text_of(s->status->problem), false);
    return rows > 0 ? rows : 1;
}

int warning_rows(const struct scene *s, struct canvas *c)
{
    struct buffer accounting = accounting_line(s);
    int rows = (is_broken(s) ? problem_rows(s, c) + 1 : 0) + (accounting.len > 0 ? 1 : 0) +
               (is_filtered(s) ? 1 : 0);
    buffer_free(&accounting);
    return rows;
}

void draw_warnings(const struct scene *s, struct canvas *c, struct rect r)
{
    struct buffer accounting = accounting_line(s);
    struct rect row = {r.x + 1, r.y + r.h - 1, r.w - 2, 1};
    char key[KEY_NAME_SIZE];
    char text[KEY_NAME_SIZE + 32];
    if (accounting.len > 0 && row.y >= r.y) {
        canvas_text(c, row.x, row.y, row.w, ROLE_WARNING, buffer_text(&accounting));
        row.y--;
    }
    buffer_free(&accounting);
    if (is_filtered(s) && row.y >= r.y) {
        struct pen pen = pen_on(c, row);
        pen_printf(&pen, ROLE_WARNING, "counting only reports with \"%s\"",
                   analysis_settings(s->analysis)->filter);
        snprintf(text, sizeof text, "  %s and Enter clear it",
                 keymap_key(s->keymap, "filter", key));
        pen_add_right(&pen, ROLE_LABEL, text);
        row.y--;
    }
    if (!is_broken(s) || row.y <= r.y)
        return;
    snprintf(text, sizeof text, "press %s to start over", keymap_key(s->keymap, "restart", key));
    canvas_text(c, row.x, row.y, row.w, ROLE_KEY, text_of(text));
    struct rect problem = {r.x, r.y, r.w, row.y - r.y};
    canvas_fill(c, problem, ROLE_ALARM, " ");
    problem = (struct rect){row.x, r.y, row.w, problem.h};
    canvas_wrap(c, problem, ROLE_ALARM, text_of(s->status->problem), true);
}
