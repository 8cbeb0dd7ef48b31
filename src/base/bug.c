#include "blotter/base/bug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void bug_stop(const char *condition, const char *file, int line)
{
    char text[512];
    snprintf(text, sizeof text, "blotter: bug: %s:%d: %s\n", file, line, condition);
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
    abort();
}
