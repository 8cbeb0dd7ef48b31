/* A page: lines of text for a person's eyes, at most PAGE_COLUMNS wide whatever bytes come in. The
 * ui's canvas measures, cuts and mends them; what LC_CTYPE cannot show becomes ASCII. */
#ifndef BLOTTER_COMMANDS_PAGE_H
#define BLOTTER_COMMANDS_PAGE_H

#include "blotter/ui/canvas.h"

enum { PAGE_COLUMNS = 80 };

struct page {
    struct buffer *out; /* borrowed: where the lines go */
    struct canvas line; /* the one being written */
};

void page_begin(struct page *p, struct buffer *out);
void page_finish(struct page *p);

/* Only what ASCII has? */
bool page_is_ascii(const struct page *p);

/* Writes `s` from the column `x` on, cut where it takes more than `width`. */
void page_put(struct page *p, int x, int width, struct text s);

/* Writes `s` so that it ends before the column `end`, which is far enough right for it. */
void page_put_right(struct page *p, int end, const char *s);

/* Ends the line, which may be an empty one, and begins the next. */
void page_end_line(struct page *p);

/* A whole line. */
void page_printf(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
