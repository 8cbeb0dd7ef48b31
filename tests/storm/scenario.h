/* A schedule: which processes run, what befalls them, and whether all came out as it had to. */
#ifndef BLOTTER_TESTS_STORM_SCENARIO_H
#define BLOTTER_TESTS_STORM_SCENARIO_H

#include "sim.h"

enum { FAULTS_MAX = 40 };

struct schedule {
    uint64_t seed;
    bool without[FAULTS_MAX]; /* these faults do not happen */
    size_t reports;           /* at most; 0: as many as are drawn */
    const char *folder;       /* for the file of reports */
};

/* Runs it. False: sim.why says what was wrong. *ret_faults: how many there are. */
bool scenario_run(const struct schedule *s, size_t *ret_faults);

#endif
