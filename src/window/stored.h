/* A report as it stands in a checkpoint. */
#ifndef BLOTTER_WINDOW_STORED_H
#define BLOTTER_WINDOW_STORED_H

#include "blotter/base/wire.h"
#include "blotter/window/log.h"

enum { REPORT_BYTES = 36 };

/* Without `near`, which is for whoever reads it to say. */
void stored_put(struct buffer *out, const struct report *r);
void stored_get(struct wire *w, struct report *ret);

#endif
