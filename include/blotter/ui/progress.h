/* Progress: how far the files are loaded, how fast, and how long it will still take; as texts, on
 * the screen, and as a line for who has only one. Pure: real time comes in as an argument. */
#ifndef BLOTTER_UI_PROGRESS_H
#define BLOTTER_UI_PROGRESS_H

#include "blotter/base/clock.h"
#include "blotter/session/session.h"
#include "blotter/ui/canvas.h"
#include "blotter/ui/glyphs.h"

/* {0} has seen nothing. */
struct progress {
    struct session_load at; /* where it stood when it was last noted */
    mono_time begun, noted;
    double seconds, bytes, rows; /* what was done, and in which time; the latest counts most */
};

/* It stands at `at` now. Reading and sorting are each measured by themselves. */
void progress_note(struct progress *p, mono_time now, const struct session_load *at);

/* "loading" or "sorting". */
const char *progress_word(const struct progress *p);

/* 0 to 1, and 0 to 100; 0 when it is not known. */
double progress_fraction(const struct progress *p);
int progress_percent(const struct progress *p);

/* These write into `out`, which holds FORMAT_SIZE bytes, and return it; what cannot be told, or not
 * yet, is "". */

/* "4.3 MB of 10.0 MB"; "8,312 rows" of who knows how many. */
const char *progress_amount(const struct progress *p, char *out);

/* "812,000 rows/s"; "431.0 MB/s" where rows are not known. */
const char *progress_rate(const struct progress *p, char *out);

/* "6 s left" */
const char *progress_left(const struct progress *p, char *out);

/* Draws amount, rate and time left so that they end where the pen's row ends, and shortens the row
 * by them; without room for all, the amount goes first and the time left last. */
void progress_draw_figures(const struct progress *p, struct pen *pen);

/* Appends all of it as one line of at most `columns` columns, with a bar when there is a total and
 * room for one; no newline. */
void progress_line(const struct progress *p, const struct glyphs *g, int columns,
                   struct buffer *out);

#endif
