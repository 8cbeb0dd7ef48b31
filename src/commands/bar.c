#include "bar.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    PATIENCE_MS = 300, /* what is over sooner needs no bar */
    USUAL_COLUMNS = 80,
};

static const char erase_line[] = "\r\033[K";

static bool is_for_bars(int fd)
{
    const char *type = getenv("TERM");
    return isatty(fd) && type != NULL && *type != '\0' && strcmp(type, "dumb") != 0;
}

void bar_begin(struct bar *b)
{
    *b = (struct bar){.begun = mono_now()};
    progress_note(&b->progress, b->begun, &(struct session_load){0});
    if (is_for_bars(STDERR_FILENO))
        b->glyphs = glyphs_of_locale();
}

bool bar_is_on(const struct bar *b)
{
    return b->glyphs != NULL;
}

/* As wide as the terminal is now. */
static int columns_now(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return USUAL_COLUMNS;
}

/* At once, so that no half of it stands there; what a terminal does not take is no loss. */
static void put(struct text text)
{
    ssize_t ignored = write(STDERR_FILENO, text.ptr, text.len);
    (void)ignored;
}

void bar_show(struct bar *b, const struct session_load *at)
{
    mono_time now = mono_now();
    bool over = at->total > 0 && at->done == at->total;
    progress_note(&b->progress, now, at);
    if (!bar_is_on(b) || over || mono_ms_between(b->begun, now) < PATIENCE_MS)
        return;
    struct buffer line = {0};
    buffer_add(&line, text_of(erase_line));
    /* Behind a character in the last column terminals differ in where the cursor is. */
    progress_line(&b->progress, b->glyphs, columns_now() - 1, &line);
    put(buffer_text(&line));
    buffer_free(&line);
    b->drawn = true;
}

void bar_clear(struct bar *b)
{
    if (b->drawn)
        put(text_of(erase_line));
    b->drawn = false;
}
