#include "blotter/base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/clock.h"
#include "blotter/base/memory.h"

enum { LINE_SIZE = 1000, US_PER_S = US_PER_MS * MS_PER_S };

static const char *const names[TRACE_SUBJECTS] = {
    [TRACE_KAFKA] = "kafka",   [TRACE_RUN] = "run", [TRACE_CLOCK] = "clock",
    [TRACE_CREDIT] = "credit", [TRACE_UI] = "ui",
};

unsigned trace_subjects;
static int trace_fd = -1; /* open as long as the process lives */

static bool read_subjects(struct text list, unsigned *ret, struct error *err)
{
    while (list.ptr != NULL) {
        struct text name = text_cut(&list, ',');
        int subject = 0;
        while (subject < TRACE_SUBJECTS && !text_is(name, names[subject]))
            subject++;
        if (subject == TRACE_SUBJECTS)
            return error_usage(err,
                               "BLOTTER_TRACE: no subject \"%.*s\"; there are kafka, run, "
                               "clock, credit and ui",
                               (int)name.len, name.ptr);
        *ret |= 1U << subject;
    }
    return true;
}

bool trace_open(const char *where, struct error *err)
{
    unsigned subjects = 0;
    const char *colon = strrchr(where, ':');
    struct text file = {where, colon != NULL ? (size_t)(colon - where) : strlen(where)};
    if (colon != NULL && !read_subjects(text_of(colon + 1), &subjects, err))
        return false;
    char *path = mem_copy_text(file.ptr, file.len);
    trace_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    free(path);
    if (trace_fd < 0)
        return error_usage(err, "BLOTTER_TRACE: %.*s: %s", (int)file.len, file.ptr,
                           strerror(errno));
    trace_subjects = colon != NULL ? subjects : (1U << TRACE_SUBJECTS) - 1;
    return true;
}

struct trace_time trace_time(civil_time t)
{
    struct trace_time out = {"never"};
    if (t.s >= CIVIL_FOREVER.s)
        snprintf(out.text, sizeof out.text, "forever");
    else if (t.s > CIVIL_NEVER.s)
        civil_write(t, out.text);
    return out;
}

/* One write a line, so that the lines of several processes and threads do not mix. */
void trace_add(enum trace_subject subject, const char *format, ...)
{
    char line[LINE_SIZE + 1];
    uint64_t now_us = wall_now().us;
    struct trace_time now = trace_time((civil_time){(int64_t)(now_us / US_PER_S)});
    int head = snprintf(line, sizeof line, "%s.%06" PRIu64 "Z %jd %s ", now.text, now_us % US_PER_S,
                        (intmax_t)getpid(), names[subject]);
    va_list args;
    va_start(args, format);
    int body = vsnprintf(line + head, sizeof line - (size_t)head, format, args);
    va_end(args);
    int len = head + body < LINE_SIZE ? head + body : LINE_SIZE - 1;
    line[len] = '\n';
    ssize_t ignored = write(trace_fd, line, (size_t)len + 1);
    (void)ignored;
}
