#include "crash.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const struct {
    int number;
    const char *message;
} fatal[] = {
    {SIGSEGV, "blotter: crashed (segmentation fault); the terminal is restored\n"},
    {SIGABRT, "blotter: aborted; the terminal is restored\n"},
    {SIGBUS, "blotter: crashed (bus error); the terminal is restored\n"},
    {SIGFPE, "blotter: crashed (arithmetic); the terminal is restored\n"},
    {SIGILL, "blotter: crashed (illegal instruction); the terminal is restored\n"},
};

enum { FATAL_COUNT = sizeof fatal / sizeof fatal[0], STACK_BYTES = 32 * 1024 };

/* The one global of the room: a signal handler has nothing else to look at. */
static struct {
    bool armed;
    int fd;
    struct termios mode;
    char reset[CRASH_RESET_MAX];
    size_t len;
    struct sigaction before[FATAL_COUNT];
    stack_t stack_before;
    char stack[STACK_BYTES];
} prepared;

static void say(const char *text, size_t len)
{
    while (len > 0) {
        ssize_t wrote = write(prepared.fd, text, len);
        if (wrote <= 0)
            return;
        text += wrote;
        len -= (size_t)wrote;
    }
}

/* Only what is safe in a signal handler: write, tcsetattr, sigaction, raise. The handler that was
 * there before gets the signal as soon as this one returns. */
static void on_fatal(int number)
{
    say(prepared.reset, prepared.len);
    tcsetattr(prepared.fd, TCSANOW, &prepared.mode);
    for (size_t i = 0; i < FATAL_COUNT; i++) {
        if (fatal[i].number == number)
            say(fatal[i].message, strlen(fatal[i].message));
        sigaction(fatal[i].number, &prepared.before[i], NULL);
    }
    raise(number);
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
    prepared.fd = fd;
    prepared.mode = *mode;
    prepared.len = len < CRASH_RESET_MAX ? len : CRASH_RESET_MAX;
    memcpy(prepared.reset, reset, prepared.len);
    /* A stack of its own: the one it crashed on may be what is full. */
    stack_t stack = {.ss_sp = prepared.stack, .ss_size = sizeof prepared.stack};
    sigaltstack(&stack, &prepared.stack_before);
    struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < FATAL_COUNT; i++)
        sigaction(fatal[i].number, &action, &prepared.before[i]);
}
