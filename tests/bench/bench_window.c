/* The windows alone, without Kafka and JSON: what a report costs in time, and what holding it costs
 * in memory. Usage: bench_window FILE.csv
 *
 * The file's crimes, all of them, are spread evenly over 31 days, lap after lap; the figures are
 * moved, and a batch ended, every hour, as `report` does. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "blotter/base/memory.h"
#include "blotter/crime/selection.h"
#include "window/analysis_state.h"

enum { OFFICERS = 4, LAPS = 3, DAYS = 31 };

static const char run_id[] = "0005bench0000000";

/* The texts of a crime as they stand in one buffer, close together: a decoder's are at hand, so
 * fetching them from memory must not be what is measured. */
enum { TEXTS = 7 };

struct row {
    uint32_t at;
    uint16_t len[TEXTS];
};

struct input {
    struct row *rows;
    size_t count, cap;
    struct buffer texts;
};

/* This process's own time: one thread computes, and others on the machine do not count. */
static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_window: %s\n", what);
    exit(1);
}

/* --- the crimes ------------------------------------------------------------------------------- */

static void keep(struct input *in, const struct crime *c)
{
    const struct text texts[TEXTS] = {c->crime,   c->area, c->district, c->address,
                                      c->premise, c->lat,  c->lon};
    in->rows = mem_grow(in->rows, &in->cap, in->count + 1, sizeof *in->rows);
    struct row *row = &in->rows[in->count++];
    row->at = (uint32_t)in->texts.len;
    for (size_t i = 0; i < TEXTS; i++) {
        row->len[i] = (uint16_t)texts[i].len;
        buffer_add(&in->texts, texts[i]);
    }
}

static struct crime crime_of(const struct input *in, size_t k)
{
    const struct row *row = &in->rows[k];
    const char *at = in->texts.data + row->at;
    struct text texts[TEXTS];
    for (size_t i = 0; i < TEXTS; at += row->len[i++])
        texts[i] = (struct text){at, row->len[i]};
    return (struct crime){.crime = texts[0],
                          .area = texts[1],
                          .district = texts[2],
                          .address = texts[3],
                          .premise = texts[4],
                          .lat = texts[5],
                          .lon = texts[6]};
}

static void load(struct input *in, const char *path)
{
    const struct selection_config config = {
        .delay_to_minutes = 1, .officers = 1, .start = CIVIL_NEVER, .end = CIVIL_FOREVER};
    struct error err;
    struct selection *selection = selection_create(&config);
    struct csv_reader *reader = csv_open(path, -1, NULL, &err);
    if (reader == NULL)
        die(err.text);
    struct csv_row row;
    struct crime crime;
    uint32_t officer;
    uint64_t number = 0;
    while (csv_next(reader, &row, &err) == CSV_ROW)
        if (selection_judge(selection, &row, ++number, &crime, &officer) == VERDICT_KEPT)
            keep(in, &crime);
    csv_close(reader);
    selection_destroy(selection);
}

static const int64_t lap_s = (int64_t)DAYS * CIVIL_DAY_S;

/* Of the k-th of the first lap, from 1 on. */
static int64_t time_of(const struct input *in, size_t k)
{
    return 1 + (int64_t)(k * (size_t)lap_s / in->count);
}

/* --- an analysis ------------------------------------------------------------------------------ */

static const int64_t short_windows[] = {3600, 6 * 3600, 12 * 3600};
static const int64_t long_windows[] = {86400, 7 * 86400, 31 * 86400};

static struct analysis *create(const int64_t lengths[3])
{
    struct analysis_config config = {.window_count = 3,
                                     .near = {.lat = 34.021861, .lon = -118.282942, .deg = 0.02}};
    for (size_t i = 0; i < 3; i++)
        config.windows[i].length_s = lengths[i];
    struct analysis *a = analysis_create(&config);
    analysis_follow(a, text_of(run_id));
    for (uint32_t k = 1; k <= OFFICERS; k++)
        analysis_feed(
            a,
            &(struct message){
                .kind = MESSAGE_START, .run = text_of(run_id), .officer = k, .officers = OFFICERS},
            (struct origin){0, 0});
    return a;
}

static void tick(struct analysis *a, int64_t at)
{
    analysis_move(a, (civil_time){at});
    analysis_next_batch(a);
}

/* --- log and windows alone -------------------------------------------------------------------- */

static struct report *reports_of(const struct input *in, struct analysis *a)
{
    struct report *reports = mem_new(in->count, sizeof *reports);
    for (size_t k = 0; k < in->count; k++) {
        const struct crime c = crime_of(in, k);
        double lat;
        double lon;
        struct report *r = &reports[k];
        r->reported_at.s = time_of(in, k);
        r->crime = intern_id(a->crimes, c.crime) & INT32_MAX;
        for (size_t place = 0; place < PLACE_COUNT; place++)
            r->place[place] = intern_id(a->places[place], crime_place(&c, (enum place)place));
        crime_coordinates(&c, &lat, &lon);
        r->near = near_holds(&a->config.near, lat, lon);
    }
    return reports;
}

/* Seconds a report. */
static double run_windows(const struct input *in, const int64_t lengths[3])
{
    struct analysis *a = create(lengths);
    struct report *reports = reports_of(in, a);
    int64_t next = CIVIL_HOUR_S;
    double start = cpu_seconds();
    for (size_t lap = 0; lap < LAPS; lap++)
        for (size_t k = 0; k < in->count; k++) {
            struct report r = reports[k];
            r.reported_at.s += (int64_t)lap * lap_s;
            for (; r.reported_at.s > next; next += CIVIL_HOUR_S)
                tick(a, next);
            lanes_push(&a->lanes, (uint32_t)(k % OFFICERS) + 1, &r);
        }
    tick(a, next);
    double seconds = cpu_seconds() - start;
    if (analysis_all(a)->total != LAPS * in->count)
        die("some reports were not counted");
    free(reports);
    analysis_destroy(a);
    return seconds / (double)(LAPS * in->count);
}

static void bench_windows(const struct input *in)
{
    double brief[BENCH_RUNS];
    double lengthy[BENCH_RUNS];
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        brief[i] = run_windows(in, short_windows);
        lengthy[i] = run_windows(in, long_windows);
    }
    printf("window: log and windows 1h,6h,12h alone, from interned reports %.1f M/s (>= 20), "
           "1d,7d,31d %.1f M/s\n",
           1e-6 / bench_median(brief, BENCH_RUNS), 1e-6 / bench_median(lengthy, BENCH_RUNS));
}

/* --- from decoded messages -------------------------------------------------------------------- */

static void feed(struct analysis *a, const struct input *in, size_t laps)
{
    struct message m = {.kind = MESSAGE_CRIME, .run = text_of(run_id)};
    uint64_t seq[OFFICERS] = {0};
    int64_t next = CIVIL_HOUR_S;
    for (size_t n = 0; n < laps * in->count; n++) {
        size_t k = n % in->count;
        m.crime = crime_of(in, k);
        m.crime.reported_at.s = time_of(in, k) + (int64_t)(n / in->count) * lap_s;
        m.officer = (uint32_t)(k % OFFICERS) + 1;
        m.seq = ++seq[k % OFFICERS];
        for (; m.crime.reported_at.s > next; next += CIVIL_HOUR_S)
            tick(a, next);
        analysis_feed(a, &m, (struct origin){0, (int64_t)n});
    }
    tick(a, (int64_t)laps * lap_s);
}

/* Seconds a report. */
static double run_feed(const struct input *in, const int64_t lengths[3])
{
    struct analysis *a = create(lengths);
    double start = cpu_seconds();
    feed(a, in, 2);
    double seconds = cpu_seconds() - start;
    analysis_destroy(a);
    return seconds / (double)(2 * in->count);
}

static void bench_feed(const struct input *in)
{
    double brief[BENCH_RUNS];
    double lengthy[BENCH_RUNS];
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        brief[i] = run_feed(in, short_windows);
        lengthy[i] = run_feed(in, long_windows);
    }
    double of_brief = bench_median(brief, BENCH_RUNS);
    double of_lengthy = bench_median(lengthy, BENCH_RUNS);
    printf("window: fed with decoded messages, texts interned %.1f M/s (>= 3)\n", 1e-6 / of_brief);
    printf("window: a report with windows 1d,7d,31d costs %.0f ns, with 1h,6h,12h %.0f ns, ratio "
           "%.2f (<= 1.3)\n",
           of_lengthy * 1e9, of_brief * 1e9, of_lengthy / of_brief);
}

static size_t resident_bytes(void)
{
    malloc_trim(0);
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long size;
    unsigned long resident;
    if (file == NULL || fscanf(file, "%lu %lu", &size, &resident) != 2) /* NOLINT(cert-err34-c) */
        die("/proc/self/statm cannot be read");
    fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* The first to run: later the heap has holes to hide in. */
static void bench_memory(const struct input *in)
{
    size_t before = resident_bytes();
    struct analysis *a = create(long_windows);
    feed(a, in, 1);
    size_t held = a->windows.log.end - a->windows.log.first;
    size_t bytes = resident_bytes() - before;
    if (held < in->count - in->count / 100)
        die("the log does not hold all of 31 days");
    printf("window: %zu reports held in a 31-day window take %.1f bytes each, names and all "
           "(<= 48)\n",
           held, (double)bytes / (double)held);
    analysis_destroy(a);
}

/* --- the checkpoint --------------------------------------------------------------------------- */

enum { SAVED_REPORTS = 100000 };

/* A log of so many reports, and all that stands around it, as the loop has to wait for it. */
static void bench_save(const struct input *in)
{
    struct input part = *in;
    part.count = in->count < SAVED_REPORTS ? in->count : SAVED_REPORTS;
    struct analysis *a = create(long_windows);
    feed(a, &part, 1);
    double save_ms[BENCH_RUNS];
    double load_ms[BENCH_RUNS];
    struct buffer bytes = {0};
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        struct error err;
        struct analysis *loaded = create(long_windows);
        bytes.len = 0;
        double start = cpu_seconds();
        analysis_save(a, &bytes);
        save_ms[i] = (cpu_seconds() - start) * 1e3;
        start = cpu_seconds();
        if (!analysis_load(loaded, buffer_text(&bytes), &err))
            die(err.text);
        load_ms[i] = (cpu_seconds() - start) * 1e3;
        if (analysis_window(loaded, 2)->total != analysis_window(a, 2)->total)
            die("not all that was saved came back");
        analysis_destroy(loaded);
    }
    printf("window: %zu reports are saved in %.1f ms (<= 10), %.1f MB, and read back in %.1f ms\n",
           part.count, bench_median(save_ms, BENCH_RUNS), (double)bytes.len / 1e6,
           bench_median(load_ms, BENCH_RUNS));
    buffer_free(&bytes);
    analysis_destroy(a);
}

int main(int argc, char **argv)
{
    struct input in = {0};
    if (argc != 2)
        return 2;
    load(&in, argv[1]);
    if (in.count == 0)
        die("no crimes");
    bench_memory(&in);
    bench_windows(&in);
    bench_feed(&in);
    bench_save(&in);
    free(in.rows);
    buffer_free(&in.texts);
    return 0;
}
