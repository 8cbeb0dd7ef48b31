/* The bar: how far loading is, in one line on standard error that is drawn anew in place. Only on a
 * terminal that can do that, and only when loading takes long enough to be wondered about. */
#ifndef BLOTTER_COMMANDS_BAR_H
#define BLOTTER_COMMANDS_BAR_H

#include "blotter/ui/glyphs.h"
#include "blotter/ui/progress.h"

/* {0} never shows anything. */
struct bar {
    const struct glyphs *glyphs; /* NULL: there is no terminal for it */
    mono_time begun;
    struct progress progress;
    bool drawn;
};

/* Loading begins. Sets LC_CTYPE from the environment. */
void bar_begin(struct bar *b);

/* Is there a terminal for it? */
bool bar_is_on(const struct bar *b);

/* Loading has got there. */
void bar_show(struct bar *b, const struct session_load *at);

/* Takes it away: at the end, and before anything else is written to the terminal. */
void bar_clear(struct bar *b);

#endif
