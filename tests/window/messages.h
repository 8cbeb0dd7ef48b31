/* Messages made by hand for the tests of the analysis: officer k's stand in partition k - 1, a
 * crime at the offset of its seq. */
#ifndef BLOTTER_TESTS_WINDOW_MESSAGES_H
#define BLOTTER_TESTS_WINDOW_MESSAGES_H

#include <stdio.h>

#include "blotter/window/analysis.h"

#define HOUR 3600

static inline struct analysis_config config_of(size_t count, const int64_t *lengths)
{
    struct analysis_config c = {
        .window_count = count, .near = {34, -118, 0.5, ""}, .place = PLACE_AREA};
    for (size_t i = 0; i < count; i++) {
        c.windows[i].length_s = lengths[i];
        snprintf(c.windows[i].name, sizeof c.windows[i].name, "w%zu", i);
    }
    return c;
}

static inline void feed_start(struct analysis *a, const char *run, uint32_t officer,
                              uint32_t officers, int64_t from, int64_t at, int64_t until)
{
    const struct message m = {.kind = MESSAGE_START,
                              .run = text_of(run),
                              .officer = officer,
                              .officers = officers,
                              .windows_from = {from},
                              .at = {at},
                              .until = {until}};
    analysis_feed(a, &m, (struct origin){(int32_t)officer - 1, 0});
}

static inline void feed_clock(struct analysis *a, const char *run, uint32_t officer,
                              uint32_t officers, uint64_t seq, int64_t at, bool end)
{
    const struct message m = {.kind = end ? MESSAGE_END : MESSAGE_CLOCK,
                              .run = text_of(run),
                              .officer = officer,
                              .officers = officers,
                              .seq = seq,
                              .at = {at}};
    analysis_feed(a, &m, (struct origin){(int32_t)officer - 1, (int64_t)seq});
}

static inline void feed_crime(struct analysis *a, const char *run, uint32_t officer, uint64_t seq,
                              int64_t at)
{
    const struct message m = {.kind = MESSAGE_CRIME,
                              .run = text_of(run),
                              .officer = officer,
                              .seq = seq,
                              .crime = {.reported_at = {at},
                                        .crime = text_of("ROBBERY"),
                                        .area = text_of("Central"),
                                        .lat = text_of("34.1"),
                                        .lon = text_of("-118.1")}};
    analysis_feed(a, &m, (struct origin){(int32_t)officer - 1, (int64_t)seq});
}

static inline struct analysis *created(size_t count, const int64_t *lengths)
{
    const struct analysis_config c = config_of(count, lengths);
    return analysis_create(&c);
}

#endif
