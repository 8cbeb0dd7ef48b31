/* Work beside the loop: what waits for brokers is done on a thread of its own, so that the loop
 * never waits, and neither does the end of the process: a thread that still waits then is cut off.
 * (libuv's own workers would be waited for.) */
#ifndef BLOTTER_KAFKA_BACKGROUND_H
#define BLOTTER_KAFKA_BACKGROUND_H

#include <stdbool.h>
#include <uv.h>

/* Runs `work` on a thread of its own, about whose end nobody hears; at once, on this thread, when
 * there can be no other. */
void background_run(void (*work)(void *user), void *user);

/* The same, but the loop does not end before it, unless it takes longer than BACKGROUND_END_MS. */
enum { BACKGROUND_END_MS = 100 }; /* a signal ends a command within 200 */
void background_end(uv_loop_t *loop, void (*work)(void *user), void *user);

/* Does librdkafka still have threads: of a handle that is being ended, or that is left to the end
 * of the process? What exit() calls would take away what they use. */
bool background_is_left(void);

struct background;

/* What one piece of work is. The loop and that thread may share nothing else than `user`, and the
 * loop leaves that alone until `done`. */
struct background_work {
    void (*work)(void *user);    /* on the thread */
    void (*done)(void *user);    /* on the loop's thread, after `work` */
    void (*dropped)(void *user); /* instead of `done`, on either: frees `user` and what it got */
    void *user;
};

/* Starts it. The caller keeps the result until `done`, in which it may not be dropped any more. */
struct background *background_start(uv_loop_t *loop, const struct background_work *work);

/* `done` will not be called: nobody wants the result any more. Does not wait. */
void background_drop(struct background *b);

#endif
