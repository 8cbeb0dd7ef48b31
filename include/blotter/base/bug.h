/* Invariants: what has to hold as long as the program has no bug, whatever comes from outside.
 *
 *     BUG_IF(lane->head > lane->count);
 *
 * Where the condition is true, the program stops with one line that names the place and the
 * condition. What can come from outside (a message, a file, an option, a broker) is no bug but an
 * error, and goes up as one (base/error.h). Put a BUG_IF where a part's state has just changed, or
 * where a function relies on what its caller promised. The condition has no side effect. It is
 * evaluated in debug builds, which those of the tests are; in a release build it is only compiled,
 * so it may cost something, but a walk through a whole array belongs behind a rare step.
 *
 * Each BUG_IF has a row in a test that breaks its invariant and sees it stop (tests/base/bugs.h).
 */
#ifndef BLOTTER_BASE_BUG_H
#define BLOTTER_BASE_BUG_H

#include <stdbool.h>

/* BLOTTER_DEBUG is set by meson.build. */
#ifdef BLOTTER_DEBUG
enum { BUGS_ARE_LOOKED_FOR = true };
#else
enum { BUGS_ARE_LOOKED_FOR = false };
#endif

/* "blotter: bug: FILE:LINE: CONDITION" on standard error, and abort(): ui/crash.c restores the
 * terminal. */
_Noreturn void bug_stop(const char *condition, const char *file, int line);

/* A macro: it has the condition as text and its place, and does not look at it in a release. */
#define BUG_IF(condition)                                                                          \
    do {                                                                                           \
        if (BUGS_ARE_LOOKED_FOR && (condition))                                                    \
            bug_stop(#condition, __FILE__, __LINE__);                                              \
    } while (0)

#endif
