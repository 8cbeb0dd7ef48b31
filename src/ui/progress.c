#include "blotter/ui/progress.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "widgets.h"

/* --- measuring ------------------------------------------------------------------------------ */

enum { MEASURED_MS = 500 }; /* over less than this a rate would be a guess */

/* What was done so long ago counts about a third of what is done now: long enough for a steady
 * figure, short enough to follow a disk that gets slower. */
#define FADE_S 3.0

void progress_note(struct progress *p, mono_time now, const struct session_load *at)
{
    bool another = at->sorting != p->at.sorting || at->done < p->at.done;
    if (p->begun.ns == 0 || another) {
        *p = (struct progress){.at = *at, .begun = now, .noted = now};
        return;
    }
    double passed_s = now.ns > p->noted.ns ? (double)(now.ns - p->noted.ns) / (double)NS_PER_S : 0;
    double kept = FADE_S / (FADE_S + passed_s);
    p->seconds = p->seconds * kept + passed_s;
    p->bytes = p->bytes * kept + (double)(at->done - p->at.done);
    p->rows = p->rows * kept + (at->rows > p->at.rows ? (double)(at->rows - p->at.rows) : 0);
    p->at = *at;
    p->noted = now;
}

static bool is_measured(const struct progress *p)
{
    return mono_ms_between(p->begun, p->noted) >= MEASURED_MS;
}

double progress_fraction(const struct progress *p)
{
    return p->at.total > 0 ? (double)p->at.done / (double)p->at.total : 0;
}

int progress_percent(const struct progress *p)
{
    return p->at.total > 0 ? (int)(100 * p->at.done / p->at.total) : 0;
}

/* --- texts ---------------------------------------------------------------------------------- */

const char *progress_word(const struct progress *p)
{
    return p->at.sorting ? "sorting" : "loading";
}

const char *progress_amount(const struct progress *p, char *out)
{
    char done[FORMAT_SIZE];
    char total[FORMAT_SIZE];
    *out = '\0';
    if (p->at.total > 0)
        snprintf(out, FORMAT_SIZE, "%.24s of %.24s", format_bytes(p->at.done, done),
                 format_bytes(p->at.total, total));
    else if (p->at.rows > 0)
        snprintf(out, FORMAT_SIZE, "%.32s rows", format_count(p->at.rows, done));
    return out;
}

/* Three digits of it: the others change faster than they can be read. */
static uint64_t rounded(double value)
{
    uint64_t whole = (uint64_t)value;
    uint64_t unit = 1;
    while (whole / unit >= 1000)
        unit *= 10;
    return (whole + unit / 2) / unit * unit;
}

const char *progress_rate(const struct progress *p, char *out)
{
    char figure[FORMAT_SIZE];
    *out = '\0';
    if (!is_measured(p) || p->bytes + p->rows <= 0)
        return out;
    if (p->rows > 0)
        snprintf(out, FORMAT_SIZE, "%.32s rows/s",
                 format_count(rounded(p->rows / p->seconds), figure));
    else
        snprintf(out, FORMAT_SIZE, "%.32s/s",
                 format_bytes((uint64_t)(p->bytes / p->seconds), figure));
    return out;
}

const char *progress_left(const struct progress *p, char *out)
{
    char span[FORMAT_SIZE];
    *out = '\0';
    if (!is_measured(p) || p->bytes <= 0 || p->at.done >= p->at.total)
        return out;
    double left_s = (double)(p->at.total - p->at.done) * p->seconds / p->bytes;
    if (left_s < 60) /* whole ones, and never none */
        left_s = left_s < 1 ? 1 : (double)(int)(left_s + 0.5);
    snprintf(out, FORMAT_SIZE, "%.32s left", format_span(left_s * MS_PER_S, span));
    return out;
}

/* --- drawing -------------------------------------------------------------------------------- */

void progress_draw_figures(const struct progress *p, struct pen *pen)
{
    char text[FORMAT_SIZE];
    char padded[FORMAT_SIZE + 2];
    const struct {
        const char *(*write)(const struct progress *p, char *out);
        enum role role;
    } figures[] = {
        {progress_left, ROLE_FIGURE},
        {progress_rate, ROLE_LABEL},
        {progress_amount, ROLE_FIGURE},
    };
    const char *gap = "";
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (*figures[i].write(p, text) == '\0')
            continue;
        snprintf(padded, sizeof padded, "%s%s", text, gap);
        pen_add_right(pen, figures[i].role, padded);
        gap = "  ";
    }
}

enum { BAR_MIN_COLUMNS = 12 };

void progress_line(const struct progress *p, const struct glyphs *g, int columns,
                   struct buffer *out)
{
    struct canvas c;
    canvas_init(&c, g->ascii);
    canvas_resize(&c, columns, 1);
    struct pen pen = pen_on(&c, (struct rect){0, 0, columns, 1});
    pen_add(&pen, ROLE_TEXT, progress_word(p));
    if (p->at.total > 0) {
        pen_printf(&pen, ROLE_TEXT, " %3d %% ", progress_percent(p));
        struct pen behind_bar = pen;
        pen_skip(&behind_bar, BAR_MIN_COLUMNS);
        progress_draw_figures(p, &behind_bar);
        if (behind_bar.end < pen.end)
            pen.end = behind_bar.end - 1;
        draw_progress(g, &pen, pen_room(&pen), progress_fraction(p));
    } else {
        char text[FORMAT_SIZE];
        pen_printf(&pen, ROLE_TEXT, " %s", progress_amount(p, text));
        if ((int)strlen(progress_rate(p, text)) + 2 <= pen_room(&pen))
            pen_printf(&pen, ROLE_TEXT, "  %s", text);
    }
    canvas_write_row(&c, 0, out);
    canvas_finish(&c);
}
