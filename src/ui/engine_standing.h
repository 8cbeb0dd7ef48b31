/* How an engine stands with a window (DESIGN §10 "Compare"): what it says at the newest tick that
 * both know, what of that differs, and how far behind it is. */
#ifndef BLOTTER_UI_ENGINE_STANDING_H
#define BLOTTER_UI_ENGINE_STANDING_H

#include "blotter/window/engines.h"
#include "clock_trail.h"

enum { ENGINE_SILENT_MS = 10000 };

struct engine_standing {
    const struct engine *engine;
    bool has_value; /* of this window, at or before the clock; else nothing that follows is known */
    struct engine_value value;
    bool has_ours; /* at that tick: else what has been is not whole any more, or not yet */
    struct tally ours;
    unsigned differs; /* bits of ENGINE_DIFFERS_… */
    int64_t behind_s; /* the stream's time from that tick to the clock */
    bool knows_real;
    uint64_t behind_ms; /* the same in real time that the clock took */
    uint64_t silent_ms; /* for so long it has not said a tick that is due; 0: it is not silent */
};

/* Of the k-th; engine_standing_finish follows. */
void engine_standing_find(const struct engines *engines, size_t k, const struct analysis *a,
                          size_t window, const struct clock_trail *trail, mono_time now,
                          struct engine_standing *ret);
void engine_standing_finish(struct engine_standing *s);

#endif
