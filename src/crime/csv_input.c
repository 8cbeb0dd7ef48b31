#include "csv_input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "blotter/base/memory.h"
#include "csv_utf16.h"

enum { STORED_BYTES = 64 * 1024, GZIP_MARK_LEN = 2 };

/* A .gz holds one member or several, one after the other. */
enum input_state {
    INPUT_UNKNOWN, /* its first bytes tell */
    INPUT_PLAIN,
    INPUT_IN_MEMBER,
    INPUT_BEHIND_MEMBER,
    INPUT_DONE,
};

struct csv_input {
    const char *path;
    int fd;
    bool may_wait; /* a pipe, a socket, a terminal */
    bool at_end;   /* of the file as stored */
    enum input_state state;
    uint64_t bytes_stored, bytes_total; /* read from the file; its size */
    unsigned char stored[STORED_BYTES];
    z_stream z; /* next_in and avail_in: what is read and not yet used, of a plain file too */

    bool begun;   /* the first bytes have told whether it is UTF-16 */
    bool is_wide; /* it is */
    struct utf16 wide;
    struct buffer raw;  /* of UTF-16; before it is known, the first bytes */
    struct buffer text; /* the same as UTF-8 */
    size_t given;       /* of `text` */
};

static enum input_result failed(const struct csv_input *in, const char *why, struct error *err)
{
    error_set(err, "%s: cannot read: %s", in->path, why);
    return INPUT_FAILED;
}

/* Adds to what is read and not yet used, which is less than all that has room. */
static enum input_result read_stored(struct csv_input *in, struct error *err)
{
    struct pollfd ready = {.fd = in->fd, .events = POLLIN};
    memmove(in->stored, in->z.next_in, in->z.avail_in);
    in->z.next_in = in->stored;
    if (in->may_wait && poll(&ready, 1, 0) <= 0)
        return INPUT_WAITS;
    ssize_t got = read(in->fd, in->stored + in->z.avail_in, STORED_BYTES - in->z.avail_in);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return INPUT_WAITS;
    if (got < 0)
        return failed(in, strerror(errno), err);
    in->at_end = got == 0;
    in->bytes_stored += (uint64_t)got;
    in->z.avail_in += (unsigned)got;
    return INPUT_BYTES;
}

static bool begins_member(const struct csv_input *in)
{
    return in->z.avail_in >= GZIP_MARK_LEN && in->z.next_in[0] == 0x1f && in->z.next_in[1] == 0x8b;
}

/* What is behind a member and begins no other is padding. */
static enum input_result begin_part(struct csv_input *in, struct error *err)
{
    enum { GZIP_ONLY = 16 };
    if (!begins_member(in)) {
        in->state = in->state == INPUT_UNKNOWN ? INPUT_PLAIN : INPUT_DONE;
        return INPUT_BYTES;
    }
    int result = in->state == INPUT_UNKNOWN ? inflateInit2(&in->z, GZIP_ONLY + MAX_WBITS)
                                            : inflateReset(&in->z);
    if (result != Z_OK)
        return failed(in, "out of memory", err);
    in->state = INPUT_IN_MEMBER;
    return INPUT_BYTES;
}

static enum input_result inflate_some(struct csv_input *in, char *out, size_t cap, size_t *ret_len,
                                      struct error *err)
{
    in->z.next_out = (unsigned char *)out;
    in->z.avail_out = (unsigned)cap;
    int result = inflate(&in->z, Z_NO_FLUSH);
    *ret_len = cap - in->z.avail_out;
    if (result == Z_STREAM_END)
        in->state = INPUT_BEHIND_MEMBER;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return failed(in, in->z.msg != NULL ? in->z.msg : "broken .gz data", err);
    return INPUT_BYTES;
}

static enum input_result copy_some(struct csv_input *in, char *out, size_t cap, size_t *ret_len)
{
    *ret_len = in->z.avail_in < cap ? in->z.avail_in : cap;
    memcpy(out, in->z.next_in, *ret_len);
    in->z.next_in += *ret_len;
    in->z.avail_in -= (unsigned)*ret_len;
    return INPUT_BYTES;
}

static enum input_result use_stored(struct csv_input *in, char *out, size_t cap, size_t *ret_len,
                                    struct error *err)
{
    switch (in->state) {
    case INPUT_UNKNOWN:
    case INPUT_BEHIND_MEMBER:
        return begin_part(in, err);
    case INPUT_PLAIN:
        return copy_some(in, out, cap, ret_len);
    case INPUT_IN_MEMBER:
        return inflate_some(in, out, cap, ret_len, err);
    case INPUT_DONE:
        break;
    }
    return INPUT_END;
}

/* How many bytes have to be there to go on. */
static size_t needed(const struct csv_input *in)
{
    bool has_mark = in->state == INPUT_UNKNOWN || in->state == INPUT_BEHIND_MEMBER;
    return has_mark ? GZIP_MARK_LEN : 1;
}

static enum input_result end_of(const struct csv_input *in, struct error *err)
{
    if (in->state != INPUT_IN_MEMBER)
        return INPUT_END;
    error_set(err, "%s: cut short: the .gz file ends in the middle", in->path);
    return INPUT_FAILED;
}

static enum input_result read_bytes(struct csv_input *in, char *out, size_t cap, size_t *ret_len,
                                    struct error *err)
{
    enum input_result result = INPUT_BYTES;
    *ret_len = 0;
    while (result == INPUT_BYTES && *ret_len == 0) {
        if (in->state != INPUT_DONE && !in->at_end && in->z.avail_in < needed(in))
            result = read_stored(in, err);
        else if (in->at_end && in->z.avail_in == 0)
            result = end_of(in, err);
        else
            result = use_stored(in, out, cap, ret_len, err);
    }
    return result;
}

/* Adds up to `most` bytes to what is raw. */
static enum input_result read_raw(struct csv_input *in, size_t most, struct error *err)
{
    size_t got = 0;
    buffer_reserve(&in->raw, most);
    enum input_result result = read_bytes(in, in->raw.data + in->raw.len, most, &got, err);
    in->raw.len += got;
    return result;
}

/* INPUT_BYTES: it is known whether it is UTF-16. */
static enum input_result look_for_mark(struct csv_input *in, struct error *err)
{
    enum input_result result = INPUT_BYTES;
    while (result == INPUT_BYTES && in->raw.len < UTF16_MARK_LEN)
        result = read_raw(in, UTF16_MARK_LEN - in->raw.len, err);
    if (result == INPUT_WAITS || result == INPUT_FAILED)
        return result;
    in->begun = true;
    in->is_wide = utf16_begin(&in->wide, buffer_text(&in->raw));
    if (!in->is_wide)
        buffer_add(&in->text, buffer_text(&in->raw));
    in->raw.len = 0;
    return INPUT_BYTES;
}

/* Makes more text of what is raw. */
static enum input_result widen(struct csv_input *in, struct error *err)
{
    in->text.len = in->given = 0;
    in->raw.len = 0;
    enum input_result result = read_raw(in, STORED_BYTES, err);
    utf16_add(&in->wide, buffer_text(&in->raw), &in->text);
    if (result == INPUT_END)
        utf16_end(&in->wide, &in->text);
    return result == INPUT_END && in->text.len > 0 ? INPUT_BYTES : result;
}

enum input_result csv_input_read(struct csv_input *in, char *out, size_t cap, size_t *ret_len,
                                 struct error *err)
{
    enum input_result result = in->begun ? INPUT_BYTES : look_for_mark(in, err);
    while (result == INPUT_BYTES && in->is_wide && in->given == in->text.len)
        result = widen(in, err);
    size_t left = in->text.len - in->given;
    *ret_len = left < cap ? left : cap;
    if (result != INPUT_BYTES)
        return result;
    if (left == 0)
        return read_bytes(in, out, cap, ret_len, err);
    memcpy(out, in->text.data + in->given, *ret_len);
    in->given += *ret_len;
    return INPUT_BYTES;
}

static bool look_at(struct csv_input *in, struct error *err)
{
    struct stat st;
    if (fstat(in->fd, &st) < 0)
        return error_set(err, "%s: cannot open: %s", in->path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return error_set(err, "%s: is a folder, not a CSV file", in->path);
    in->bytes_total = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    in->may_wait = !S_ISREG(st.st_mode);
    return true;
}

struct csv_input *csv_input_open(const char *path, int fd, struct error *err)
{
    /* Without O_NONBLOCK opening a FIFO waits for its writer. */
    if (fd < 0)
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error_set(err, "%s: cannot open: %s", path, strerror(errno));
        return NULL;
    }
    struct csv_input *in = mem_new(1, sizeof *in);
    in->path = path;
    in->fd = fd;
    in->z.next_in = in->stored;
    if (look_at(in, err))
        return in;
    csv_input_close(in);
    return NULL;
}

void csv_input_close(struct csv_input *in)
{
    if (in == NULL)
        return;
    inflateEnd(&in->z); /* refuses one that was not begun */
    buffer_free(&in->raw);
    buffer_free(&in->text);
    close(in->fd);
    free(in);
}

int csv_input_fd(const struct csv_input *in)
{
    return in->fd;
}

uint64_t csv_input_bytes_read(const struct csv_input *in)
{
    return in->bytes_stored - in->z.avail_in;
}

uint64_t csv_input_bytes_total(const struct csv_input *in)
{
    return in->bytes_total;
}
