/* Glyphs: the shapes the screen is drawn with, in UTF-8 or, where that is not spoken, ASCII. */
#ifndef BLOTTER_UI_GLYPHS_H
#define BLOTTER_UI_GLYPHS_H

#include <stdbool.h>

enum { EIGHTHS = 8 };

/* Each is UTF-8, one column wide unless it says otherwise. */
struct glyphs {
    bool ascii;                                       /* texts from outside are to be ASCII too */
    const char *playing, *paused, *stopped, *waiting; /* states, one or two columns */
    const char *bar[EIGHTHS + 1];                     /* growing to the right, by eighths */
    const char *column[EIGHTHS + 1];                  /* growing upwards */
    const char *bar_begin, *bar_end;                  /* around a progress bar */
    const char *shade[5];                             /* from nothing to full */
    const char *remains;                              /* of a progress bar */
    const char *rule;
    const char *box_top_left, *box_top_right, *box_bottom_left, *box_bottom_right, *box_side;
    const char *dot;                /* the brokers; a report that is near */
    const char *rise, *fall, *same; /* against before */
    const char *differs;            /* from another's */
    const char *mark;               /* the report selected, on the map */
    const char *times;              /* between width and height */
    const char *up, *down;          /* there is more */
};

const struct glyphs *glyphs_choose(bool utf8);

/* Those for the environment's locale, which says whether UTF-8 is spoken. Sets LC_CTYPE to it. */
const struct glyphs *glyphs_of_locale(void);

#endif
