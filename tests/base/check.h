/* What the unit tests share: failures that say which case of a table it was, and random numbers
 * that are the same in every run. */
#ifndef BLOTTER_TESTS_BASE_CHECK_H
#define BLOTTER_TESTS_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blotter/base/text.h"

/* A printf format and its arguments say what was looked at when `condition` is not so. */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__);                             \
    } while (0)

/* The same for the i-th row of a table. */
#define EXPECT_AT(i, condition) EXPECT(condition, "row %zu", (size_t)(i))

#define EXPECT_TEXT_AT(i, actual, expected) check_text(__FILE__, __LINE__, i, actual, expected)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Text of a literal that may hold NUL bytes. */
#define LITERAL(s) ((struct text){(s), sizeof(s) - 1})

__attribute__((format(printf, 4, 5))) static inline void
check_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    char why[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    print_error("%s: not so: %s\n", why, condition);
    _fail(file, line);
}

static inline void check_text(const char *file, int line, size_t i, struct text actual,
                              const char *expected)
{
    if (!text_is(actual, expected))
        check_failed(file, line, "texts are equal", "row %zu: \"%.*s\", expected \"%s\"", i,
                     (int)(actual.len < 600 ? actual.len : 600), actual.ptr, expected);
}

/* SplitMix64: good enough, and short. */
struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* 0 to n - 1. */
static inline size_t random_below(struct random *r, size_t n)
{
    return (size_t)(random_next(r) % n);
}

#endif
