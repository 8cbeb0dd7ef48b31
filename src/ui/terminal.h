/* The terminal: the only part that knows curses. Shows a canvas, reads keys, and leaves the
 * terminal as it found it. One at a time. */
#ifndef BLOTTER_UI_TERMINAL_H
#define BLOTTER_UI_TERMINAL_H

#include "blotter/base/error.h"
#include "blotter/ui/canvas.h"
#include "mouse.h"

struct terminal;

/* Opens the screen. NULL with *err. Signal handlers that are there already are left alone. */
struct terminal *terminal_open(enum theme theme, struct error *err);
void terminal_close(struct terminal *t); /* takes NULL */

/* Does it speak UTF-8? */
bool terminal_is_utf8(const struct terminal *t);

/* How much of it there is to draw on, asked of the terminal anew. */
void terminal_size(struct terminal *t, int *ret_cols, int *ret_rows);

/* Shows the canvas, which is of that size. */
void terminal_show(struct terminal *t, const struct canvas *c);

/* Rings the bell. */
void terminal_ring(struct terminal *t);

/* Somebody else may have written to the terminal: the next terminal_show draws every cell. */
void terminal_forget(struct terminal *t);

/* The next key (keys.h) that has been typed already; false when there is none. */
bool terminal_key(struct terminal *t, int *ret_key);

/* After KEY_CODE_MOUSE: what the mouse has done, the oldest first. How many there are of what
 * concerns us; presses and releases that came together are one KEY_CODE_MOUSE. */
enum { MOUSE_MAX = 8 };
size_t terminal_mouse(struct terminal *t, struct mouse ret[MOUSE_MAX]);

/* The descriptor that keys come from, for the loop to watch. */
int terminal_fd(const struct terminal *t);

/* Has it gone, or come to its end of file? For when it was said to be readable and gave no key. */
bool terminal_is_gone(const struct terminal *t);

/* Gives the terminal back to the shell, and takes it again; all is shown anew. */
void terminal_suspend(struct terminal *t);
void terminal_resume(struct terminal *t);

#endif
