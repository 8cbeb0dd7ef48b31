/* Doing actions: they change the scene and give orders to the session. They draw nothing. */
#ifndef BLOTTER_UI_ACTIONS_H
#define BLOTTER_UI_ACTIONS_H

#include "blotter/ui/snapshot.h"
#include "mouse.h"
#include "scene.h"

/* What actions work on. */
struct deck {
    struct scene *scene;
    struct canvas *canvas;   /* of the screen's size */
    struct session *session; /* NULL: not there yet, and only actions that need none work */
    struct speed first_speed;
    const struct snapshot_format *formats; /* of snapshots */
    bool keeps_place;                      /* --state */
    bool quit;                             /* the user wants to leave */
    bool pasting;                          /* the next keys are pasted text */
};

/* Does the action; the footer says its result, or why nothing was done. */
void deck_do(struct deck *d, const struct action *a);

/* Goes as far into the data as the fraction, from 0 to 1. */
void deck_seek_fraction(struct deck *d, double fraction);

/* The play is there: through the loop it begins that again. */
void deck_follow_loop(struct deck *d, civil_time position);

/* A key (keys.h) was pressed. */
void deck_press(struct deck *d, int key);

/* The mouse was pressed or its wheel turned. */
void deck_mouse(struct deck *d, const struct mouse *m);

#endif
