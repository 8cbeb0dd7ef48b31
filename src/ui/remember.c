#include "remember.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/ini_file.h"
#include "blotter/base/state_home.h"
#include "blotter/ui/format.h"

static void add_speed(const struct choices *c, struct buffer *out)
{
    char text[DURATION_TEXT_SIZE];
    speed_write(c->speed, text);
    buffer_printf(out, "speed = %s\n", text);
}

static void add_place(const struct choices *c, struct buffer *out)
{
    buffer_printf(out, "place = %s\n", place_name(c->place));
}

static void add_near(const struct choices *c, struct buffer *out)
{
    char text[NEAR_TEXT_SIZE];
    buffer_printf(out, "near = %s\n", format_near_named(&c->near, text));
    for (size_t k = 0; k < c->other_count; k++)
        buffer_printf(out, "near = %s\n", format_near_named(&c->others[k], text));
}

static const struct {
    const char *option;
    void (*add)(const struct choices *c, struct buffer *out); /* its lines */
} rows[] = {{"speed", add_speed}, {"place", add_place}, {"near", add_near}};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* The lines of what has changed, and of the old file those that stay. */
struct new_file {
    bool changed[ROWS];
    struct buffer lines, text;
};

static bool keep_line(void *user, const char *section, const char *name, const char *value,
                      struct error *err)
{
    struct new_file *page = user;
    (void)section, (void)err;
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(name, rows[i].option) == 0 && page->changed[i])
            return true;
    buffer_printf(&page->text, "%s = %s\n", name, value);
    return true;
}

static bool note_changes(struct new_file *page, const struct choices *before,
                         const struct choices *now)
{
    for (size_t i = 0; i < ROWS; i++) {
        struct buffer was = {0};
        size_t begin = page->lines.len;
        rows[i].add(before, &was);
        rows[i].add(now, &page->lines);
        struct text is = {page->lines.data + begin, page->lines.len - begin};
        page->changed[i] = !text_equal(is, buffer_text(&was));
        if (!page->changed[i])
            page->lines.len = begin;
        buffer_free(&was);
    }
    return page->lines.len > 0;
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
    bool ok = true;
    if (note_changes(&page, before, now)) {
        buffer_printf(&page.text,
                      "# What keys have changed; blotter --remember reads and writes it.\n");
        ok = ini_file_read(path, keep_line, &page, err) && state_home_make(path, err);
        buffer_add(&page.text, buffer_text(&page.lines));
        ok = ok && replace(path, buffer_text(&page.text), err);
    }
    buffer_free(&page.lines);
    buffer_free(&page.text);
    return ok;
}
