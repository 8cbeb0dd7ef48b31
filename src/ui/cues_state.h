/* Cues as the screen does them. Pure: which there are between two times. */
#ifndef BLOTTER_UI_CUES_STATE_H
#define BLOTTER_UI_CUES_STATE_H

#include "action.h"
#include "blotter/ui/cues.h"

struct cue {
    civil_time at;
    bool says;            /* action.text; else it does the action */
    struct action action; /* pause, speed or tab */
};

/* The next one in (after, until], from the `*at`-th on, which begins with 0; NULL: no more. */
const struct cue *cues_next(const struct cues *c, civil_time after, civil_time until, size_t *at);

/* What the last `say` up to then says; "" is nothing. */
const char *cues_said(const struct cues *c, civil_time at);

/* Where it pauses next; CIVIL_FOREVER: nowhere. */
civil_time cues_pause(const struct cues *c, civil_time after);

#endif
