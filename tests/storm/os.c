/* What the program asks of the system, answered by the simulation where a simulated process asks.
 * The linker gives these the program's calls (tests/storm/meson.build); all others go on to the
 * system. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "blotter/base/clock.h"
#include "blotter/crime/csv.h"
#include "commands/commands.h"
#include "memory_of.h"
#include "wires.h"

int __real_open64(const char *path, int flags, ...);
int __real_close(int fd);
ssize_t __real_read(int fd, void *out, size_t size);
ssize_t __real_write(int fd, const void *bytes, size_t size);
int __real_fstat64(int fd, struct stat *ret);
int __real_fcntl64(int fd, int cmd, ...);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __real_mkdir(const char *path, mode_t mode);
int __real_access(const char *path, int mode);
int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __real_isatty(int fd);

int __wrap_open64(const char *path, int flags, ...);
int __wrap_close(int fd);
ssize_t __wrap_read(int fd, void *out, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
int __wrap_fstat64(int fd, struct stat *ret);
int __wrap_fcntl64(int fd, int cmd, ...);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_access(const char *path, int mode);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_isatty(int fd);
int __wrap_command_fail(const struct error *err);
void __wrap_command_warn(const char *text);
struct csv_reader *__wrap_csv_open(const char *path, int fd, const struct cities *cities,
                                   struct error *err);
struct csv_reader *__real_csv_open(const char *path, int fd, const struct cities *cities,
                                   struct error *err);
void __wrap_csv_close(struct csv_reader *r);
void __real_csv_close(struct csv_reader *r);

static const char disk_folder[] = "/disk/";

static bool is_on_disk(const char *path)
{
    return sim.current != NULL && strncmp(path, disk_folder, sizeof disk_folder - 1) == 0;
}

static int answer(int result)
{
    if (result >= 0)
        return result;
    errno = -result;
    return -1;
}

/* --- the clock -------------------------------------------------------------------------------- */

/* Each look costs some time, so that what has a budget spends it. */
mono_time mono_now(void)
{
    if (sim.current != NULL)
        sim.now += sim_chance(20) ? sim_between(100, 6 * SIM_MS) : sim_between(100, 4000);
    return (mono_time){1000 * SIM_S + sim.now};
}

wall_time wall_now(void)
{
    return (wall_time){UINT64_C(1700000000000000) + (uint64_t)sim.wall_us + sim.now / 1000};
}

/* --- descriptors ------------------------------------------------------------------------------ */

static int open_own(int number)
{
    struct descriptor *d = wires_of(sim.current, number);
    if (d == NULL)
        return answer(-ENOENT);
    d->holders++;
    return wires_add(sim.current, d);
}

int __wrap_open64(const char *path, int flags, ...)
{
    static const char own[] = "/proc/self/fd/";
    struct disk_file *file;
    if (sim.current != NULL && strncmp(path, own, sizeof own - 1) == 0)
        return open_own((int)strtol(path + sizeof own - 1, NULL, 10));
    if (!is_on_disk(path))
        return __real_open64(path, flags, 0666);
    int result = disk_open(path, flags, &file);
    if (result < 0)
        return answer(result);
    struct descriptor *d = sim_new(sizeof *d);
    *d = (struct descriptor){.kind = ON_DISK, .holders = 1, .file = file};
    return wires_add(sim.current, d);
}

int __wrap_close(int fd)
{
    if (wires_of(sim.current, fd) == NULL)
        return __real_close(fd);
    wires_close(sim.current, fd);
    return 0;
}

ssize_t __wrap_read(int fd, void *out, size_t size)
{
    struct descriptor *d = wires_of(sim.current, fd);
    if (d == NULL)
        return __real_read(fd, out, size);
    return answer(
        (int)(d->kind == ON_DISK ? disk_read(d->file, out, size) : wire_read(d, out, size)));
}

ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    struct descriptor *d = wires_of(sim.current, fd);
    if (d == NULL)
        return __real_write(fd, bytes, size);
    return answer(
        (int)(d->kind == ON_DISK ? disk_write(d->file, bytes, size) : wire_write(d, bytes, size)));
}

int __wrap_fstat64(int fd, struct stat *ret)
{
    struct descriptor *d = wires_of(sim.current, fd);
    if (d == NULL)
        return __real_fstat64(fd, ret);
    memset(ret, 0, sizeof *ret);
    ret->st_mode = d->kind != ON_DISK ? S_IFIFO : disk_is_folder(d->file) ? S_IFDIR : S_IFREG;
    return 0;
}

int __wrap_fcntl64(int fd, int cmd, ...)
{
    va_list args;
    va_start(args, cmd);
    void *arg = va_arg(args, void *);
    va_end(args);
    if (wires_of(sim.current, fd) == NULL)
        return __real_fcntl64(fd, cmd, arg);
    if (cmd == F_SETLK && !disk_lock(sim.current))
        return answer(-EAGAIN);
    return 0;
}

int __wrap_fsync(int fd)
{
    struct descriptor *d = wires_of(sim.current, fd);
    return d == NULL ? __real_fsync(fd) : answer(disk_sync(d->file));
}

int __wrap_rename(const char *from, const char *to)
{
    return is_on_disk(from) ? answer(disk_rename(from, to)) : __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    return is_on_disk(path) ? answer(disk_unlink(path)) : __real_unlink(path);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    return is_on_disk(path) ? answer(disk_mkdir(path)) : __real_mkdir(path, mode);
}

int __wrap_access(const char *path, int mode)
{
    if (!is_on_disk(path))
        return __real_access(path, mode);
    return disk_has(path) ? 0 : answer(-ENOENT);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    struct descriptor *d = count == 1 ? wires_of(sim.current, fds->fd) : NULL;
    if (d == NULL)
        return __real_poll(fds, count, timeout);
    bool ready = d->kind == WIRE_WRITES ? wire_can_write(d) : wire_can_read(d);
    fds->revents = ready ? fds->events : 0;
    return ready;
}

int __wrap_isatty(int fd)
{
    return wires_of(sim.current, fd) == NULL ? __real_isatty(fd) : 0;
}

/* --- what a command says ---------------------------------------------------------------------- */

static void say(const char *text)
{
    struct process *p = sim.current;
    struct descriptor *d = wires_of(p, 2);
    struct buffer line = {0};
    buffer_printf(&line, "blotter: %s\n", text);
    sim_tell("%s: says: %s", p->name, text);
    if (d != NULL)
        wire_write(d, line.data, line.len);
    buffer_free(&line);
    struct process *of = memory_own(NULL);
    p->errors.len -= p->errors.len > 0; /* the NUL */
    buffer_printf(&p->errors, "%s\n", text);
    buffer_add_byte(&p->errors, '\0');
    memory_own(of);
}

int __wrap_command_fail(const struct error *err)
{
    say(err->text);
    return err->status != EXIT_STATUS_OK ? (int)err->status : EXIT_STATUS_FAILURE;
}

void __wrap_command_warn(const char *text)
{
    say(text);
}

/* --- files that libraries hold: a process is not killed meanwhile ------------------------------
 */

struct csv_reader *__wrap_csv_open(const char *path, int fd, const struct cities *cities,
                                   struct error *err)
{
    struct csv_reader *r = __real_csv_open(path, fd, cities, err);
    if (sim.current != NULL && r != NULL)
        sim.current->open_inputs++;
    return r;
}

void __wrap_csv_close(struct csv_reader *r)
{
    if (sim.current != NULL && r != NULL)
        sim.current->open_inputs--;
    __real_csv_close(r);
}
