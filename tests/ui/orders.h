/* A session that only writes down its orders. Its functions stand in front of the library's; tests
 * that need it are linked with it. */
#ifndef BLOTTER_TESTS_UI_ORDERS_H
#define BLOTTER_TESTS_UI_ORDERS_H

#include "stage.h"
#include "ui/actions.h"

struct session {
    struct analysis *analysis;
    struct session_status *status;
    size_t silent;    /* officers 3 and up */
    char orders[256]; /* what does not fit is forgotten */
};

/* A deck on a stage with the usual windows and a canvas of that size. The caller clears the stage.
 */
void orders_set(struct stage *st, struct deck *d, struct session *s, int cols, int rows);

/* The data is January, and the play is on its way to noon of the tenth. */
void orders_set_range(struct stage *st);

/* Presses keys that are characters. */
void orders_type(struct deck *d, const char *keys);

#endif
