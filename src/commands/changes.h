/* Changes: which rows have come to a result since the one before, and which have gone. */
#ifndef BLOTTER_COMMANDS_CHANGES_H
#define BLOTTER_COMMANDS_CHANGES_H

#include "blotter/base/intern.h"

/* A result: its rows, as records, and how often each is there. */
struct changes_rows {
    struct interner *rows;
    int64_t *counts;
    size_t known, cap;
};

struct changes {
    struct changes_rows before, now;
    size_t bytes; /* of the rows of `now` */
};

void changes_init(struct changes *c);
void changes_finish(struct changes *c);

/* One more row of the result. */
void changes_add(struct changes *c, struct text record);

/* The result is whole: hands out what has gone, then what has come, each as often as it has, in the
 * order of the results; the next result begins. */
void changes_tell(struct changes *c, void (*tell)(void *user, struct text record, int change),
                  void *user);

#endif
