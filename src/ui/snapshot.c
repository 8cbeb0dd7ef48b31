#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { NUMBERS = 1000, PATH_SIZE = SNAPSHOT_NAME_SIZE + 16 };

static void write_name(civil_time at, int number, char out[SNAPSHOT_NAME_SIZE])
{
    if (at.s <= CIVIL_NEVER.s)
        at = (civil_time){0};
    struct civil_parts p = civil_split(at);
    int len = snprintf(out, SNAPSHOT_NAME_SIZE, "blotter-%04d-%02d-%02d-%02d%02d", p.year, p.month,
                       p.day, p.hour, p.minute);
    if (number > 1)
        snprintf(out + len, SNAPSHOT_NAME_SIZE - (size_t)len, "-%d", number);
}

static void write_path(const char *name, const struct monitor_format *format, char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s.%s", name, format->suffix);
}

/* A name that no file of any format has. */
static void find_name(const struct monitor_format *formats, civil_time at,
                      char out[SNAPSHOT_NAME_SIZE])
{
    bool is_free = false;
    for (int number = 1; number < NUMBERS && !is_free; number++) {
        write_name(at, number, out);
        is_free = true;
        for (const struct monitor_format *f = formats; f->suffix != NULL; f++) {
            char path[PATH_SIZE];
            write_path(out, f, path);
            is_free = is_free && access(path, F_OK) != 0;
        }
    }
}

/* Never over a file that is there. */
static bool save(const char *path, struct text text, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = fd >= 0;
    while (ok && text.len > 0) {
        ssize_t wrote = write(fd, text.ptr, text.len);
        ok = wrote > 0;
        if (ok)
            text = (struct text){text.ptr + wrote, text.len - (size_t)wrote};
    }
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    return ok || error_set(err, "cannot write %s: %s", path, strerror(errno));
}

bool snapshot_save(const struct monitor_format *formats, const struct analysis *a,
                   const struct session_counts *counts, char ret_name[SNAPSHOT_NAME_SIZE],
                   struct error *err)
{
    bool ok = true;
    find_name(formats, analysis_position(a), ret_name);
    for (const struct monitor_format *f = formats; ok && f->suffix != NULL; f++) {
        struct buffer text = {0};
        char path[PATH_SIZE];
        f->write(&text, a, counts);
        write_path(ret_name, f, path);
        ok = save(path, buffer_text(&text), err);
        buffer_free(&text);
    }
    return ok;
}
