#include "disk.h"

#include <errno.h>
#include <fcntl.h>

enum { FILES_MAX = 16, CHANGES_MAX = 64, PATH_SIZE = 64 };

/* What a file holds; a folder holds nothing. */
struct body {
    char *bytes, *synced; /* the simulation's */
    size_t len, cap, synced_len;
    bool is_folder;
    bool harmed; /* the power went, and it is not what was written */
};

struct name {
    char path[PATH_SIZE];
    struct body *body; /* NULL: free */
};

/* What has been done to the names since the folder was synced; `to` empty: removed. */
struct change {
    char path[PATH_SIZE], to[PATH_SIZE];
    struct body *body;
};

struct disk_file {
    struct body *body;
    size_t at;
};

static struct {
    struct name names[FILES_MAX], synced[FILES_MAX];
    struct change changes[CHANGES_MAX];
    size_t change_count;
    struct disk_faults faults;
    struct process *locked_by;
    bool promising;
    bool failed; /* something has, or was a lie, since disk_begin_promise */
    const struct body *promised;
} disk;

static struct body *body_create(bool is_folder)
{
    struct body *b = sim_new(sizeof *b);
    b->is_folder = is_folder;
    return b;
}

void disk_begin(void)
{
    memset(&disk, 0, sizeof disk);
}

struct disk_faults *disk_faults(void)
{
    return &disk.faults;
}

/* --- names ---- */

static struct name *find(struct name *names, const char *path)
{
    for (size_t i = 0; i < FILES_MAX; i++)
        if (names[i].body != NULL && strcmp(names[i].path, path) == 0)
            return &names[i];
    return NULL;
}

static void link_name(struct name *names, const char *path, struct body *body)
{
    struct name *n = find(names, path);
    for (size_t i = 0; n == NULL && i < FILES_MAX; i++)
        if (names[i].body == NULL)
            n = &names[i];
    snprintf(n->path, sizeof n->path, "%s", path);
    n->body = body;
}

static void unlink_name(struct name *names, const char *path)
{
    struct name *n = find(names, path);
    if (n != NULL)
        n->body = NULL;
}

static void apply(struct name *names, const struct change *c)
{
    if (c->to[0] == '\0') {
        if (c->body != NULL)
            link_name(names, c->path, c->body);
        else
            unlink_name(names, c->path);
        return;
    }
    struct name *n = find(names, c->path);
    if (n == NULL)
        return;
    struct body *body = n->body;
    n->body = NULL;
    link_name(names, c->to, body);
}

static void change(const char *path, const char *to, struct body *body)
{
    struct change c = {.body = body};
    snprintf(c.path, sizeof c.path, "%s", path);
    snprintf(c.to, sizeof c.to, "%s", to);
    apply(disk.names, &c);
    if (disk.change_count == CHANGES_MAX) { /* the oldest have come to the disk by themselves */
        apply(disk.synced, &disk.changes[0]);
        memmove(disk.changes, disk.changes + 1, (--disk.change_count) * sizeof c);
    }
    disk.changes[disk.change_count++] = c;
}

/* --- failing ---- */

/* A process that dies while it saves does nothing any more. */
static bool is_dead(void)
{
    struct process *p = sim.current;
    if (p == NULL || p->ops_left < 0 || !disk.promising)
        return false;
    if (p->ops_left > 0) {
        p->ops_left--;
        return false;
    }
    disk.failed = true;
    return true;
}

static bool fails(void)
{
    if (!sim_chance(disk.faults.errors))
        return false;
    disk.failed = true;
    return true;
}

void disk_begin_promise(void)
{
    disk.failed = false;
    disk.promising = true;
}

void disk_end_promise(const char *path)
{
    struct name *n = find(disk.names, path);
    disk.promising = false;
    if (!disk.failed && n != NULL)
        disk.promised = n->body;
}

static void harm(struct body *b)
{
    size_t len = b->len;
    if (b->synced != NULL && b->synced_len == len && memcmp(b->synced, b->bytes, len) == 0)
        return;
    b->len = (size_t)sim_between(0, len);
    if (b->len > 0 && sim_chance(300))
        memset(b->bytes + sim_between(0, b->len - 1), 0, 1);
    b->harmed = b->len < len || sim_chance(500);
    if (b->harmed && b->len == len && len > 0)
        b->bytes[len - 1] ^= 1;
}

void disk_lose_power(void)
{
    size_t kept = (size_t)sim_between(0, disk.change_count);
    for (size_t i = 0; i < kept; i++)
        apply(disk.synced, &disk.changes[i]);
    disk.change_count = 0;
    memcpy(disk.names, disk.synced, sizeof disk.names);
    for (size_t i = 0; i < FILES_MAX; i++)
        if (disk.names[i].body != NULL)
            harm(disk.names[i].body);
    sim_tell("disk: the power went");
    struct name *n = find(disk.names, "/disk/state/checkpoint");
    if (disk.promised != NULL && (n == NULL || (n->body->harmed && n->body == disk.promised)))
        sim_fail("a checkpoint that was synced is lost with the power");
}

void disk_wipe(void)
{
    memset(disk.names, 0, sizeof disk.names);
    memset(disk.synced, 0, sizeof disk.synced);
    disk.change_count = 0;
    disk.promised = NULL;
}

bool disk_is_sound(const char *path)
{
    struct name *n = find(disk.names, path);
    return n != NULL && !n->body->harmed;
}

/* --- what a process does ---- */

bool disk_has(const char *path)
{
    return find(disk.names, path) != NULL;
}

int disk_open(const char *path, int flags, struct disk_file **ret)
{
    if (is_dead())
        return -EIO;
    struct name *n = find(disk.names, path);
    if (n == NULL && (flags & O_CREAT) == 0)
        return -ENOENT;
    if (n != NULL && (flags & O_EXCL) != 0) {
        disk.failed = true;
        return -EEXIST;
    }
    if (n == NULL && disk.faults.full) {
        disk.failed = true;
        return -ENOSPC;
    }
    if (n == NULL)
        change(path, "", body_create(false));
    struct disk_file *f = sim_new(sizeof *f);
    f->body = find(disk.names, path)->body;
    *ret = f;
    return 0;
}

void disk_close(struct disk_file *f)
{
    (void)f;
}

ssize_t disk_read(struct disk_file *f, void *out, size_t size)
{
    size_t left = f->body->len - (f->at < f->body->len ? f->at : f->body->len);
    size_t len = left < size ? left : size;
    if (sim_chance(50))
        return -EINTR;
    if (len > 1 && sim_chance(disk.faults.short_writes))
        len = (size_t)sim_between(1, len);
    if (len > 0)
        memcpy(out, f->body->bytes + f->at, len);
    f->at += len;
    return (ssize_t)len;
}

static void make_room(struct body *b, size_t more)
{
    if (b->len + more <= b->cap)
        return;
    char *old = b->bytes;
    b->cap = 2 * b->cap + more;
    b->bytes = sim_new(b->cap);
    if (b->len > 0)
        memcpy(b->bytes, old, b->len);
    free(old);
}

ssize_t disk_write(struct disk_file *f, const void *bytes, size_t size)
{
    struct body *b = f->body;
    if (is_dead())
        return -EIO;
    if (disk.faults.full) {
        disk.failed = true;
        return -ENOSPC;
    }
    if (sim_chance(50))
        return -EINTR;
    if (fails())
        return -EIO;
    size_t len = size;
    if (len > 1 && sim_chance(disk.faults.short_writes))
        len = (size_t)sim_between(1, len);
    make_room(b, len);
    memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
    return (ssize_t)len;
}

static void sync_names(void)
{
    for (size_t i = 0; i < disk.change_count; i++)
        apply(disk.synced, &disk.changes[i]);
    disk.change_count = 0;
}

int disk_sync(struct disk_file *f)
{
    struct body *b = f->body;
    if (is_dead() || fails())
        return -EIO;
    if (disk.faults.lies) {
        disk.failed = true;
        return 0;
    }
    if (b->is_folder) {
        sync_names();
        return 0;
    }
    free(b->synced);
    b->synced = sim_new(b->len + 1);
    if (b->len > 0)
        memcpy(b->synced, b->bytes, b->len);
    b->synced_len = b->len;
    return 0;
}

int disk_rename(const char *from, const char *to)
{
    if (is_dead() || fails())
        return -EIO;
    if (find(disk.names, from) == NULL)
        return -ENOENT;
    change(from, to, NULL);
    return 0;
}

int disk_unlink(const char *path)
{
    if (is_dead())
        return -EIO;
    if (find(disk.names, path) == NULL)
        return -ENOENT;
    change(path, "", NULL);
    return 0;
}

int disk_mkdir(const char *path)
{
    if (is_dead())
        return -EIO;
    if (find(disk.names, path) != NULL)
        return -EEXIST;
    struct body *folder = body_create(true);
    link_name(disk.names, path, folder);
    link_name(disk.synced, path, folder);
    return 0;
}

bool disk_is_folder(const struct disk_file *f)
{
    return f->body->is_folder;
}

bool disk_lock(struct process *p)
{
    if (disk.locked_by != NULL && disk.locked_by != p)
        return false;
    disk.locked_by = p;
    return true;
}

void disk_unlock(const struct process *p)
{
    if (disk.locked_by == p)
        disk.locked_by = NULL;
}
