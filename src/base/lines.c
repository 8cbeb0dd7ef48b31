#include "blotter/base/lines.h"

static void keep(struct lines *l, struct text piece)
{
    size_t room = LINE_MAX_BYTES - l->partial.len;
    buffer_append(&l->partial, piece.ptr, piece.len < room ? piece.len : room);
}

void lines_feed(struct lines *l, struct text bytes, line_fn on_line, void *user)
{
    while (bytes.len > 0) {
        const char *newline = memchr(bytes.ptr, '\n', bytes.len);
        size_t len = newline != NULL ? (size_t)(newline - bytes.ptr) : bytes.len;
        keep(l, (struct text){bytes.ptr, len});
        if (newline == NULL)
            return;
        on_line(user, buffer_text(&l->partial));
        l->partial.len = 0;
        bytes = (struct text){newline + 1, bytes.len - len - 1};
    }
}

void lines_end(struct lines *l, line_fn on_line, void *user)
{
    if (l->partial.len > 0)
        on_line(user, buffer_text(&l->partial));
    l->partial.len = 0;
}

void lines_free(struct lines *l)
{
    buffer_free(&l->partial);
}
