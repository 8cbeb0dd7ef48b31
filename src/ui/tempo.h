/* Tempo: how fast the city's time passes, and how many reports its hours had. Both are kept from
 * one drawing to the next; real time comes in as an argument. */
#ifndef BLOTTER_UI_TEMPO_H
#define BLOTTER_UI_TEMPO_H

#include "blotter/base/clock.h"
#include "blotter/window/analysis.h"

/* The speed achieved over the last two seconds. {0} has seen nothing. */
enum { TEMPO_SAMPLES = 20, TEMPO_STEP_MS = 100 };

struct tempo {
    struct tempo_sample {
        mono_time at;
        civil_time position;
    } samples[TEMPO_SAMPLES]; /* a ring */
    size_t end;               /* how many were ever taken */
    mono_time begun;          /* when the first one was */
};

void tempo_clear(struct tempo *t);

/* The clock stands at `position` now. */
void tempo_note(struct tempo *t, mono_time now, civil_time position);

/* Simulated milliseconds a real second; false when it has not played long enough to tell. */
bool tempo_measure(const struct tempo *t, mono_time now, double *ret_ms_per_s);

/* Reports per hour of the city's clock. {0} has seen nothing. */
enum { RATE_HOURS = 4096 }; /* a quarter in days, and more */

struct rate {
    uint32_t of[RATE_HOURS];  /* by the hour's number, a ring */
    int64_t newest, oldest;   /* numbers of the hours in it */
    civil_time noted;         /* where the figures stood then */
    uint64_t total;           /* and the reports that had passed the filter */
    char filter[FILTER_SIZE]; /* which one */
    bool begun;
};

void rate_clear(struct rate *r);

/* Takes in what the figures have moved on by. Exact as long as the log still holds all of it; what
 * it has dropped already is spread evenly over the hours it came from. */
void rate_note(struct rate *r, const struct analysis *a);

/* The newest `count` hours or as many as there are, the oldest first; returns how many. */
size_t rate_hours(const struct rate *r, uint32_t *ret, size_t count);

/* The same in buckets of so many hours, which begin at its multiples; the newest is not whole yet.
 */
size_t rate_buckets(const struct rate *r, int64_t bucket_hours, uint32_t *ret, size_t count);

#endif
