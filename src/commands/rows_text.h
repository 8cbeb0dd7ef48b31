/* A result as text: its columns aligned, nothing cut. The widths are those of the first rows; what
 * is wider further down only moves what is behind it. */
#ifndef BLOTTER_COMMANDS_ROWS_TEXT_H
#define BLOTTER_COMMANDS_ROWS_TEXT_H

#include "blotter/ui/canvas.h"
#include "rows_format.h"

enum { ROWS_TEXT_HELD = 500 };

struct rows_text {
    struct canvas canvas; /* measures */
    struct buffer held;   /* the first rows, as records, each with its length before it */
    struct buffer cells;  /* a row's, as they are shown */
    size_t held_count;
    int *widths; /* by column, `change` first if there is one; NULL: the first rows are held */
};

void rows_text_init(struct rows_text *t);
void rows_text_finish(struct rows_text *t);

void rows_text_add(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                   const struct rows_row *row);

/* The result is whole. The next one begins, with a head of its own. */
void rows_text_end(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                   civil_time at);

#endif
