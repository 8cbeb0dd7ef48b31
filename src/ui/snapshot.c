#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

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
static void write_path(const char *name, const struct screen_format *format, const char *state,
                       char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s.%s%s", name, format->suffix, state);
}

/* A name that no file of any format has. */
static void find_name(const struct screen_format *formats, civil_time at,
                      char out[SNAPSHOT_NAME_SIZE])
{
    bool is_free = false;
    for (int number = 1; number < NUMBERS && !is_free; number++) {
        write_name(at, number, out);
        is_free = true;
        for (const struct screen_format *f = formats; f->suffix != NULL; f++) {
            char path[PATH_SIZE];
            char begun[PATH_SIZE];
            write_path(out, f, "", path);
            write_path(out, f, ".new", begun);
            is_free = is_free && access(path, F_OK) != 0 && access(begun, F_OK) != 0;
        }
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

/* The figures, and the name of their files. */
struct snapshot {
    const char *name;
    const struct screen_format *formats;
    const struct analysis *analysis;
    const struct session_counts *counts;
};

static bool begin(const struct snapshot *s, const struct screen_format *format)
{
    struct buffer text = {0};
    char begun[PATH_SIZE];
    write_path(s->name, format, ".new", begun);
    format->write(&text, s->analysis, s->counts);
    bool ok = write_file(begun, buffer_text(&text));
    buffer_free(&text);
    return ok;
}

static bool finish(const struct snapshot *s, const struct screen_format *format)
{
    char begun[PATH_SIZE];
    char path[PATH_SIZE];
    write_path(s->name, format, ".new", begun);
    write_path(s->name, format, "", path);
    return rename(begun, path) == 0;
}

/* The format that it fails for, with errno; NULL: for none. */
static const struct screen_format *do_each(const struct snapshot *s,
                                           bool (*step)(const struct snapshot *s,
                                                        const struct screen_format *format))
{
    const struct screen_format *format = s->formats;
    while (format->suffix != NULL && step(s, format))
        format++;
    return format->suffix != NULL ? format : NULL;
}

static void remove_all(const struct snapshot *s)
{
    char path[PATH_SIZE];
    for (const struct screen_format *f = s->formats; f->suffix != NULL; f++) {
        write_path(s->name, f, ".new", path);
        unlink(path);
        write_path(s->name, f, "", path);
        unlink(path);
    }
}

/* First all that may find no room, then the names. */
bool snapshot_save(const struct screen_format *formats, const struct analysis *a,
                   const struct session_counts *counts, char ret_name[SNAPSHOT_NAME_SIZE],
                   struct error *err)
{
    civil_time at = analysis_position(a);
    if (at.s <= CIVIL_NEVER.s)
        return error_set(err, "nothing to save yet");
    find_name(formats, at, ret_name);
    const struct snapshot s = {ret_name, formats, a, counts};
    const struct screen_format *failed = do_each(&s, begin);
    if (failed == NULL)
        failed = do_each(&s, finish);
    if (failed == NULL)
        return true;
    error_set(err, "cannot write %s.%s: %s", ret_name, failed->suffix, strerror(errno));
    remove_all(&s);
    return false;
}
