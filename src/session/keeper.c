/* Keeping checkpoints: one file, written beside it and renamed. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/memory.h"
#include "checkpoint.h"

/* One after another; each is one request to the loop's threads. */
enum step {
    STEP_OPEN,
    STEP_WRITE, /* again until all is written */
    STEP_SYNC,
    STEP_CLOSE,
    STEP_RENAME,
    STEP_OPEN_FOLDER,
    STEP_SYNC_FOLDER,
    STEP_CLOSE_FOLDER,
    STEP_DONE,
};

struct keeper {
    uv_loop_t *loop;
    char *folder, *path, *temporary;
    int lock; /* descriptor; -1: not locked */
    keeper_fn on_kept;
    void *user;

    uv_fs_t request;
    enum step step;
    bool busy;
    uv_file file;       /* -1: none is open */
    bool has_temporary; /* one of our own making */
    struct buffer bytes;
    size_t written;
    struct error failed;
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
static bool lock_folder(struct keeper *k, struct error *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char *path = path_in(k->folder, "lock");
    k->lock = open_regular(path, O_RDWR | O_CREAT, err);
    free(path);
    if (k->lock < 0)
        return false;
    if (fcntl(k->lock, F_SETLK, &lock) == 0)
        return true;
    int why = errno;
    if (why != EACCES && why != EAGAIN)
        return error_set(err, "--state %s: cannot lock it: %s", k->folder, strerror(why));
    if (fcntl(k->lock, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        lock.l_pid = 0;
    return error_set(err, "--state %s: process %jd keeps its place there", k->folder,
                     (intmax_t)lock.l_pid);
}

/* What a process that was killed has left. */
static bool drop_temporary(const struct keeper *k, struct error *err)
{
    int fd = open_regular(k->temporary, O_RDONLY, err);
    if (fd < 0)
        return errno == ENOENT;
    close(fd);
    return unlink(k->temporary) == 0 ||
           error_set(err, "%s: cannot remove it: %s", k->temporary, strerror(errno));
}

struct keeper *keeper_create(uv_loop_t *loop, const char *folder, keeper_fn on_kept, void *user,
                             struct error *err)
{
    if (!make_folder(folder, err))
        return NULL;
    struct keeper *k = mem_new(1, sizeof *k);
    k->loop = loop;
    k->folder = mem_copy_text(folder, strlen(folder));
    k->path = path_in(folder, "checkpoint");
    k->temporary = path_in(folder, "checkpoint.new");
    k->on_kept = on_kept;
    k->user = user;
    k->file = k->lock = -1;
    if (lock_folder(k, err) && drop_temporary(k, err))
        return k;
    keeper_destroy(k);
    return NULL;
}

void keeper_destroy(struct keeper *k)
{
    if (k == NULL)
        return;
    if (k->lock >= 0)
        close(k->lock);
    buffer_free(&k->bytes);
    free(k->folder);
    free(k->path);
    free(k->temporary);
    free(k);
}

const char *keeper_path(const struct keeper *k)
{
    return k->path;
}

bool keeper_is_busy(const struct keeper *k)
{
    return k->busy;
}

/* --- loading -------------------------------------------------------------------------------- */

bool keeper_load(const struct keeper *k, struct buffer *ret, struct error *err)
{
    enum { PIECE = 256 * 1024 };
    int fd = open_regular(k->path, O_RDONLY, err);
    if (fd < 0)
        return errno == ENOENT;
    ssize_t got;
    do {
        buffer_reserve(ret, PIECE);
        got = read(fd, ret->data + ret->len, PIECE);
        ret->len += got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    int why = errno;
    close(fd);
    if (got < 0)
        return error_set(err, "%s: cannot read: %s", k->path, strerror(why));
    return ret->len > 0 || error_set(err, "%s is cut off: it is empty", k->path);
}

/* --- saving --------------------------------------------------------------------------------- */

static void on_step(uv_fs_t *request);

static int begin_step(struct keeper *k)
{
    uv_fs_t *r = &k->request;
    uv_buf_t rest;
    switch (k->step) {
    case STEP_OPEN:
        return uv_fs_open(k->loop, r, k->temporary,
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666, on_step);
    case STEP_WRITE:
        rest = uv_buf_init(k->bytes.data + k->written, (unsigned)(k->bytes.len - k->written));
        return uv_fs_write(k->loop, r, k->file, &rest, 1, -1, on_step);
    case STEP_SYNC:
    case STEP_SYNC_FOLDER:
        return uv_fs_fsync(k->loop, r, k->file, on_step);
    case STEP_CLOSE:
    case STEP_CLOSE_FOLDER:
        return uv_fs_close(k->loop, r, k->file, on_step);
    case STEP_RENAME:
        return uv_fs_rename(k->loop, r, k->temporary, k->path, on_step);
    case STEP_OPEN_FOLDER:
        return uv_fs_open(k->loop, r, k->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, on_step);
    case STEP_DONE:
        break;
    }
    return 0;
}

/* What has been kept before stands; the temporary is of no use. */
static void end_saving(struct keeper *k, int result)
{
    if (result < 0) {
        error_set(&k->failed, "%s: cannot keep the place: %s", k->path, uv_strerror(result));
        if (k->file >= 0)
            close(k->file);
        if (k->has_temporary)
            unlink(k->temporary);
    }
    k->file = -1;
    k->has_temporary = false;
    k->busy = false;
    k->on_kept(k->user, result < 0 ? &k->failed : NULL);
}

static void note_result(struct keeper *k, ssize_t result)
{
    switch (k->step) {
    case STEP_OPEN:
        k->has_temporary = true;
        k->file = (uv_file)result;
        break;
    case STEP_OPEN_FOLDER:
        k->file = (uv_file)result;
        break;
    case STEP_WRITE:
        k->written += (size_t)result;
        if (k->written < k->bytes.len)
            return;
        break;
    case STEP_RENAME:
        k->has_temporary = false;
        break;
    default:
        break;
    }
    k->step++;
}

static void on_step(uv_fs_t *request)
{
    struct keeper *k = request->data;
    ssize_t result = request->result;
    uv_fs_req_cleanup(request);
    /* Also when that has failed: by then the number may be another file's. */
    if (k->step == STEP_CLOSE || k->step == STEP_CLOSE_FOLDER)
        k->file = -1;
    if (result >= 0)
        note_result(k, result);
    if (result >= 0 && k->step != STEP_DONE)
        result = begin_step(k);
    if (result < 0 || k->step == STEP_DONE)
        end_saving(k, (int)result);
}

struct buffer *keeper_bytes(struct keeper *k)
{
    k->bytes.len = 0;
    return &k->bytes;
}

void keeper_save(struct keeper *k)
{
    k->busy = true;
    k->step = STEP_OPEN;
    k->written = 0;
    k->request.data = k;
    int result = begin_step(k);
    if (result < 0)
        end_saving(k, result);
}
