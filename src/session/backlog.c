#include "backlog.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

struct backlog_entry {
    struct incoming in; /* but for its value, which stands … */
    size_t at;          /* … here in `values` */
};

void backlog_add(struct backlog *b, const struct incoming *in)
{
    b->entries = mem_grow(b->entries, &b->cap, b->count + 1, sizeof *b->entries);
    b->entries[b->count++] = (struct backlog_entry){*in, b->values.len};
    b->entries[b->count - 1].in.message = NULL;
    buffer_add(&b->values, in->value);
}

struct incoming backlog_at(const struct backlog *b, size_t i)
{
    struct incoming in = b->entries[i].in;
    in.value.ptr = b->values.data + b->entries[i].at;
    return in;
}

void backlog_clear(struct backlog *b)
{
    buffer_free(&b->values);
    free(b->entries);
    *b = (struct backlog){0};
}
