/* Where the user has been in the stream and wants to be again: marks with names, the ends of a
 * loop, and where each seek began. Pure. */
#ifndef BLOTTER_UI_MARKS_H
#define BLOTTER_UI_MARKS_H

#include "blotter/base/civil.h"
#include "blotter/base/error.h"
#include "blotter/base/text.h"

enum { MARKS_MAX = 64, MARK_NAME_SIZE = 32, SEEKS_KEPT = 32 };

struct mark {
    civil_time at;
    char name[MARK_NAME_SIZE];
};

enum loop_ends { LOOP_NONE, LOOP_BEGUN, LOOP_WHOLE };

/* {0} has none. */
struct marks {
    struct mark of[MARKS_MAX]; /* in the order in which they were set */
    size_t count;
    enum loop_ends loop;
    civil_time loop_from, loop_to;
    bool in_loop;                  /* it has been within since the last seek */
    civil_time before[SEEKS_KEPT]; /* where seeks began, the latest last */
    size_t before_count;
};

/* A mark of that name, or if it is empty of the next number; one that has the name is moved. The
 * mark stands until the next is set; NULL with *err: there are too many. */
const struct mark *marks_set(struct marks *m, civil_time at, struct text name, struct error *err);

/* The one of that name, or of no name the latest; NULL: there is none. */
const struct mark *marks_find(const struct marks *m, struct text name);

/* The nearest before or after that time; NULL: there is none. */
const struct mark *marks_beside(const struct marks *m, civil_time at, bool next);

/* A begin, then an end, and then no loop any more. False: there is nothing between the two. */
bool marks_loop(struct marks *m, civil_time at);

/* The play is there: has it gone through the loop, and is to begin it again? */
bool marks_loop_is_through(struct marks *m, civil_time at);

/* A seek begins there. And where the latest began, which is forgotten; false: nowhere. */
void marks_note_seek(struct marks *m, civil_time from);
bool marks_undo(struct marks *m, civil_time *ret);

#endif
