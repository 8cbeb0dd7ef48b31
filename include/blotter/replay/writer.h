/* Bytes to a descriptor, from a loop that a slow reader must not hold up: neither a pipe that
 * nobody reads nor a terminal that is stopped. A plain file is written to as usual. */
#ifndef BLOTTER_REPLAY_WRITER_H
#define BLOTTER_REPLAY_WRITER_H

#include <uv.h>

#include "blotter/base/text.h"

struct writer;

/* Writes to `fd`, which stays open and is the caller's. on_moved: bytes have gone out, or will not
 * any more. Others who share the descriptor do not notice that it is written to without blocking.
 */
struct writer *writer_create(uv_loop_t *loop, int fd, void (*on_moved)(void *user), void *user);

/* Takes them all. They go out with the loop's next turn. */
void writer_put(struct writer *w, struct text bytes);

/* Shall more be put now? If not, on_moved comes when there is room. */
bool writer_has_room(struct writer *w);

/* How many bytes have not gone out yet; 0 when they will not. */
size_t writer_left(const struct writer *w);

enum writer_state {
    WRITER_SOUND,
    WRITER_CLOSED, /* nobody reads the pipe any more */
    WRITER_UNREAD, /* its reader did not read on, and has not been waited for (writer_hurry) */
    WRITER_FAILED, /* writer_errno says why */
};

enum writer_state writer_state(const struct writer *w);
int writer_errno(const struct writer *w);

/* The process is to end: from now on a reader who takes nothing for WRITER_PATIENCE_MS is not
 * waited for. */
enum { WRITER_PATIENCE_MS = 80 };
void writer_hurry(struct writer *w);

/* Closes the loop's handles, which wants some turns of the loop afterwards. Takes NULL. */
void writer_destroy(struct writer *w);

#endif
