/* Temporary files without a name, so that nothing is left behind whatever happens. */
#ifndef BLOTTER_BASE_TEMP_FILE_H
#define BLOTTER_BASE_TEMP_FILE_H

#include "blotter/base/error.h"

/* Opens one for reading and writing in $TMPDIR, else /tmp. Returns its descriptor, the caller's to
 * close; -1 with *err. */
int temp_file_open(struct error *err);

#endif
