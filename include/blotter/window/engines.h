/* The engines that write to a topic of windows (DESIGN §10), and what each has said last of every
 * window and tick.
 *
 * Anybody may write there, so what is kept is bounded: ENGINES_MAX engines, and ENGINES_BYTES for
 * all of their values. */
#ifndef BLOTTER_WINDOW_ENGINES_H
#define BLOTTER_WINDOW_ENGINES_H

#include "blotter/base/clock.h"
#include "blotter/window/engine_value.h"

enum { ENGINES_MAX = 8, ENGINES_BYTES = 256 << 20 };

struct engine {
    char name[ENGINE_NAME_MAX + 1];
    civil_time last_at; /* the tick that it has spoken of last */
    mono_time said_at;  /* when it last said something that it had not said before */
};

struct engines;

/* Of these windows; what is said of others is passed over. `windows` is copied. `bytes`: as
 * ENGINES_BYTES. */
struct engines *engines_create(const struct window_spec *windows, size_t count, size_t bytes);
void engines_destroy(struct engines *e); /* takes NULL */

/* Takes a value, any bytes; one of the same engine, window and tick is replaced. False: *ret_why, a
 * constant text, says why it is not kept. */
bool engines_take(struct engines *e, struct text json, mono_time now, const char **ret_why);

/* How many there are, and the k-th by name: it stands until the next value is taken. */
size_t engines_count(const struct engines *e);
const struct engine *engines_at(const struct engines *e, size_t k);

/* Which of them, at least one, has said something last. */
size_t engines_speaker(const struct engines *e);

/* What the k-th says of that window at `at`, or last at or before it. False: nothing. Either way
 * engine_value_finish follows; what it borrows stands until the next value is taken. */
bool engines_find(const struct engines *e, size_t k, size_t window, civil_time at,
                  struct engine_value *ret);
bool engines_find_last(const struct engines *e, size_t k, size_t window, civil_time at,
                       struct engine_value *ret);

/* What it has said there is being compared; and of how many that were it says something else since
 * then. */
void engines_note_compared(struct engines *e, size_t k, size_t window, civil_time at);
uint64_t engines_changed(const struct engines *e);

/* What is said of ticks before `at` is not asked for any more, and goes when room is needed. */
void engines_pass(struct engines *e, civil_time at);

/* Nothing has been compared or passed yet, as when another run is. */
void engines_begin_round(struct engines *e);

#endif
