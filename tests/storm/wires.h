/* Descriptors: pipes between processes, and files on the disk. */
#ifndef BLOTTER_TESTS_STORM_WIRES_H
#define BLOTTER_TESTS_STORM_WIRES_H

#include <sys/types.h>

#include "disk.h"
#include "sim.h"

/* A pipe. It lives until the schedule ends. */
struct channel {
    char bytes[4096]; /* less than a pipe has, so that it is full now and then */
    size_t len;
    int readers, writers;
    struct process *reader, *writer; /* to be poked; NULL: not a process */
    void (*on_bytes)(void *user);    /* of a reader that is none */
    void *user;
};

struct descriptor {
    enum { WIRE_READS, WIRE_WRITES, ON_DISK } kind;
    int holders;
    struct channel *channel;
    struct disk_file *file;
};

struct channel *channel_create(void);
struct descriptor *channel_end(struct channel *c, bool writes, struct process *of);

void wires_set(struct process *p, int fd, struct descriptor *d);
int wires_add(struct process *p, struct descriptor *d);       /* the lowest that is free */
struct descriptor *wires_of(const struct process *p, int fd); /* NULL: none */
void wires_close(struct process *p, int fd);
void wires_close_all(struct process *p);
void wires_release(struct descriptor *d);

bool wire_can_read(const struct descriptor *d); /* bytes, or the end */
bool wire_can_write(const struct descriptor *d);
/* As read(2) and write(2), but a negative errno when they fail; less than all is as good. */
ssize_t wire_read(struct descriptor *d, void *out, size_t size);
ssize_t wire_write(struct descriptor *d, const void *bytes, size_t size);

/* Takes all that is in it. */
size_t channel_take(struct channel *c, char *out);

#endif
