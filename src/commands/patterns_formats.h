/* The patterns of all that was counted in a summary (`report --patterns`), in each format: how many
 * reports an hour of the day has by weekday, from Monday. */
#ifndef BLOTTER_COMMANDS_PATTERNS_FORMATS_H
#define BLOTTER_COMMANDS_PATTERNS_FORMATS_H

#include "blotter/window/patterns.h"
#include "page.h"

/* ,"patterns":[[12,3,…],…] a list a weekday, with a number an hour. */
void patterns_write_json(struct buffer *out, const struct patterns *p);

/* ,summary,pattern,Mon 00,12 */
void patterns_write_csv(struct buffer *out, const struct patterns *p);

/* A line an hour, a column a weekday, and their sums. */
void patterns_write_text(struct page *page, const struct patterns *p);

#endif
