#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/memory.h"

static const char temporary_name[] = ".blotter-XXXXXX";

static bool cannot_write(const struct output *o, struct error *err)
{
    return error_set(err, "%s: cannot write: %s", o->name, strerror(errno));
}

/* --- opening -------------------------------------------------------------------------------- */

/* How many bytes of a path are its folder, with the slash. */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

static bool can_make_files_beside(const char *path)
{
    size_t len = folder_len(path);
    char *folder = len > 0 ? mem_copy_text(path, len) : mem_copy_text(".", 1);
    bool ok = access(folder, W_OK | X_OK) == 0;
    free(folder);
    return ok;
}

/* A file that is there is written over at its own place, not at that of a link to it, and keeps its
 * mode. */
static bool aim_at(struct output *o, const char *path, const struct stat *there)
{
    char resolved[PATH_MAX];
    if (there == NULL) {
        mode_t mask = umask(0);
        umask(mask);
        o->mode = 0666 & ~mask;
        o->target = mem_copy_text(path, strlen(path));
    } else {
        if (access(path, W_OK) != 0 || realpath(path, resolved) == NULL)
            return false;
        o->mode = there->st_mode & 0777;
        o->target = mem_copy_text(resolved, strlen(resolved));
    }
    return can_make_files_beside(o->target);
}

/* Standard output or error under another name, such as /dev/stdout: one that goes on where it
 * stands. -1: neither. */
static int standard_descriptor(const struct stat *there)
{
    struct stat st;
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
        if (fstat(fd, &st) == 0 && st.st_dev == there->st_dev && st.st_ino == there->st_ino)
            return fd;
    return -1;
}

static bool open_straight(struct output *o, const char *path, int standard)
{
    int fd = standard >= 0 ? fcntl(standard, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                           : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    o->file = fdopen(fd, "w");
    if (o->file == NULL)
        close(fd);
    return o->file != NULL;
}

static bool open_path(struct output *o, const char *path)
{
    struct stat st;
    bool is_there = stat(path, &st) == 0;
    if (!is_there && errno != ENOENT)
        return false;
    errno = EISDIR;
    if (is_there ? S_ISDIR(st.st_mode) : path[folder_len(path)] == '\0')
        return false;
    int standard = is_there ? standard_descriptor(&st) : -1;
    if (standard >= 0 || (is_there && !S_ISREG(st.st_mode)))
        return open_straight(o, path, standard);
    return aim_at(o, path, is_there ? &st : NULL);
}

bool output_open(struct output *o, const char *path, struct error *err)
{
    signal(SIGXFSZ, SIG_IGN);
    *o = (struct output){.name = path};
    if (path == NULL || strcmp(path, "-") == 0) {
        o->name = "standard output";
        o->file = stdout;
        return true;
    }
    if (open_path(o, path))
        return true;
    cannot_write(o, err);
    output_close(o);
    return false;
}

/* --- writing -------------------------------------------------------------------------------- */

static bool make_temporary(struct output *o)
{
    struct buffer path = {0};
    buffer_append(&path, o->target, folder_len(o->target));
    buffer_append(&path, temporary_name, sizeof temporary_name);
    int fd = mkostemp(path.data, O_CLOEXEC);
    if (fd < 0) {
        buffer_free(&path);
        return false;
    }
    o->temporary = path.data;
    o->file = fdopen(fd, "w");
    if (o->file == NULL)
        close(fd);
    return o->file != NULL && fchmod(fd, o->mode) == 0;
}

static bool write_text(struct output *o, struct text text)
{
    if (o->file == NULL && !make_temporary(o))
        return false;
    if (fwrite(text.ptr, 1, text.len, o->file) != text.len)
        return false;
    return o->temporary != NULL || fflush(o->file) == 0;
}

bool output_put(struct output *o, struct text text, struct error *err)
{
    if (write_text(o, text))
        return true;
    err->status = EXIT_STATUS_OK;
    return errno == EPIPE ? false : cannot_write(o, err);
}

/* --- the end -------------------------------------------------------------------------------- */

static bool take_place(struct output *o)
{
    if (fflush(o->file) != 0 || fsync(fileno(o->file)) != 0)
        return false;
    if (rename(o->temporary, o->target) != 0)
        return false;
    free(o->temporary);
    o->temporary = NULL;
    return true;
}

bool output_finish(struct output *o, struct error *err)
{
    return o->temporary == NULL || take_place(o) || cannot_write(o, err);
}

void output_close(struct output *o)
{
    if (o->temporary != NULL)
        unlink(o->temporary);
    if (o->file != NULL && o->file != stdout)
        fclose(o->file);
    free(o->temporary);
    free(o->target);
    *o = (struct output){0};
}
