/* Errors are values: what failed, as one sentence the user can act on.
 *
 * A function that can fail takes a `struct error *` last and returns false; nobody below
 * src/commands/ prints or exits. */
#ifndef BLOTTER_BASE_ERROR_H
#define BLOTTER_BASE_ERROR_H

#include <stdbool.h>

/* What the process exits with (DESIGN §2). */
enum exit_status {
    EXIT_STATUS_OK = 0,
    EXIT_STATUS_FAILURE = 1,
    EXIT_STATUS_USAGE = 2,
    EXIT_STATUS_ALERT = 3 /* report --fail-on-alert: one has fired */
};

struct error {
    enum exit_status status; /* EXIT_STATUS_OK: nothing has failed */
    char text[512];          /* without "blotter: " and without a newline */
};

/* Fill *err and return false, so that failing is one line at the place it happens. Text from
 * outside may be given as it is: control characters and broken UTF-8 come out as '?'. */
bool error_set(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_usage(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
