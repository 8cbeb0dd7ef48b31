/* A file's bytes, plain or .gz alike, without ever waiting for them; of UTF-16 with a mark what it
 * is as UTF-8. */
#ifndef BLOTTER_CRIME_CSV_INPUT_H
#define BLOTTER_CRIME_CSV_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "blotter/base/error.h"

struct csv_input;

/* `fd` < 0 opens the path; else `fd` is read, which is closed in any case. `path` names it in
 * errors and is borrowed. NULL with *err when it cannot be opened or is a folder. */
struct csv_input *csv_input_open(const char *path, int fd, struct error *err);
void csv_input_close(struct csv_input *in); /* takes NULL */

enum input_result {
    INPUT_BYTES,
    INPUT_END,
    INPUT_WAITS, /* none are there yet: again once csv_input_fd is readable */
    INPUT_FAILED,
};

/* Puts up to `cap` of the next bytes at `out`; *ret_len of them, not 0, are there with INPUT_BYTES.
 * INPUT_FAILED with *err: they cannot be read, or a .gz is broken or ends in the middle. */
enum input_result csv_input_read(struct csv_input *in, char *out, size_t cap, size_t *ret_len,
                                 struct error *err);

int csv_input_fd(const struct csv_input *in);

/* Bytes used of the file as it is stored, and its size; 0 when that is not known. */
uint64_t csv_input_bytes_read(const struct csv_input *in);
uint64_t csv_input_bytes_total(const struct csv_input *in);

#endif
