#include "crash.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/state_home.h"

static const struct {
    int number;
    const char *what;
} fatal[] = {
    {SIGSEGV, "crashed (segmentation fault)"}, {SIGABRT, "aborted"},
    {SIGBUS, "crashed (bus error)"},           {SIGFPE, "crashed (arithmetic)"},
    {SIGILL, "crashed (illegal instruction)"}, {SIGQUIT, "was told to dump (SIGQUIT)"},
};

enum {
    FATAL_COUNT = sizeof fatal / sizeof fatal[0],
    STACK_BYTES = 64 * 1024,
    PATH_BYTES = 512,
    FRAMES = 64,
};

/* The one global of the room: a signal handler has nothing else to look at. */
static struct {
    bool armed;
    int fd;
    struct termios mode;
    char reset[CRASH_RESET_MAX];
    size_t len;
    char reports[2][PATH_BYTES]; /* where a report goes, the second when not the first */
    struct sigaction before[FATAL_COUNT];
    stack_t stack_before;
    char stack[STACK_BYTES];
} prepared;

/* --- in the handler: only what is safe there ------------------------------------------------ */

static void write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t wrote = write(fd, text, len);
        if (wrote <= 0)
            return;
        text += wrote;
        len -= (size_t)wrote;
    }
}

static void say(int fd, const char *text)
{
    write_all(fd, text, strlen(text));
}

static void say_hex(int fd, uintptr_t value)
{
    char digits[2 * sizeof value];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[value & 0xF];
        value >>= 4;
    } while (value > 0);
    say(fd, "0x");
    write_all(fd, digits + at, sizeof digits - at);
}

/* Makes the folders on the way as well. */
static int open_report(char *path)
{
    for (char *at = path; *at != '\0' && (at = strchr(at + 1, '/')) != NULL;) {
        *at = '\0';
        mkdir(path, 0700);
        *at = '/';
    }
    return path[0] != '\0' ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
}

static void write_report(int fd, const char *what, const siginfo_t *info)
{
    void *frames[FRAMES];
    say(fd, "blotter " BLOTTER_VERSION " ");
    say(fd, what);
    say(fd, ", at address ");
    say_hex(fd, (uintptr_t)info->si_addr);
    say(fd, "\n\nThe calls that led there, the last one first; for the place in the source:\n"
            "addr2line -f -e PROGRAM OFFSET, of PROGRAM(+OFFSET)\n\n");
    backtrace_symbols_fd(frames, backtrace(frames, FRAMES), fd);
    close(fd);
}

static void report(const char *what, const siginfo_t *info)
{
    int which = 0;
    int fd = open_report(prepared.reports[0]);
    if (fd < 0)
        fd = open_report(prepared.reports[which = 1]);
    say(prepared.fd, "blotter: ");
    say(prepared.fd, what);
    say(prepared.fd, "; the terminal is restored");
    if (fd >= 0) {
        write_report(fd, what, info);
        say(prepared.fd, ", and a report is in ");
        say(prepared.fd, prepared.reports[which]);
    }
    say(prepared.fd, "\n");
}

/* The handler that was there before gets the signal as soon as this one returns. */
static void on_fatal(int number, siginfo_t *info, void *context)
{
    const char *what = "died";
    (void)context;
    write_all(prepared.fd, prepared.reset, prepared.len);
    tcsetattr(prepared.fd, TCSANOW, &prepared.mode);
    for (size_t i = 0; i < FATAL_COUNT; i++) {
        if (fatal[i].number == number)
            what = fatal[i].what;
        sigaction(fatal[i].number, &prepared.before[i], NULL); /* also for a crash in here */
    }
    report(what, info);
    raise(number);
}

/* --- before --------------------------------------------------------------------------------- */

static void prepare_reports(void)
{
    struct buffer path = {0};
    const char *folder = getenv("TMPDIR");
    char name[64];
    snprintf(name, sizeof name, "crash-%d.txt", (int)getpid());
    prepared.reports[0][0] = '\0';
    if (state_home_path(name, &path) && path.len <= PATH_BYTES)
        memcpy(prepared.reports[0], path.data, path.len);
    buffer_free(&path);
    bool is_there = folder != NULL && folder[0] == '/' && strlen(folder) < PATH_BYTES / 2;
    snprintf(prepared.reports[1], PATH_BYTES, "%s/blotter-%s", is_there ? folder : "/tmp", name);
    void *frames[1];
    backtrace(frames, 1); /* which allocates the first time, as it loads its library */
}

void crash_disarm(void)
{
    if (!prepared.armed)
        return;
    prepared.armed = false;
    for (size_t i = 0; i < FATAL_COUNT; i++)
        sigaction(fatal[i].number, &prepared.before[i], NULL);
    sigaltstack(&prepared.stack_before, NULL);
}

void crash_arm(int fd, const struct termios *mode, const char *reset, size_t len)
{
    crash_disarm(); /* else the handlers to go back to would be ours */
    prepared.armed = true;
    prepare_reports();
    prepared.fd = fd;
    prepared.mode = *mode;
    prepared.len = len < CRASH_RESET_MAX ? len : CRASH_RESET_MAX;
    memcpy(prepared.reset, reset, prepared.len);
    /* A stack of its own: the one it crashed on may be what is full. */
    stack_t stack = {.ss_sp = prepared.stack, .ss_size = sizeof prepared.stack};
    sigaltstack(&stack, &prepared.stack_before);
    struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < FATAL_COUNT; i++)
        sigaction(fatal[i].number, &action, &prepared.before[i]);
}
