#include "commands.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "blotter/crime/synthetic.h"

enum { WRITE_BYTES = 256 * 1024 };

/* Writes it all and empties it; false with errno. Another's non-blocking descriptor is waited for.
 */
static bool write_out(struct buffer *out)
{
    for (size_t at = 0; at < out->len;) {
        ssize_t put = write(STDOUT_FILENO, out->data + at, out->len - at);
        struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
        if (put >= 0)
            at += (size_t)put;
        else if (errno == EAGAIN)
            poll(&ready, 1, -1);
        else if (errno != EINTR)
            return false;
    }
    out->len = 0;
    return true;
}

static bool generate(struct synthetic *synthetic, struct buffer *out)
{
    synthetic_header(out);
    while (synthetic_row(synthetic, out))
        if (out->len >= WRITE_BYTES && !write_out(out))
            return false;
    return write_out(out);
}

int command_generate(const struct settings *s, const char *program)
{
    (void)program;
    struct synthetic_config config = s->synthetic;
    config.seed = s->selection.seed;
    struct error err;
    struct synthetic *synthetic = synthetic_create(&config, s->files[0], &err);
    if (synthetic == NULL)
        return command_fail(&err);
    struct buffer out = {0};
    int status = EXIT_STATUS_OK;
    /* A reader who has seen enough is no failure. */
    if (!generate(synthetic, &out) && errno != EPIPE) {
        error_set(&err, "standard output: cannot write: %s", strerror(errno));
        status = command_fail(&err);
    }
    buffer_free(&out);
    synthetic_destroy(synthetic);
    return status;
}
