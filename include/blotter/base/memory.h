/* Memory: every allocation of ours goes through here, so none is checked twice.
 *
 * None of these returns NULL. Out of memory writes one line and aborts; the screen's fatal-signal
 * handler (ui/crash.c) then restores the terminal. */
#ifndef BLOTTER_BASE_MEMORY_H
#define BLOTTER_BASE_MEMORY_H

#include <stddef.h>

/* `count` zeroed elements of `size` bytes; the caller frees with free(). */
void *mem_new(size_t count, size_t size);

/* A copy of `len` bytes with a NUL behind them; the caller frees with free(). */
char *mem_copy_text(const char *text, size_t len);

/* Makes room for at least `need` elements of `size` bytes: returns `array` or its new place, at
 * least doubled, and sets *cap. What is new in it is not initialised. */
void *mem_grow(void *array, size_t *cap, size_t need, size_t size);

#endif
