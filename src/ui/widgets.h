/* Widgets: the pieces that views are put together from. Each draws into a rectangle and stays in
 * it. */
#ifndef BLOTTER_UI_WIDGETS_H
#define BLOTTER_UI_WIDGETS_H

#include "scene.h"

enum { HEADED_MIN_ROWS = 3 }; /* fewer rows of a part are all for figures */

/* A bar of `columns` columns, of which `fraction` (0 to 1) is filled. */
void draw_progress(const struct glyphs *g, struct pen *p, int columns, double fraction);

/* Columns that grow upwards from the bottom of the rectangle. */
struct chart {
    const uint32_t *values;
    size_t count;
    int pitch;    /* from one column to the next */
    int gap;      /* how much of that is between them */
    bool figures; /* each value on top of its column, if all fit */
};

/* The highest of the values; 0 of none. */
uint32_t highest(const uint32_t *values, size_t count);

void draw_chart(const struct scene *s, struct canvas *c, struct rect r, const struct chart *chart);

/* "near USC" of the point that is shown, or "near" when it has no name. `out` holds FORMAT_SIZE
 * bytes. */
const char *near_name(const struct scene *s, char *out);

/* "since the start", or since when `all` counts: it does not hold what was let go before `n` or a
 * filter (DESIGN §4 "Memory"), nor what was before a seek. `out` holds FORMAT_SIZE bytes. */
const char *since_title(const struct scene *s, char *out);

/* The totals of a tally and its two tables. */
struct scope {
    const char *title;
    const char *note; /* what is to be said beside the title, or NULL */
    const char *mark; /* what is not as it should be with it, or NULL */
    const struct tally *tally;
    const struct tally *before; /* what to compare with, or NULL */
};

void draw_scope(const struct scene *s, struct canvas *c, struct rect r, const struct scope *scope);

/* How many rows its tables are to have, with their headings (--top). */
int table_rows(const struct scene *s);

/* Turns the tables of a scope at `r` by what they show: LIST_PAGE_UP or LIST_PAGE_DOWN. */
void turn_tables(struct scene *s, struct rect r, const struct tally *t, int act);

/* A name from outside; one that is empty is said to be none. */
void draw_name(struct canvas *c, int x, int y, int width, struct text name);

/* An empty box with a title; returns the room within. It is three rows high at least. */
struct rect draw_box(const struct glyphs *g, struct canvas *c, struct rect r, const char *title);

/* A sheet in a box in the middle of `content`, or without a box where there is no room for one; and
 * how wide such a sheet is at most. */
void draw_card(const struct glyphs *g, struct canvas *c, struct rect content, const char *title,
               const struct canvas *sheet);
int card_columns(struct rect content, int most);

#endif
