/* A made-up city: random reports, cut over random officers and partitions, what stands on the
 * topic, and a count of all that was ever reported, to which an analysis that reads it is held. */
#ifndef BLOTTER_TESTS_WINDOW_WORLD_H
#define BLOTTER_TESTS_WINDOW_WORLD_H

#include "base/check.h"

#include "blotter/window/analysis.h"

enum { REPORTS_MAX = 400, NAMES = 9, PARTITIONS_MAX = 5, OFFICERS = 7, POSTS_MAX = 8000 };

struct made {
    int64_t at;
    uint32_t crime, place[PLACE_COUNT]; /* "name N", 0 the empty name */
    double lat, lon;                    /* NaN for none */
    uint32_t officer;
    int64_t due; /* the figures hold it from then on: its time, or its officer's clock before it */
};

/* What stands on the topic. */
struct post {
    enum message_kind kind;
    uint32_t officer;
    uint64_t seq;
    int64_t at;
    struct made *crime;
};

struct world {
    uint64_t seed;
    struct random random;
    struct analysis_config config;
    struct analysis *a;
    struct made made[REPORTS_MAX];
    size_t made_count;
    char run[16];
    int runs;
    bool foreign;
    int64_t windows_from, begin, lateness;
    int64_t run_from; /* the `windows_from` that its `start`s have */
    uint32_t officers;
    struct post posts[PARTITIONS_MAX][POSTS_MAX];
    size_t post_count[PARTITIONS_MAX], read[PARTITIONS_MAX];
    int32_t partitions;
    int64_t every, next, last_tick; /* of the ticks */
    int64_t since;                  /* of `all` */
    bool holds_back;                /* some reports */
    bool counts_sent;               /* their seq is by sending, so there is no gap */
    size_t late;
};

/* Zeroed; the caller's, for free(). */
struct world *world_create(void);

/* Makes all anew from a seed: the reports and `a`, an analysis of the world's own settings. */
void world_begin(struct world *w, uint64_t seed);

/* A random number from 0 to n - 1, of the world's seed. */
size_t world_below(struct world *w, size_t n);

/* Puts a run that begins at `begin`, its windows filled since `from`, on the topic. */
void world_post_run(struct world *w, int64_t from, int64_t begin);

/* The first run, followed. */
void world_follow_run(struct world *w);

/* The reports as somebody else's messages, late by up to the lateness that is drawn. */
void world_post_foreign(struct world *w);

/* Feeds a few messages of a partition, and ticks up to the clock; false at the end of all. */
bool world_read_some(struct world *w);

/* Feeds what is left, and ticks to the last report. */
void world_read_to_the_end(struct world *w);

/* The time since when the log holds every report, at `at`. */
int64_t world_held_from(const struct world *w, int64_t at);

/* The analysis has the counts of all that was reported, at `at`: in its windows; in the newest
 * reports it shows; in these and since the beginning. */
void world_expect_windows(const struct world *w, int64_t at);
void world_expect_latest(const struct world *w, int64_t at);
void world_expect_all(const struct world *w, int64_t at);

#endif
