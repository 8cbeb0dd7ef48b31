/* What the first bytes of a file say of it. */
#ifndef BLOTTER_CRIME_CSV_SNIFF_H
#define BLOTTER_CRIME_CSV_SNIFF_H

#include "blotter/base/text.h"

enum { CSV_SNIFF_MIN = 512 }; /* bytes that are needed, of a file that has them: a tar's header */

/* What the file is for sure, whatever its first line has: an archive, a workbook. NULL when it may
 * be CSV. */
const char *csv_other_file(struct text begin);

/* What a file is that has not the columns of one, if that can be said; else NULL. */
const char *csv_other_text(struct text begin);

/* Behind a byte-order mark, if there is one. */
struct text csv_without_mark(struct text s);

/* The one of `,` `;` tab and `|` that stands most often in the first line that is not empty,
 * outside quotes; the comma when none does. */
char csv_find_separator(struct text begin);

#endif
