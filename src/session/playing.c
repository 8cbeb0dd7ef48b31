#include "blotter/session/playing.h"

struct query_play playing_of(const struct session *s, char speed[DURATION_TEXT_SIZE])
{
    static const char *const states[] = {
        [SESSION_STARTING] = "starting", [SESSION_LOADING] = "loading",
        [SESSION_WAITING] = "waiting",   [SESSION_PLAYING] = "playing",
        [SESSION_PAUSED] = "paused",     [SESSION_ENDED] = "ended",
        [SESSION_BROKEN] = "broken",     [SESSION_QUITTING] = "quitting",
    };
    const struct session_status *status = session_status(s);
    speed_write(status->speed, speed);
    bool knows_speed = !status->attached || status->steers;
    return (struct query_play){states[status->state], knows_speed ? speed : NULL};
}
