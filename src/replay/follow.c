#include <stdio.h>

#include "simulator_state.h"

static int64_t wall_ms(void)
{
    return (int64_t)(wall_now().us / US_PER_MS);
}

/* What an earlier process has sent is known of the run that this one was started for. */
static bool has_history(const struct simulator *s)
{
    return !s->has_stream && s->config->run != NULL && strcmp(s->run, s->config->run) == 0;
}

static void begin_run(struct simulator *s)
{
    bool resumed;
    memcpy(s->run, s->state.run, sizeof s->run);
    resumed = has_history(s);
    play_begin_run(s, &(struct run_plan){
                          .run = text_of(s->run),
                          .officers = s->config->selection.officers,
                          .only = s->config->only_officer,
                          .began_ms = wall_ms(),
                          .sought = s->state.began_at.s != CIVIL_NEVER.s,
                          .at = s->state.began_at,
                          .windows_from = s->state.windows_from,
                          .sent_before = resumed ? s->config->sent_before : NULL,
                          .started_before = resumed ? s->config->started_before : NULL,
                          .listens = true,
                      });
}

static void obey(struct simulator *s)
{
    if (s->phase == PHASE_WAITING || strcmp(s->run, s->state.run) != 0)
        begin_run(s);
    sim_time here = {play_state_position_ms(&s->state, wall_ms())};
    s->stream.obeys = s->state.n;
    pace_follow(&s->pace, here, s->state.speed, s->state.paused, mono_now());
    play_changed(s);
}

/* Nobody has said yet how to play: as this one was told to, from the beginning. */
static void propose(struct simulator *s)
{
    struct play_state state = {
        .data_from = civil_add(s->store.first, -1),
        .began_at = CIVIL_NEVER,
        .windows_from = CIVIL_NEVER,
        .at = civil_add(s->store.first, -1),
        .real_ms = wall_ms(),
        .speed = s->pace.speed,
    };
    memcpy(state.first_run, s->first_run, sizeof state.first_run);
    memcpy(state.run, s->first_run, sizeof state.run);
    s->callbacks.on_propose(s->callbacks.user, &state);
}

void simulator_follow(struct simulator *s, const struct play_state *state)
{
    if (state->n <= s->state.n || s->quitting || s->phase == PHASE_DONE)
        return;
    if (!play_state_is_of(state, text_of(s->first_run))) {
        if (s->phase == PHASE_WAITING) /* what was proposed may have come too late */
            propose(s);
        return;
    }
    s->state = *state;
    if (s->phase != PHASE_LOADING)
        obey(s);
}

void follow_begin(struct simulator *s)
{
    uv_timer_stop(&s->tick);
    s->phase = PHASE_WAITING;
    s->callbacks.on_begin(s->callbacks.user);
    if (s->state.n > 0)
        obey(s);
    else
        propose(s);
}

void follow_init(struct simulator *s)
{
    const struct simulator_config *config = s->config;
    const char *first = config->first_run != NULL ? config->first_run : config->run;
    if (first != NULL)
        snprintf(s->first_run, sizeof s->first_run, "%s", first);
    else
        play_name_run(s, wall_now());
    if (first == NULL)
        memcpy(s->first_run, s->run, sizeof s->first_run);
    if (config->state != NULL)
        simulator_follow(s, config->state);
}
