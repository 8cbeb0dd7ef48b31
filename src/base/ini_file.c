#include "blotter/base/ini_file.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "blotter/base/text.h"

struct ini_reading {
    const char *path;
    FILE *file;
    size_t line; /* the last one that inih was given: the one it is at */
    bool failed; /* *err is filled: there are no more lines */
    ini_entry_fn on_entry;
    void *user;
    struct error *err;
};

static void line_failed(struct ini_reading *r, const char *why)
{
    r->failed = true;
    error_usage(r->err, "%.300s:%zu: %s", r->path, r->line, why);
}

static void too_long(struct ini_reading *r, int size)
{
    char why[64];
    snprintf(why, sizeof why, "longer than the %d bytes that are read of a line", size - 2);
    line_failed(r, why);
}

/* inih's fgets, which never hands out a part of a line: inih would take the rest for a line of its
 * own. Without the blanks at the beginning, by which inih would know that the last value goes on.
 */
static char *next_line(char *out, int size, void *stream)
{
    struct ini_reading *r = stream;
    int c = r->failed ? EOF : getc(r->file);
    if (c == EOF)
        return NULL;
    r->line++;
    int len = 0;
    for (; c != EOF && c != '\n' && !r->failed; c = getc(r->file)) {
        if (len == 0 && byte_is_blank((char)c))
            continue;
        if (c == '\0')
            line_failed(r, "a zero byte: this is no text");
        else if (len + 2 >= size)
            too_long(r, size);
        else
            out[len++] = (char)c;
    }
    if (r->failed)
        return NULL;
    out[len++] = '\n';
    out[len] = '\0';
    return out;
}

static int on_pair(void *user, const char *section, const char *name, const char *value)
{
    struct ini_reading *r = user;
    if (name == NULL) /* some builds of inih tell sections, too */
        return 1;
    struct error why = {0};
    if (r->failed || r->on_entry(r->user, section, name, value != NULL ? value : "", &why))
        return 1;
    r->failed = true;
    return error_usage(r->err, "%.300s:%zu: %.60s: %s", r->path, r->line, name, why.text);
}

static bool read_entries(struct ini_reading *r)
{
#ifdef BLOTTER_INIH_HAS_SETTINGS
    enum { LONGEST_LINE = 4096 }; /* inih's own 200 are few for a list of brokers */
    ini_max_line = LONGEST_LINE;
#endif
    errno = 0;
    int wrong_line = ini_parse_stream(next_line, r, on_pair, r);
    if (ferror(r->file) != 0)
        return error_set(r->err, "%s: cannot read: %s", r->path, strerror(errno));
    /* inih reads on behind a line that is no entry, so the first one that is wrong may be its. */
    if (wrong_line > 0 && (!r->failed || (size_t)wrong_line < r->line))
        return error_usage(r->err, "%.300s:%d: neither [SECTION] nor NAME = VALUE", r->path,
                           wrong_line);
    if (wrong_line < 0)
        return error_set(r->err, "%s: cannot read: out of memory", r->path);
    return !r->failed;
}

static bool read_and_close(FILE *file, const char *path, ini_entry_fn on_entry, void *user,
                           struct error *err)
{
    struct ini_reading r = {
        .path = path, .file = file, .on_entry = on_entry, .user = user, .err = err};
    bool ok = read_entries(&r);
    fclose(file);
    return ok;
}

bool ini_file_read(const char *path, ini_entry_fn on_entry, void *user, struct error *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (file == NULL)
        return error_set(err, "%s: cannot open: %s", path, strerror(errno));
    return read_and_close(file, path, on_entry, user, err);
}

bool ini_text_read(const char *path, struct text content, ini_entry_fn on_entry, void *user,
                   struct error *err)
{
    if (content.len == 0)
        return true;
    FILE *file = fmemopen((void *)(uintptr_t)content.ptr, content.len, "r");
    if (file == NULL)
        return error_set(err, "%s: cannot read: %s", path, strerror(errno));
    return read_and_close(file, path, on_entry, user, err);
}
