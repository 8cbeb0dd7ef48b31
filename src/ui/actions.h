/* Actions: what keys do. They change the scene and give the session orders; drawing is the
 * screen's. */
#ifndef BLOTTER_UI_ACTIONS_H
#define BLOTTER_UI_ACTIONS_H

#include "blotter/ui/monitor.h"
#include "blotter/ui/mouse.h"
#include "blotter/ui/scene.h"

struct deck {
    struct scene *scene;
    struct canvas *canvas;   /* of the screen's size */
    struct session *session; /* NULL as long as there is none: then only what needs none works */
    struct speed first_speed;
    const struct monitor_format *formats; /* of snapshots */
    bool quit;                            /* the user wants to leave */
    bool pasting;                         /* what comes was not typed */
};

/* A key was pressed. */
void deck_press(struct deck *d, int key);

/* The mouse was pressed or its wheel turned. */
void deck_mouse(struct deck *d, const struct mouse *m);

/* The answer to the last key, for the footer. */
void deck_note(struct deck *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Does an order reach a simulator? Else the footer says why not. */
bool deck_can_order(struct deck *d);

/* Goes to a time as long as there is something playing; not beyond the data. Returns NULL, or why
 * not, a constant text. */
const char *deck_seek(struct deck *d, civil_time to);

/* Where the play is, or is on its way to. */
civil_time deck_here(const struct deck *d);

#endif
