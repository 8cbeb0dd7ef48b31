#include "hold.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "blotter/base/temp_file.h"

static bool failed(const char *what, struct error *err)
{
    return error_set(err, "cannot %s a temporary file: %s; set TMPDIR to a folder with more room",
                     what, strerror(errno));
}

static bool open_file(struct hold *h, struct error *err)
{
    int fd = temp_file_open(err);
    if (fd < 0)
        return false;
    h->file = fdopen(fd, "w+");
    if (h->file != NULL)
        return true;
    close(fd);
    return failed("open", err);
}

bool hold_put(struct hold *h, struct text text, struct error *err)
{
    if (h->file == NULL && !open_file(h, err))
        return false;
    return fwrite(text.ptr, 1, text.len, h->file) == text.len || failed("write", err);
}

void hold_drop(struct hold *h)
{
    if (h->file != NULL)
        fclose(h->file);
    *h = (struct hold){0};
}

bool hold_read(struct hold *h, struct buffer *ret, struct error *err)
{
    enum { PIECE = 64 * 1024 };
    if (h->file == NULL)
        return true;
    if (!h->is_read && fflush(h->file) != 0)
        return failed("write", err);
    if (!h->is_read)
        rewind(h->file);
    h->is_read = true;
    buffer_reserve(ret, PIECE);
    size_t got = fread(ret->data + ret->len, 1, PIECE, h->file);
    ret->len += got;
    if (ferror(h->file) != 0)
        return failed("read", err);
    if (got == 0)
        hold_drop(h);
    return true;
}
