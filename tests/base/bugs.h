/* Sees that an invariant which is broken by hand stops the program (base/bug.h). */
#ifndef BLOTTER_TESTS_BASE_BUGS_H
#define BLOTTER_TESTS_BASE_BUGS_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

/* One row: what breaks the invariant and calls what looks at it, and the condition of the BUG_IF
 * that has to stop it, as it is written there. */
struct bug_case {
    const char *condition;
    void (*break_it)(void);
};

/* Runs `break_it` in a process of its own; what that wrote on standard error is in `said`. */
static inline int bug_run(void (*break_it)(void), char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        break_it();
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    size_t len = 0;
    for (ssize_t n; (n = read(ends[0], said + len, size - 1 - len)) > 0; len += (size_t)n)
        ;
    said[len] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static inline void bug_check(const struct bug_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char said[4096];
        char wanted[600];
        int status = bug_run(cases[i].break_it, said, sizeof said);
        snprintf(wanted, sizeof wanted, ": %s\n", cases[i].condition);
        EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT,
               "row %zu, \"%s\", did not stop: %s", i, cases[i].condition, said);
        EXPECT(strstr(said, "blotter: bug: ") != NULL && strstr(said, wanted) != NULL,
               "row %zu, \"%s\", stopped elsewhere: %s", i, cases[i].condition, said);
    }
}

#endif
