/* A crash with the screen open: the terminal is put back as it was, a report of where the program
 * was is written and its file named, and then the program dies of its signal as it would have.
 * Ctrl-\ counts as a crash, too: the report shows where a program is that does not go on.
 *
 * The report is crash-PID.txt in the user's state folder (base/state_home.h), else
 * blotter-crash-... in $TMPDIR or /tmp. */
#ifndef BLOTTER_UI_CRASH_H
#define BLOTTER_UI_CRASH_H

#include <stddef.h>
#include <termios.h>

enum { CRASH_RESET_MAX = 512 };

/* From here on a fatal signal writes `reset` (up to CRASH_RESET_MAX bytes, copied) to `fd` and
 * gives the terminal the mode `mode`. */
void crash_arm(int fd, const struct termios *mode, const char *reset, size_t len);
void crash_disarm(void);

#endif
