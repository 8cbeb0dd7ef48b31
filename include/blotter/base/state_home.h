/* Where files go that are the program's own and the user's to keep, as the XDG base directory
 * specification has it: $XDG_STATE_HOME/blotter, else $HOME/.local/state/blotter. */
#ifndef BLOTTER_BASE_STATE_HOME_H
#define BLOTTER_BASE_STATE_HOME_H

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* Appends the path of the file of that name there, NUL-terminated. False when neither variable says
 * where: then nothing is appended. A path in XDG_STATE_HOME that is not absolute does not count. */
bool state_home_path(const char *name, struct buffer *out);

/* Makes the folders on the way to a path, those that are not there. False with *err. */
bool state_home_make(const char *path, struct error *err);

#endif
