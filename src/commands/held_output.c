#include "held_output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "blotter/base/temp_file.h"

static bool failed(const char *what, struct error *err)
{
    return error_set(err, "cannot %s a temporary file: %s; set TMPDIR to a folder with more room",
                     what, strerror(errno));
}

static bool open_file(struct held_output *s, struct error *err)
{
    int fd = temp_file_open(err);
    if (fd < 0)
        return false;
    s->file = fdopen(fd, "w+");
    if (s->file != NULL)
        return true;
    close(fd);
    return failed("open", err);
}

bool held_output_put(struct held_output *s, struct text text, struct error *err)
{
    if (s->file == NULL && !open_file(s, err))
        return false;
    return fwrite(text.ptr, 1, text.len, s->file) == text.len || failed("write", err);
}

void held_output_drop(struct held_output *s)
{
    if (s->file != NULL)
        fclose(s->file);
    *s = (struct held_output){0};
}

bool held_output_read(struct held_output *s, struct buffer *ret, struct error *err)
{
    enum { PIECE = 64 * 1024 };
    if (s->file == NULL)
        return true;
    if (!s->is_read && fflush(s->file) != 0)
        return failed("write", err);
    if (!s->is_read)
        rewind(s->file);
    s->is_read = true;
    buffer_reserve(ret, PIECE);
    size_t got = fread(ret->data + ret->len, 1, PIECE, s->file);
    ret->len += got;
    if (ferror(s->file) != 0)
        return failed("read", err);
    if (got == 0)
        held_output_drop(s);
    return true;
}
