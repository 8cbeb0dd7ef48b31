/* Loading: the files read row by row into the store, some rows a turn, so that the simulator's loop
 * can obey orders meanwhile. */
#ifndef BLOTTER_REPLAY_LOADER_H
#define BLOTTER_REPLAY_LOADER_H

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

enum load_result {
    LOAD_MORE,
    LOAD_WAITS, /* for the writer of a pipe: again once loader_waits_for is readable */
    LOAD_READ,  /* the last row has been read; from the next step on the store is sorted */
    LOAD_DONE,
    LOAD_FAILED,
};

/* Reads up to `rows` rows more, or for about as long sorts them or brings them to disk. */
enum load_result loader_step(struct loader *l, size_t rows, struct error *err);

/* After LOAD_WAITS: the descriptor of the file being read. */
int loader_waits_for(const struct loader *l);

/* Whose files they are, by the first one's header, when only reading them could tell: of a pipe.
 * Else empty. */
struct text loader_city(const struct loader *l);

/* How far reading is or, once all has been read, sorting. */
struct load_progress {
    bool sorting;
    uint64_t done, total; /* bytes; total 0: of reading, not known; of sorting, nothing to do */
    uint64_t rows;        /* of reading */
};

struct load_progress loader_progress(const struct loader *l);

#endif
