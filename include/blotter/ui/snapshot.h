/* A snapshot: all figures as they are, in files. */
#ifndef BLOTTER_UI_SNAPSHOT_H
#define BLOTTER_UI_SNAPSHOT_H

#include "blotter/base/error.h"
#include "blotter/session/session.h"

/* A form that the user can have the figures in: `write` appends them as they are. */
struct snapshot_format {
    const char *suffix; /* of the file's name; NULL behind the last one */
    void (*write)(struct buffer *out, const struct analysis *a,
                  const struct session_counts *counts);
};

enum { SNAPSHOT_NAME_SIZE = 64 };

/* Writes the figures to a file a format in the working folder: `blotter-2023-02-11-1842.json` and
 * so on, by the city's time, with a number behind it where there is one already: all of them or
 * none. *ret_name is their name without the suffix. False with *err: a file cannot be written, or
 * there are no figures yet. */
bool snapshot_save(const struct snapshot_format *formats, const struct analysis *a,
                   const struct session_counts *counts, char ret_name[SNAPSHOT_NAME_SIZE],
                   struct error *err);

#endif
