/* Loading: the files read row by row into the store, some rows a turn, so that the simulator's loop
 * can obey orders meanwhile. */
#ifndef BLOTTER_REPLAY_LOAD_H
#define BLOTTER_REPLAY_LOAD_H

#include "store.h"

/* Called for a rejected row, the first REJECTED_SHOWN of them: one line that names file and line.
 */
typedef void (*load_warn_fn)(void *user, const char *text);
enum { REJECTED_SHOWN = 20 };

struct loader;

/* Reads `files` (NULL at the end) into `store`, rows as `selection` says. A file "-" is read from
 * `input_fd`. With `rows` the tails are whole rows (crime/row.h), else those of crimes. All is
 * borrowed. */
struct loader *loader_create(const char *const *files, int input_fd, bool rows,
                             const struct selection_config *selection, struct store *store,
                             load_warn_fn warn, void *user);
void loader_destroy(struct loader *l); /* takes NULL */

enum load_result { LOAD_MORE, LOAD_DONE, LOAD_FAILED };

/* Reads up to `rows` rows more. When it is done the store is sorted. */
enum load_result loader_step(struct loader *l, size_t rows, struct error *err);

/* Bytes read of all files, and their size; total 0 when it is not known. */
void loader_progress(const struct loader *l, uint64_t *ret_done, uint64_t *ret_total);

#endif
