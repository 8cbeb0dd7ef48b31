#include "blotter/base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "blotter/base/utf8.h"

/* Makes what a terminal would obey or cannot show a '?': a shorter text, so it is done in place. */
static void make_printable(char *text)
{
    struct text rest = text_of(text);
    char *out = text;
    while (rest.len > 0) {
        size_t len;
        bool ok;
        uint32_t code_point = utf8_next(rest, &len, &ok);
        if (!ok || utf8_is_control(code_point)) {
            *out++ = '?';
        } else {
            memmove(out, rest.ptr, len);
            out += len;
        }
        rest = (struct text){rest.ptr + len, rest.len - len};
    }
    *out = '\0';
}

static void fill(struct error *err, enum exit_status status, const char *format, va_list args)
{
    err->status = status;
    vsnprintf(err->text, sizeof err->text, format, args);
    make_printable(err->text);
}

bool error_set(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, EXIT_STATUS_FAILURE, format, args);
    va_end(args);
    return false;
}

bool error_usage(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, EXIT_STATUS_USAGE, format, args);
    va_end(args);
    return false;
}
