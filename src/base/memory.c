#include "blotter/base/memory.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Whoever has a terminal to restore watches for SIGABRT; for all others this is a failure like any
 * other. */
static _Noreturn void out_of_memory(void)
{
    char text[128] = "blotter: out of memory";
    struct rlimit limit;
    struct sigaction watcher;
    size_t len = strlen(text);
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        len += (size_t)snprintf(text + len, sizeof text - len - 1,
                                ": a process may have no more than %ju KiB (ulimit -v)",
                                (uintmax_t)limit.rlim_cur / 1024);
    text[len++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, text, len);
    (void)ignored;
    if (sigaction(SIGABRT, NULL, &watcher) == 0 && watcher.sa_handler == SIG_DFL)
        _exit(EXIT_FAILURE);
    abort();
}

void *mem_new(size_t count, size_t size)
{
    void *p = calloc(count > 0 ? count : 1, size);
    if (p == NULL)
        out_of_memory();
    return p;
}

char *mem_copy_text(const char *text, size_t len)
{
    char *copy = malloc(len + 1);
    if (copy == NULL)
        out_of_memory();
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void *mem_grow(void *array, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return array;
    size_t grown = *cap > SIZE_MAX / 2 ? SIZE_MAX : *cap * 2;
    size_t wanted = grown > need ? grown : need;
    if (wanted < 16)
        wanted = 16;
    if (wanted > SIZE_MAX / size)
        out_of_memory();
    void *moved = realloc(array, wanted * size);
    if (moved == NULL)
        out_of_memory();
    *cap = wanted;
    return moved;
}
