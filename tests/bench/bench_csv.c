/* Rows read and filtered a second, beside bare libcsv on the same file in the same process, in
 * turn; with another city's file, also that one's bytes a second beside the first one's.
 * Usage: bench_csv FILE.csv [OTHER.csv]
 *
 * bench_csv bare FILE.csv only reads it once with bare libcsv, to be timed from outside. */
#include <csv.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "bench.h"
#include "blotter/crime/selection.h"

struct bare {
    size_t fields, rows;
};

static void on_field(void *bytes, size_t len, void *user)
{
    (void)bytes;
    (void)len;
    ((struct bare *)user)->fields++;
}

static void on_row(int last, void *user)
{
    (void)last;
    ((struct bare *)user)->rows++;
}

static size_t run_bare(const char *path, double *ret_seconds)
{
    static char bytes[256 * 1024];
    struct bare bare = {0};
    struct csv_parser parser;
    csv_init(&parser, 0);
    mono_time start = mono_now();
    gzFile file = gzopen(path, "rb");
    gzbuffer(file, sizeof bytes);
    for (int got; (got = gzread(file, bytes, sizeof bytes)) > 0;)
        csv_parse(&parser, bytes, (size_t)got, on_field, on_row, &bare);
    csv_fini(&parser, on_field, on_row, &bare);
    gzclose(file);
    *ret_seconds = bench_seconds_since(start);
    csv_free(&parser);
    return bare.rows - 1;
}

static size_t run_ours(const char *path, double *ret_seconds)
{
    struct text crimes[] = {text_of("ASSAULT"), text_of("BURGLARY"), text_of("ROBBERY")};
    const struct selection_config config = {
        .crimes = crimes,
        .crime_count = 3,
        .delay_from_minutes = 30,
        .delay_to_minutes = 90,
        .seed = 1,
        .officers = 4,
        .start = CIVIL_NEVER,
        .end = CIVIL_FOREVER,
    };
    struct error err;
    struct csv_row row;
    struct crime crime;
    uint32_t officer;
    size_t rows = 0;
    mono_time start = mono_now();
    struct selection *selection = selection_create(&config);
    struct csv_reader *reader = csv_open(path, -1, NULL, &err);
    if (reader == NULL) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    while (csv_next(reader, &row, &err) == CSV_ROW)
        selection_judge(selection, &row, ++rows, &crime, &officer);
    csv_close(reader);
    selection_destroy(selection);
    *ret_seconds = bench_seconds_since(start);
    return rows;
}

static double megabytes(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (double)st.st_size / 1e6 : 0;
}

static void compare(const char *path, const char *other)
{
    double first[BENCH_RUNS];
    double second[BENCH_RUNS];
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        run_ours(path, &first[i]);
        run_ours(other, &second[i]);
    }
    double first_rate = megabytes(path) / bench_median(first, BENCH_RUNS);
    double second_rate = megabytes(other) / bench_median(second, BENCH_RUNS);
    printf("csv: %.0f MB/s of Chicago's, %.0f MB/s of Los Angeles', ratio %.2f (>= 0.80)\n",
           second_rate, first_rate, second_rate / first_rate);
}

int main(int argc, char **argv)
{
    double once;
    if (argc == 3 && strcmp(argv[1], "bare") == 0)
        return run_bare(argv[2], &once) == 0;
    if (argc != 2 && argc != 3)
        return 2;
    double bare[BENCH_RUNS];
    double ours[BENCH_RUNS];
    size_t bare_rows = 0;
    size_t our_rows = 0;
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        bare_rows = run_bare(argv[1], &bare[i]);
        our_rows = run_ours(argv[1], &ours[i]);
    }
    if (bare_rows != our_rows) {
        fprintf(stderr, "bare libcsv reads %zu rows, blotter %zu\n", bare_rows, our_rows);
        return 1;
    }
    double bare_rate = (double)bare_rows / bench_median(bare, BENCH_RUNS);
    double our_rate = (double)our_rows / bench_median(ours, BENCH_RUNS);
    printf("csv: read and filtered %.0f rows/s, bare libcsv %.0f rows/s, ratio %.2f (>= 0.90)\n",
           our_rate, bare_rate, our_rate / bare_rate);
    if (argc == 3)
        compare(argv[1], argv[2]);
    return 0;
}
