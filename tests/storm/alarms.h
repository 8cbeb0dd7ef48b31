/* The alerts of a town, found by looking at every instant at which one of its counts changes. */
#ifndef BLOTTER_TESTS_STORM_ALARMS_H
#define BLOTTER_TESTS_STORM_ALARMS_H

#include "town.h"

enum { ALARM_RULES = 6, ALARMS_MAX = 4000 };

struct alarm {
    char *line; /* as it has to be printed */
    int64_t at;
    bool printed, printed_now; /* at all; by the process that runs */
};

struct alarms {
    struct alarm of[ALARMS_MAX];
    size_t count, left; /* those that have not been printed */
};

const char *alarms_rule(size_t number); /* as --alert has it */

/* All that these rules have to say, a bit a rule. */
void alarms_find(struct alarms *a, const struct town *t, unsigned rules);

#endif
