#include "blotter/ui/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "blotter/window/analysis.h"

enum { NUMBERS = 1000, PATH_SIZE = SNAPSHOT_NAME_SIZE + 16 };

static void write_name(civil_time at, int number, char out[SNAPSHOT_NAME_SIZE])
{
    struct civil_parts p = civil_split(at);
    int len = snprintf(out, SNAPSHOT_NAME_SIZE, "blotter-%04d-%02d-%02d-%02d%02d", p.year, p.month,
                       p.day, p.hour, p.minute);
    if (number > 1)
        snprintf(out + len, SNAPSHOT_NAME_SIZE - (size_t)len, "-%d", number);
}

/* What is not whole yet has `.new` behind its name. */
static const char *path_of(const char *name, const struct snapshot_format *format, bool whole,
                           char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s.%s%s", name, format->suffix, whole ? "" : ".new");
    return out;
}

/* A name that no file of any format has, whole or not. */
static void find_name(const struct snapshot_format *formats, civil_time at,
                      char out[SNAPSHOT_NAME_SIZE])
{
    char path[PATH_SIZE];
    bool is_free = false;
    for (int number = 1; number < NUMBERS && !is_free; number++) {
        write_name(at, number, out);
        is_free = true;
        for (const struct snapshot_format *f = formats; f->suffix != NULL; f++)
            is_free = is_free && access(path_of(out, f, true, path), F_OK) != 0 &&
                      access(path_of(out, f, false, path), F_OK) != 0;
    }
}

/* Never over a file that is there, nor through a link. */
static bool write_file(const char *path, struct text text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    bool ok = fd >= 0;
    while (ok && text.len > 0) {
        ssize_t wrote = write(fd, text.ptr, text.len);
        ok = wrote > 0;
        if (ok)
            text = (struct text){text.ptr + wrote, text.len - (size_t)wrote};
    }
    int failure = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        ok = false;
        failure = errno;
    }
    errno = failure;
    return ok;
}

static bool write_new(const struct snapshot_format *format, const char *name,
                      const struct analysis *a, const struct session_counts *counts)
{
    char path[PATH_SIZE];
    struct buffer text = {0};
    format->write(&text, a, counts);
    bool ok = write_file(path_of(name, format, false, path), buffer_text(&text));
    buffer_free(&text);
    return ok;
}

/* First all that may find no room, then the names. Returns the format that fails, with errno; NULL:
 * none does. */
static const struct snapshot_format *write_all(const struct snapshot_format *formats,
                                               const char *name, const struct analysis *a,
                                               const struct session_counts *counts)
{
    const struct snapshot_format *f;
    char from[PATH_SIZE];
    char to[PATH_SIZE];
    for (f = formats; f->suffix != NULL; f++)
        if (!write_new(f, name, a, counts))
            return f;
    for (f = formats; f->suffix != NULL; f++)
        if (rename(path_of(name, f, false, from), path_of(name, f, true, to)) != 0)
            return f;
    return NULL;
}

bool snapshot_save(const struct snapshot_format *formats, const struct analysis *a,
                   const struct session_counts *counts, char ret_name[SNAPSHOT_NAME_SIZE],
                   struct error *err)
{
    char path[PATH_SIZE];
    civil_time at = analysis_position(a);
    if (at.s <= CIVIL_NEVER.s)
        return error_set(err, "nothing to save yet");
    find_name(formats, at, ret_name);
    const struct snapshot_format *failed = write_all(formats, ret_name, a, counts);
    if (failed == NULL)
        return true;
    error_set(err, "cannot write %s.%s: %s", ret_name, failed->suffix, strerror(errno));
    for (const struct snapshot_format *f = formats; f->suffix != NULL; f++) {
        unlink(path_of(ret_name, f, false, path));
        unlink(path_of(ret_name, f, true, path));
    }
    return false;
}
