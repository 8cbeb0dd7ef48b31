/* The receipt for what a key has done on purpose, a fault or a broker taken away: once it has
 * shown, whether all that was sent by then has been counted or is known to be missing. Pure. */
#ifndef BLOTTER_UI_RECEIPT_H
#define BLOTTER_UI_RECEIPT_H

#include "blotter/session/session_status.h"
#include "blotter/window/terms.h"

/* {0} waits for nothing. */
struct receipt {
    bool waits;
    enum fault kind;   /* FAULT_NONE: a broker */
    bool away;         /* the broker is */
    uint64_t injected; /* of the kind, when the key was pressed */
    uint64_t sent;     /* crimes, then */
};

/* A key has been pressed: for a fault, or with FAULT_NONE for the broker. */
void receipt_await(struct receipt *r, enum fault kind, const struct session_status *status);

enum { RECEIPT_SIZE = 160 };

/* Writes it once it can be given; at the end of a run it can, whatever there is to say. A new run
 * drops what was done to the one before. */
bool receipt_give(struct receipt *r, const struct session_status *status,
                  const struct accounting *a, char out[RECEIPT_SIZE]);

#endif
