/* Runs a fuzz target over seeded mutations: the same cases in every run, up to a number of them or
 * of seconds, whichever comes first. With FILE arguments it runs those alone.
 *
 *   fuzz-csv [--cases N] [--seconds S] [--seed N] [FILE...]
 *
 * A case that crashes is written to fuzz-crash-SEED-CASE in the working folder or, when that cannot
 * be done, to $TMPDIR. */
#include "fuzz/fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_MAX = 4096 };

static struct {
    uint64_t random;
    uint64_t seed, number;
    uint8_t bytes[INPUT_MAX];
    size_t len;
    bool running;
} fuzz;

static size_t below(size_t n)
{
    uint64_t z = fuzz.random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return n > 0 ? (size_t)((z ^ z >> 31) % n) : 0;
}

/* --- crashes ---------------------------------------------------------------------------------- */

static void keep_case(void)
{
    if (!fuzz.running)
        return;
    fuzz.running = false;
    char path[512];
    snprintf(path, sizeof path, "fuzz-crash-%ju-%ju", (uintmax_t)fuzz.seed, (uintmax_t)fuzz.number);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        const char *folder = getenv("TMPDIR");
        snprintf(path, sizeof path, "%s/fuzz-crash-%ju-%ju", folder != NULL ? folder : "/tmp",
                 (uintmax_t)fuzz.seed, (uintmax_t)fuzz.number);
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    }
    if (fd >= 0 && write(fd, fuzz.bytes, fuzz.len) == (ssize_t)fuzz.len)
        fprintf(stderr, "case %ju of seed %ju: %s\n", (uintmax_t)fuzz.number, (uintmax_t)fuzz.seed,
                path);
}

static void on_abort(int signal_number)
{
    (void)signal_number;
    keep_case();
}

/* The sanitizers call this before they end the program. */
void __asan_on_error(void); /* NOLINT */

void __asan_on_error(void) /* NOLINT */
{
    keep_case();
}

/* --- mutations -------------------------------------------------------------------------------- */

static size_t count_of(const char *const *list)
{
    size_t n = 0;
    while (list[n] != NULL)
        n++;
    return n;
}

static void insert(size_t at, const void *bytes, size_t len)
{
    if (fuzz.len + len > INPUT_MAX)
        return;
    memmove(fuzz.bytes + at + len, fuzz.bytes + at, fuzz.len - at);
    memcpy(fuzz.bytes + at, bytes, len);
    fuzz.len += len;
}

static void erase(size_t at, size_t len)
{
    memmove(fuzz.bytes + at, fuzz.bytes + at + len, fuzz.len - at - len);
    fuzz.len -= len;
}

static void mutate(void)
{
    size_t at = below(fuzz.len + 1);
    size_t len = below(fuzz.len - at + 1);
    uint8_t piece[64];
    switch (below(8)) {
    case 0:
        if (at < fuzz.len)
            fuzz.bytes[at] ^= (uint8_t)(1U << below(8));
        break;
    case 1:
        if (at < fuzz.len)
            fuzz.bytes[at] = (uint8_t)below(256);
        break;
    case 2:
        erase(at, len < 16 ? len : len % 16);
        break;
    case 3:
        fuzz.len = at;
        break;
    case 4:
        len = len < sizeof piece ? len : sizeof piece;
        memcpy(piece, fuzz.bytes + at, len);
        insert(below(fuzz.len + 1), piece, len);
        break;
    case 5:
        memset(piece, (int)below(256), sizeof piece);
        insert(at, piece, 1 + below(8));
        break;
    default: {
        const char *word = fuzz_words[below(count_of(fuzz_words))];
        insert(at, word, strlen(word));
    }
    }
}

static void make_case(uint64_t number)
{
    fuzz.number = number;
    fuzz.random = fuzz.seed * UINT64_C(0x2545F4914F6CDD1D) + number;
    const char *seed = fuzz_seeds[number % count_of(fuzz_seeds)];
    fuzz.len = 0;
    insert(0, seed, strlen(seed));
    if (number < count_of(fuzz_seeds))
        return; /* each of them once as it is */
    for (size_t n = 1 + below(1 + below(6)); n > 0; n--)
        mutate();
}

/* In a block that ends where the input does, so that reading on is seen. */
static void run_case(void)
{
    uint8_t *copy = malloc(fuzz.len > 0 ? fuzz.len : 1);
    if (copy == NULL)
        abort();
    memcpy(copy, fuzz.bytes, fuzz.len);
    fuzz.running = true;
    LLVMFuzzerTestOneInput(copy, fuzz.len);
    fuzz.running = false;
    free(copy);
}

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    fuzz.len = fread(fuzz.bytes, 1, sizeof fuzz.bytes, file);
    fclose(file);
    run_case();
    printf("%s: passed\n", path);
    return 0;
}

static uint64_t milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    uint64_t cases = 200000;
    uint64_t seconds = 60;
    fuzz.seed = 1;
    int files = 0;
    signal(SIGABRT, on_abort);
    for (int i = 1; i < argc; i++) {
        uint64_t *number = strcmp(argv[i], "--cases") == 0     ? &cases
                           : strcmp(argv[i], "--seconds") == 0 ? &seconds
                           : strcmp(argv[i], "--seed") == 0    ? &fuzz.seed
                                                               : NULL;
        if (number != NULL && i + 1 < argc) {
            *number = strtoull(argv[++i], NULL, 10);
        } else {
            files++;
            if (run_file(argv[i]) != 0)
                return 1;
        }
    }
    uint64_t start = milliseconds();
    uint64_t number = 0;
    for (; files == 0 && number < cases; number++) {
        if (number % 64 == 0 && milliseconds() - start >= seconds * 1000)
            break;
        make_case(number);
        run_case();
    }
    printf("%ju cases in %ju ms\n", (uintmax_t)number, (uintmax_t)(milliseconds() - start));
    return 0;
}
