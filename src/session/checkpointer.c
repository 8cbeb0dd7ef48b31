#include "checkpointer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

struct checkpointer {
    uv_loop_t *loop;
    struct checkpointer_callbacks on;
    char *folder, *path, *temporary;
    int lock; /* descriptor; -1: not locked */
    uv_timer_t timer;
    const char *source;

    struct buffer read; /* what was found; `found` points into it */
    struct checkpoint found;
    int64_t *offsets; /* of `found` */
    bool has_found;

    uv_work_t saving;
    bool busy;           /* a thread has what follows */
    struct buffer bytes; /* of the checkpoint that it writes */
    int result;          /* 0, or a negative errno */

    civil_time saving_at; /* the place that is being written */
    civil_time saved_at;  /* that of the last checkpoint */
    char problem[512];    /* of the last one; "": it was saved */
    bool paused;
    bool due;      /* the timer has said so while it was paused */
    bool finishes; /* the last place is saved, or is being saved */
};

static char *path_in(const char *folder, const char *name)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", folder, name);
    buffer_add_byte(&path, '\0');
    return path.data;
}

static bool make_folder(const char *folder, struct error *err)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return access(folder, W_OK | X_OK) == 0 ||
               error_set(err, "--state %s: cannot write there: %s", folder, strerror(errno));
    return error_set(err, "--state %s: cannot make the folder: %s", folder, strerror(errno));
}

/* Opens a regular file of the folder's, and nothing else: of a link it is not known whose file it
 * is, and a FIFO would wait for somebody to come. -1 with errno; ENOENT alone is no error. */
static int open_regular(const char *path, int flags, struct error *err)
{
    struct stat st;
    int fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd < 0) {
        int why = errno;
        if (why == ELOOP)
            error_set(err, "%s is a link; it is left as it is", path);
        else if (why != ENOENT)
            error_set(err, "%s: cannot open: %s", path, strerror(why));
        errno = why;
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    error_set(err, "%s is no regular file; it is left as it is", path);
    errno = EINVAL;
    return -1;
}

/* One process at a time: two would overwrite each other's place. The lock goes with the process,
 * however that ends, and the file stays. */
static bool lock_folder(struct checkpointer *c, struct error *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char *path = path_in(c->folder, "lock");
    c->lock = open_regular(path, O_RDWR | O_CREAT, err);
    free(path);
    if (c->lock < 0)
        return false;
    if (fcntl(c->lock, F_SETLK, &lock) == 0)
        return true;
    int why = errno;
    if (why != EACCES && why != EAGAIN)
        return error_set(err, "--state %s: cannot lock it: %s", c->folder, strerror(why));
    if (fcntl(c->lock, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        lock.l_pid = 0;
    return error_set(err, "--state %s: process %jd keeps its place there", c->folder,
                     (intmax_t)lock.l_pid);
}

/* What a process that was killed has left. */
static bool drop_temporary(const struct checkpointer *c, struct error *err)
{
    int fd = open_regular(c->temporary, O_RDONLY, err);
    if (fd < 0)
        return errno == ENOENT;
    close(fd);
    return unlink(c->temporary) == 0 ||
           error_set(err, "%s: cannot remove it: %s", c->temporary, strerror(errno));
}

/* --- loading -------------------------------------------------------------------------------- */

static bool read_file(struct checkpointer *c, struct error *err)
{
    enum { PIECE = 256 * 1024 };
    int fd = open_regular(c->path, O_RDONLY, err);
    if (fd < 0)
        return errno == ENOENT;
    ssize_t got;
    do {
        buffer_reserve(&c->read, PIECE);
        got = read(fd, c->read.data + c->read.len, PIECE);
        c->read.len += got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    int why = errno;
    close(fd);
    if (got < 0)
        return error_set(err, "%s: cannot read: %s", c->path, strerror(why));
    return c->read.len > 0 || error_set(err, "%s is cut off: it is empty", c->path);
}

bool checkpointer_refuse(const struct checkpointer *c, const char *why, struct error *err)
{
    return error_set(err, "%s %s; it is left as it is: another --state starts anew", c->path, why);
}

static bool find(struct checkpointer *c, struct error *err)
{
    struct error why;
    if (!read_file(c, err))
        return false;
    if (c->read.len == 0)
        return true;
    if (!checkpoint_read(buffer_text(&c->read), &c->found, &c->offsets, &why))
        return checkpointer_refuse(c, why.text, err);
    if (!text_is(c->found.source, c->source))
        return checkpointer_refuse(
            c,
            "is of other FILEs, --crimes, --delay, --seed, --start or --end, or of another topic",
            err);
    c->has_found = true;
    c->saved_at = c->found.at;
    return true;
}

const struct checkpoint *checkpointer_found(const struct checkpointer *c)
{
    return c != NULL && c->has_found ? &c->found : NULL;
}

void checkpointer_forget(struct checkpointer *c)
{
    if (c == NULL)
        return;
    buffer_free(&c->read);
    free(c->offsets);
    c->offsets = NULL;
    c->has_found = false;
}

/* --- saving --------------------------------------------------------------------------------- */

/* Each returns 0, or a negative errno. */
static int write_all(int fd, struct text bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno != EINTR)
            return -errno;
        if (put > 0)
            bytes = (struct text){bytes.ptr + put, bytes.len - (size_t)put};
    }
    return fsync(fd) == 0 ? 0 : -errno;
}

static int write_temporary(const struct checkpointer *c)
{
    int fd = open(c->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    int result = write_all(fd, buffer_text(&c->bytes));
    if (close(fd) != 0 && result == 0)
        result = -errno;
    if (result == 0 && rename(c->temporary, c->path) != 0)
        result = -errno;
    if (result < 0)
        unlink(c->temporary); /* what was saved before stands */
    return result;
}

static int sync_folder(const struct checkpointer *c)
{
    int fd = open(c->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int result = fsync(fd) == 0 ? 0 : -errno;
    close(fd);
    return result;
}

/* On a thread. */
static void save(uv_work_t *saving)
{
    struct checkpointer *c = saving->data;
    c->result = write_temporary(c);
    if (c->result == 0)
        c->result = sync_folder(c);
}

/* The same failure is news once. */
static void note_problem(struct checkpointer *c, int result)
{
    struct error err;
    error_set(&err, "%s: cannot keep the place: %s", c->path, uv_strerror(result));
    bool is_news = strcmp(err.text, c->problem) != 0;
    snprintf(c->problem, sizeof c->problem, "%s", err.text);
    if (is_news)
        c->on.on_problem(c->on.user, c->problem);
}

static void end_saving(struct checkpointer *c, int result)
{
    c->busy = false;
    if (result < 0) {
        note_problem(c, result);
    } else {
        c->saved_at = c->saving_at;
        c->problem[0] = '\0';
    }
    c->on.on_rest(c->on.user);
}

static void on_saved(uv_work_t *saving, int status)
{
    struct checkpointer *c = saving->data;
    end_saving(c, status < 0 ? status : c->result);
}

/* Saves the place, if it is another than the one that was saved last. */
static void save_if_moved(struct checkpointer *c)
{
    struct checkpoint place;
    if (c->busy || c->paused)
        return;
    const struct analysis *figures = c->on.on_look(c->on.user, &place);
    if (figures == NULL || place.at.s == CIVIL_NEVER.s || place.at.s == c->saved_at.s)
        return;
    place.source = text_of(c->source);
    c->bytes.len = 0;
    checkpoint_write(&c->bytes, &place, figures);
    c->saving_at = place.at;
    int result = uv_queue_work(c->loop, &c->saving, save, on_saved);
    c->busy = result == 0;
    if (!c->busy)
        end_saving(c, result);
}

static void on_timer(uv_timer_t *timer)
{
    struct checkpointer *c = timer->data;
    c->due = c->paused;
    save_if_moved(c);
}

void checkpointer_pause(struct checkpointer *c, bool on)
{
    if (c == NULL)
        return;
    c->paused = on;
    if (on || !c->due)
        return;
    c->due = false;
    save_if_moved(c);
}

bool checkpointer_is_due(const struct checkpointer *c)
{
    return c != NULL && c->due;
}

bool checkpointer_finish(struct checkpointer *c)
{
    if (c == NULL)
        return true;
    uv_timer_stop(&c->timer);
    c->due = false;
    if (!c->finishes && !c->busy)
        save_if_moved(c);
    c->finishes = c->finishes || c->busy;
    return !c->busy;
}

const char *checkpointer_problem(const struct checkpointer *c)
{
    return c != NULL && c->problem[0] != '\0' ? c->problem : NULL;
}

/* --- life ----------------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
    struct checkpointer *c = handle->data;
    buffer_free(&c->bytes);
    free(c->folder);
    free(c->path);
    free(c->temporary);
    free(c);
}

void checkpointer_destroy(struct checkpointer *c)
{
    if (c == NULL)
        return;
    BUG_IF(c->busy);
    if (c->lock >= 0)
        close(c->lock);
    checkpointer_forget(c);
    uv_close((uv_handle_t *)&c->timer, on_closed);
}

struct checkpointer *checkpointer_create(uv_loop_t *loop, const struct checkpointer_config *config,
                                         const struct checkpointer_callbacks *callbacks,
                                         struct error *err)
{
    if (!make_folder(config->folder, err))
        return NULL;
    struct checkpointer *c = mem_new(1, sizeof *c);
    c->loop = loop;
    c->on = *callbacks;
    c->folder = mem_copy_text(config->folder, strlen(config->folder));
    c->path = path_in(config->folder, "checkpoint");
    c->temporary = path_in(config->folder, "checkpoint.new");
    c->source = config->source;
    c->lock = -1;
    c->saved_at = CIVIL_NEVER;
    c->saving.data = c;
    uv_timer_init(loop, &c->timer);
    c->timer.data = c;
    if (!lock_folder(c, err) || !drop_temporary(c, err) || !find(c, err)) {
        checkpointer_destroy(c);
        return NULL;
    }
    if (config->every_ms > 0)
        uv_timer_start(&c->timer, on_timer, config->every_ms, config->every_ms);
    return c;
}
