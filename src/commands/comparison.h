/* Comparing (`report --compare`, DESIGN §10): at each tick each window as each engine has it,
 * beside ours.
 *
 * An engine is behind us. A tick waits for those of its values that are not there yet, or are
 * others than ours and may be replaced, until the engine has said nothing new for as long as
 * --idle, which is COMPARISON_PATIENCE_MS when it is not given. What comes of an engine that has
 * been given up is waited for at the first tick that was not due then. */
#ifndef BLOTTER_COMMANDS_COMPARISON_H
#define BLOTTER_COMMANDS_COMPARISON_H

#include "comparison_formats.h"
#include "pipeline.h"

enum { COMPARISON_PATIENCE_MS = 120 * MS_PER_S };

struct comparison;

/* `p` is running; NULL: nothing is to be compared. */
struct comparison *comparison_create(struct pipeline *p, const struct settings *s);

/* Compares at the tick where the analysis stands, and appends a line an engine and window. False:
 * not yet; pipeline_go_on is called when that may have changed. */
bool comparison_tick(struct comparison *c, struct buffer *out);

/* Says what has come of it, one line on standard error; was all equal, and anything compared? */
bool comparison_tell(const struct comparison *c);

/* Closes the loop's handles, which wants a turn of the loop afterwards. Takes NULL. */
void comparison_destroy(struct comparison *c);

#endif
