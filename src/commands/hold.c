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
    h->file = NULL;
}

bool hold_release(struct hold *h, hold_fn put, void *user, struct error *err)
{
    char bytes[64 * 1024];
    if (h->file == NULL)
        return true;
    bool ok = fflush(h->file) == 0 || failed("write", err);
    rewind(h->file);
    for (size_t got; ok && (got = fread(bytes, 1, sizeof bytes, h->file)) > 0;)
        ok = put(user, (struct text){bytes, got}, err);
    if (ok && ferror(h->file) != 0)
        ok = failed("read", err);
    hold_drop(h);
    return ok;
}
