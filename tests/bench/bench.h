/* What the benchmarks share: a clock, and the median of a few runs. */
#ifndef BLOTTER_TESTS_BENCH_H
#define BLOTTER_TESTS_BENCH_H

#include <stdlib.h>

#include "blotter/base/clock.h"

enum { BENCH_RUNS = 5 };

static inline double bench_seconds_since(mono_time start)
{
    return (double)(mono_now().ns - start.ns) / (double)NS_PER_S;
}

static inline int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts `values`. */
static inline double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, bench_compare);
    return values[count / 2];
}

#endif
