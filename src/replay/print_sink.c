#include "blotter/replay/print_sink.h"

#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"
#include "blotter/replay/writer.h"

struct print_sink {
    struct writer *writer;
    uint64_t crimes;
};

struct print_sink *print_sink_create(uv_loop_t *loop, int fd, void (*on_moved)(void *user),
                                     void *user)
{
    struct print_sink *p = mem_new(1, sizeof *p);
    p->writer = writer_create(loop, fd, on_moved, user);
    return p;
}

static bool print_is_sound(void *self, struct error *err)
{
    const struct print_sink *p = self;
    enum writer_state state = writer_state(p->writer);
    if (state == WRITER_SOUND || state == WRITER_CLOSED)
        return true;
    return error_set(err, "standard output: cannot write: %s",
                     state == WRITER_UNREAD ? "nobody reads it"
                                            : strerror(writer_errno(p->writer)));
}

static enum sink_result print_send(void *self, const struct sink_message *m, struct error *err)
{
    struct print_sink *p = self;
    if (!print_is_sound(p, err))
        return SINK_FAILED;
    if (writer_state(p->writer) != WRITER_SOUND)
        return SINK_CLOSED;
    if (!writer_has_room(p->writer))
        return SINK_FULL;
    writer_put(p->writer, m->value);
    writer_put(p->writer, (struct text){"\n", 1});
    p->crimes += sink_counts(m);
    return SINK_TAKEN;
}

static uint64_t print_acked(void *self)
{
    return ((struct print_sink *)self)->crimes;
}

static size_t print_outstanding(void *self)
{
    return writer_left(((struct print_sink *)self)->writer);
}

struct sink print_sink_face(struct print_sink *p)
{
    return (struct sink){
        .self = p,
        .partitions = 1,
        .send = print_send,
        .acked = print_acked,
        .outstanding = print_outstanding,
        .is_sound = print_is_sound,
    };
}

void print_sink_hurry(struct print_sink *p)
{
    if (p != NULL)
        writer_hurry(p->writer);
}

void print_sink_destroy(struct print_sink *p)
{
    if (p == NULL)
        return;
    writer_destroy(p->writer);
    free(p);
}
