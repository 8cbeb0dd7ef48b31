/* A fuzz target: one file a parser, libFuzzer's entry point and what to begin with.
 *
 * `driver.c` runs it with plain gcc. With clang, the same file under libFuzzer:
 *   clang -fsanitize=fuzzer,address,undefined -Iinclude -Itests tests/fuzz/fuzz_csv.c ... */
#ifndef BLOTTER_TESTS_FUZZ_H
#define BLOTTER_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Inputs to begin with, and pieces that mean something to the parser. NULL ends both. */
extern const char *const fuzz_seeds[];
extern const char *const fuzz_words[];

/* What must hold for every input. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
