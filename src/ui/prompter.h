/* The prompter: does the cues of a lesson when the stream is there. After a seek those behind the
 * time that was sought are to come, whether they have been done or not. */
#ifndef BLOTTER_UI_PROMPTER_H
#define BLOTTER_UI_PROMPTER_H

#include "actions.h"
#include "blotter/ui/cues.h"

struct prompter {
    const struct cues *cues; /* borrowed; NULL: there are none */
    bool begun;
    civil_time done; /* all up to then are done or passed over */
    bool seeking;    /* to `sought` */
    civil_time sought;
    civil_time pause_at; /* which the simulator has been told; CIVIL_FOREVER: nothing */
};

/* The stream is at `position`, or the session has changed. */
void prompter_follow(struct prompter *p, struct deck *d, civil_time position);

/* The figures are another run's, which begins behind that time. */
void prompter_turn(struct prompter *p, civil_time begin);

#endif
