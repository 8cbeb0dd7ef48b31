/* The theme: what things on the screen are, and how each looks in as many colours as there are.
 *
 * Views give every cell a role and know no colours. Nothing is told by colour alone: position,
 * length and words come first. */
#ifndef BLOTTER_UI_THEME_H
#define BLOTTER_UI_THEME_H

#include <stdbool.h>

#include "blotter/base/text.h"

enum theme {
    THEME_DEFAULT,       /* stands on dark and on light ground */
    THEME_LIGHT,         /* for light ground: darker colours */
    THEME_HIGH_CONTRAST, /* nothing faint; colours only for bars, attributes for the rest */
    THEME_MONO,
    THEME_COUNT,
};

/* "default", "light", "high-contrast", "mono". */
bool theme_parse(struct text name, enum theme *ret);
const char *theme_name(enum theme theme);

enum role {
    ROLE_TEXT,    /* names, addresses, everything that is simply read */
    ROLE_LABEL,   /* what a figure is; steps back behind it */
    ROLE_FIGURE,  /* a figure */
    ROLE_TITLE,   /* heads a part of the screen */
    ROLE_RULE,    /* lines between parts */
    ROLE_TAB,     /* a tab's name */
    ROLE_TAB_ON,  /* that of the tab shown */
    ROLE_CLOCK,   /* the simulated clock */
    ROLE_PLAYING, /* states */
    ROLE_PAUSED,
    ROLE_STOPPED,
    ROLE_PROGRESS, /* the part of the data that has been played */
    ROLE_REMAINS,  /* and the part that has not */
    ROLE_CRIME,    /* bars of crimes */
    ROLE_PLACE,    /* bars of places */
    ROLE_RISE,     /* what has become more */
    ROLE_FALL,
    ROLE_RATE,     /* sparkline and histogram */
    ROLE_MAP_PAST, /* where there ever was a report */
    ROLE_MAP_1,    /* where there are some, and ever more */
    ROLE_MAP_2,
    ROLE_MAP_3,
    ROLE_MAP_4,
    ROLE_HEAT_1, /* the ground of a figure that is small, and ever greater */
    ROLE_HEAT_2,
    ROLE_HEAT_3,
    ROLE_HEAT_4,
    ROLE_MARK,     /* the report selected */
    ROLE_NEAR,     /* what is near the point of --near */
    ROLE_KEY,      /* a key's name */
    ROLE_SELECTED, /* the row of a list that is selected */
    ROLE_NOTE,     /* an answer to a key */
    ROLE_CURSOR,   /* where the next character of a prompt comes */
    ROLE_WARNING,  /* figures that are not clean */
    ROLE_ALARM,    /* nothing goes on before somebody acts */
    ROLE_COUNT,
};

enum {
    STYLE_BOLD = 1 << 0,
    STYLE_DIM = 1 << 1,
    STYLE_REVERSE = 1 << 2,
    STYLE_UNDERLINE = 1 << 3,
};

struct style {
    int colour; /* of the text: a number of the terminal's palette, with DEPTH_DIRECT 0xRRGGBB; -1
                   its own */
    unsigned attributes;
};

enum depth { DEPTH_MONO, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_DIRECT, DEPTH_COUNT };

/* `colours`: how many the terminal has; `no_colour`: the user wants none (NO_COLOR). */
enum depth theme_depth(int colours, bool no_colour);

struct style theme_style(enum theme theme, enum depth depth, enum role role);

/* A role as one character, for golden screens. */
char theme_letter(enum role role);

#endif
