#include "backlog.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

struct backlog_entry {
    struct incoming in; /* but for its value and its run, which stand … */
    size_t at;          /* … here in `values`, one behind the other */
};

void backlog_add(struct backlog *b, const struct incoming *in)
{
    struct text run = incoming_run(in);
    b->entries = mem_grow(b->entries, &b->cap, b->count + 1, sizeof *b->entries);
    b->entries[b->count++] = (struct backlog_entry){*in, b->values.len};
    b->entries[b->count - 1].in.message = NULL;
    b->entries[b->count - 1].in.run = run;
    buffer_add(&b->values, in->value);
    buffer_add(&b->values, run);
}

struct incoming backlog_at(const struct backlog *b, size_t i)
{
    struct incoming in = b->entries[i].in;
    in.value.ptr = b->values.data + b->entries[i].at;
    in.run.ptr = in.value.ptr + in.value.len;
    return in;
}

void backlog_clear(struct backlog *b)
{
    buffer_free(&b->values);
    free(b->entries);
    *b = (struct backlog){0};
}
