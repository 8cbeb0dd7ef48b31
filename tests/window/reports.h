/* Reports made up for the tests of the windows. */
#ifndef BLOTTER_TESTS_WINDOW_REPORTS_H
#define BLOTTER_TESTS_WINDOW_REPORTS_H

#include "window/log.h"

/* One that is told apart from others by its crime's number. */
static inline struct report report_at(int64_t s, uint32_t number)
{
    return (struct report){.reported_at = {s}, .crime = number};
}

#endif
