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
    o->fd = standard >= 0 ? fcntl(standard, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                          : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return o->fd >= 0;
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
    *o = (struct output){.name = path, .fd = -1};
    if (path == NULL || strcmp(path, "-") == 0) {
        o->name = "standard output";
        o->fd = STDOUT_FILENO;
        return true;
    }
    if (open_path(o, path))
        return true;
    cannot_write(o, err);
    output_close(o);
    return false;
}

void output_begin(struct output *o, uv_loop_t *loop, void (*on_moved)(void *user), void *user)
{
    o->loop = loop;
    o->on_moved = on_moved;
    o->user = user;
}

bool output_is_terminal(const struct output *o)
{
    return isatty(o->fd);
}

/* --- writing -------------------------------------------------------------------------------- */

static bool make_temporary(struct output *o)
{
    struct buffer path = {0};
    buffer_append(&path, o->target, folder_len(o->target));
    buffer_append(&path, temporary_name, sizeof temporary_name);
    o->fd = mkostemp(path.data, O_CLOEXEC);
    if (o->fd < 0) {
        buffer_free(&path);
        return false;
    }
    o->temporary = path.data;
    return fchmod(o->fd, o->mode) == 0;
}

static void make_writer(struct output *o)
{
    o->writer = writer_create(o->loop, o->fd, o->on_moved, o->user);
    if (o->hurries)
        writer_hurry(o->writer);
}

bool output_put(struct output *o, struct text text, struct error *err)
{
    if (o->fd < 0 && !make_temporary(o))
        return cannot_write(o, err);
    if (o->writer == NULL)
        make_writer(o);
    writer_put(o->writer, text);
    return output_is_sound(o, err);
}

bool output_is_sound(const struct output *o, struct error *err)
{
    enum writer_state state = o->writer != NULL ? writer_state(o->writer) : WRITER_SOUND;
    err->status = EXIT_STATUS_OK;
    if (state == WRITER_UNREAD)
        return error_set(err, "%s: cannot write: nobody reads it", o->name);
    if (state != WRITER_FAILED)
        return state == WRITER_SOUND;
    errno = writer_errno(o->writer);
    return cannot_write(o, err);
}

bool output_has_room(struct output *o)
{
    return o->writer == NULL || writer_has_room(o->writer);
}

bool output_is_out(const struct output *o)
{
    return o->writer == NULL || writer_left(o->writer) == 0;
}

void output_hurry(struct output *o)
{
    o->hurries = true;
    if (o->writer != NULL)
        writer_hurry(o->writer);
}

/* --- the end -------------------------------------------------------------------------------- */

static bool take_place(struct output *o)
{
    if (fsync(o->fd) != 0 || rename(o->temporary, o->target) != 0)
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
    writer_destroy(o->writer);
    if (o->temporary != NULL)
        unlink(o->temporary);
    if (o->fd > STDERR_FILENO)
        close(o->fd);
    free(o->temporary);
    free(o->target);
    *o = (struct output){.fd = -1};
}
