#include "wires.h"

#include <errno.h>

struct channel *channel_create(void)
{
    return sim_new(sizeof(struct channel));
}

struct descriptor *channel_end(struct channel *c, bool writes, struct process *of)
{
    struct descriptor *d = sim_new(sizeof *d);
    *d = (struct descriptor){.kind = writes ? WIRE_WRITES : WIRE_READS, .holders = 1, .channel = c};
    if (writes) {
        c->writers++;
        c->writer = of;
    } else {
        c->readers++;
        c->reader = of;
    }
    return d;
}

static uint64_t soon(void)
{
    return sim.now + sim_between(SIM_MS / 50, SIM_MS);
}

static void tell_reader(struct channel *c)
{
    if (c->reader != NULL)
        process_poke(c->reader, soon());
    if (c->on_bytes != NULL)
        c->on_bytes(c->user);
}

static void tell_writer(struct channel *c)
{
    if (c->writer != NULL)
        process_poke(c->writer, soon());
}

void wires_release(struct descriptor *d)
{
    if (d == NULL || --d->holders > 0)
        return;
    if (d->kind == ON_DISK) {
        disk_close(d->file);
    } else if (d->kind == WIRE_READS) {
        d->channel->readers--;
        tell_writer(d->channel);
    } else {
        d->channel->writers--;
        tell_reader(d->channel);
    }
}

static int index_of(int fd)
{
    int i = fd < 3 ? fd : fd - SIM_FIRST_FD + 3;
    return fd >= 0 && (fd < 3 || fd >= SIM_FIRST_FD) && i < SIM_FDS ? i : -1;
}

void wires_set(struct process *p, int fd, struct descriptor *d)
{
    p->fd[index_of(fd)] = d;
}

int wires_add(struct process *p, struct descriptor *d)
{
    for (int i = 3; i < SIM_FDS; i++)
        if (p->fd[i] == NULL) {
            p->fd[i] = d;
            return SIM_FIRST_FD + i - 3;
        }
    sim_fail("%s has too many descriptors", p->name);
    return -EMFILE;
}

struct descriptor *wires_of(const struct process *p, int fd)
{
    int i = p != NULL ? index_of(fd) : -1;
    return i >= 0 ? p->fd[i] : NULL;
}

void wires_close(struct process *p, int fd)
{
    int i = index_of(fd);
    struct descriptor *d = p->fd[i];
    p->fd[i] = NULL;
    wires_release(d);
}

void wires_close_all(struct process *p)
{
    for (int i = 0; i < SIM_FDS; i++) {
        struct descriptor *d = p->fd[i];
        p->fd[i] = NULL;
        wires_release(d);
    }
    disk_unlock(p);
}

bool wire_can_read(const struct descriptor *d)
{
    return d->channel->len > 0 || d->channel->writers == 0;
}

bool wire_can_write(const struct descriptor *d)
{
    return d->channel->len < sizeof d->channel->bytes || d->channel->readers == 0;
}

ssize_t wire_read(struct descriptor *d, void *out, size_t size)
{
    struct channel *c = d->channel;
    if (c->len == 0)
        return c->writers > 0 ? -EAGAIN : 0;
    size_t most = size < c->len ? size : c->len;
    size_t len = sim_chance(200) ? (size_t)sim_between(1, most) : most;
    memcpy(out, c->bytes, len);
    memmove(c->bytes, c->bytes + len, c->len - len);
    c->len -= len;
    tell_writer(c);
    return (ssize_t)len;
}

ssize_t wire_write(struct descriptor *d, const void *bytes, size_t size)
{
    struct channel *c = d->channel;
    if (c->readers == 0)
        return -EPIPE;
    size_t room = sizeof c->bytes - c->len;
    if (room == 0)
        return -EAGAIN;
    if (sim_chance(20))
        return -EINTR;
    size_t most = size < room ? size : room;
    size_t len = most > 0 && sim_chance(200) ? (size_t)sim_between(1, most) : most;
    memcpy(c->bytes + c->len, bytes, len);
    c->len += len;
    tell_reader(c);
    return (ssize_t)len;
}

size_t channel_take(struct channel *c, char *out)
{
    size_t len = c->len;
    memcpy(out, c->bytes, len);
    c->len = 0;
    tell_writer(c);
    return len;
}
