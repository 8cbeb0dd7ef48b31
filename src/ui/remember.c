#include "remember.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/ini_file.h"
#include "blotter/base/state_home.h"
#include "blotter/ui/format.h"

enum { VALUE_SIZE = NEAR_TEXT_SIZE };

static void write_speed(const struct choices *c, char *out)
{
    speed_write(c->speed, out);
}

static void write_place(const struct choices *c, char *out)
{
    snprintf(out, VALUE_SIZE, "%s", place_name(c->place));
}

static void write_near(const struct choices *c, char *out)
{
    format_near_named(&c->near, out);
}

static const struct {
    const char *option;
    void (*write)(const struct choices *c, char *out);
} rows[] = {{"speed", write_speed}, {"place", write_place}, {"near", write_near}};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* The new lines, each "" where nothing has changed, and behind them the old ones that stay. */
struct new_file {
    char values[ROWS][VALUE_SIZE];
    struct buffer text;
};

static bool keep_line(void *user, const char *section, const char *name, const char *value,
                      struct error *err)
{
    struct new_file *page = user;
    (void)section, (void)err;
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(name, rows[i].option) == 0 && page->values[i][0] != '\0')
            return true;
    buffer_printf(&page->text, "%s = %s\n", name, value);
    return true;
}

static bool note_changes(struct new_file *page, const struct choices *before,
                         const struct choices *now)
{
    bool any = false;
    for (size_t i = 0; i < ROWS; i++) {
        char was[VALUE_SIZE];
        rows[i].write(before, was);
        rows[i].write(now, page->values[i]);
        if (strcmp(was, page->values[i]) == 0)
            page->values[i][0] = '\0';
        any = any || page->values[i][0] != '\0';
    }
    return any;
}

/* Written beside it, then renamed. */
static bool replace(const char *path, struct text text, struct error *err)
{
    struct buffer temporary = {0};
    buffer_printf(&temporary, "%s.new", path);
    buffer_add_byte(&temporary, '\0');
    FILE *file = fopen(temporary.data, "we");
    bool ok = file != NULL && fwrite(text.ptr, 1, text.len, file) == text.len;
    if (file != NULL && fclose(file) != 0)
        ok = false;
    ok = ok && rename(temporary.data, path) == 0;
    if (!ok)
        error_set(err, "%s: cannot write: %s", path, strerror(errno));
    if (!ok && file != NULL)
        unlink(temporary.data);
    buffer_free(&temporary);
    return ok;
}

bool remember(const char *path, const struct choices *before, const struct choices *now,
              struct error *err)
{
    struct new_file page = {0};
    if (!note_changes(&page, before, now))
        return true;
    buffer_printf(&page.text,
                  "# What keys have changed; blotter --remember reads and writes it.\n");
    bool ok = ini_file_read(path, keep_line, &page, err) && state_home_make(path, err);
    for (size_t i = 0; ok && i < ROWS; i++)
        if (page.values[i][0] != '\0')
            buffer_printf(&page.text, "%s = %s\n", rows[i].option, page.values[i]);
    ok = ok && replace(path, buffer_text(&page.text), err);
    buffer_free(&page.text);
    return ok;
}
