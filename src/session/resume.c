/* The session's place: what is kept, and going on from what was (DESIGN §4 "Resume"). */
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "session_state.h"

/* --- going on ------------------------------------------------------------------------------- */

/* Of our own simulator the next run goes on from the place; of a topic that others feed reading
 * does (resume_reading). */
static bool take_place(struct session *s, const struct checkpoint *c, struct error *err)
{
    s->status.resumed = true;
    s->status.resumed_at = c->at;
    if (s->config->attach.on)
        return true;
    if (c->place.run.len == 0 || c->place.run.len >= sizeof s->continues)
        return checkpointer_refuse(s->checkpointer, "is damaged: it names no run", err);
    snprintf(s->continues, sizeof s->continues, "%.*s", (int)c->place.run.len, c->place.run.ptr);
    struct error why;
    if (!analysis_load(s->runs.shown, c->figures, &why))
        return checkpointer_refuse(s->checkpointer, why.text, err);
    /* What waited will be sent again, and the old run's clock says nothing any more. */
    analysis_continue(s->runs.shown, c->place.run, c->at);
    return true;
}

void resume_forget(struct session *s)
{
    if (s->checkpointer != NULL)
        checkpointer_forget(s->checkpointer);
}

const struct checkpoint *resume_place(const struct session *s)
{
    return s->checkpointer != NULL ? checkpointer_found(s->checkpointer) : NULL;
}

bool resume_reading(struct session *s, struct error *err)
{
    const struct checkpoint *c = resume_place(s);
    struct error why;
    if (s->attached == NULL || c == NULL)
        return true;
    if (c->partitions != s->topic.partitions)
        return checkpointer_refuse(s->checkpointer,
                                   "is of a topic with another number of partitions", err);
    if (!analysis_load(attached_figures(s->attached), c->figures, &why))
        return checkpointer_refuse(s->checkpointer, why.text, err);
    attached_restore(s->attached, &c->place);
    return true;
}

/* --- keeping -------------------------------------------------------------------------------- */

/* Of a topic that others feed nothing is kept before its end has been seen: until then ticks are
 * held back, and a tick has to be out before a checkpoint holds it. */
static bool is_settled(const struct session *s)
{
    return s->attached == NULL ||
           (s->consumer != NULL && s->status.caught_up && attached_is_settled(s->attached));
}

static const struct analysis *on_look(void *user, struct checkpoint *ret)
{
    struct session *s = user;
    const struct analysis *a = session_analysis(s);
    if (!is_settled(s))
        return NULL;
    *ret = (struct checkpoint){.at = analysis_position(a)};
    if (s->attached == NULL) {
        ret->place.run = analysis_run(a);
        return a;
    }
    ret->place = attached_place(s->attached);
    ret->partitions = s->topic.partitions;
    for (int32_t p = 0; p < ret->partitions; p++)
        s->offsets[p] = consumer_next_offset(s->consumer, p);
    ret->offsets = s->offsets;
    return a;
}

static void on_problem(void *user, const char *why)
{
    session_news(user, why);
}

static void on_rest(void *user)
{
    struct session *s = user;
    if (s->quitting)
        session_quit_on(s);
}

bool resume_open(struct session *s, struct error *err)
{
    const struct checkpointer_config config = {
        .folder = s->config->state_folder,
        .every_ms = (uint64_t)s->config->checkpoint_ms,
        .source = s->config->source,
    };
    const struct checkpointer_callbacks callbacks = {on_look, on_problem, on_rest, s};
    if (config.folder == NULL)
        return true;
    s->checkpointer = checkpointer_create(s->loop, &config, &callbacks, err);
    const struct checkpoint *found = resume_place(s);
    return s->checkpointer != NULL && (found == NULL || take_place(s, found, err));
}

bool resume_is_closed(struct session *s)
{
    if (s->checkpointer == NULL)
        return true;
    bool closed = checkpointer_finish(s->checkpointer);
    s->status.place_lost = checkpointer_problem(s->checkpointer);
    return closed;
}

void resume_close(struct session *s)
{
    checkpointer_destroy(s->checkpointer);
    free(s->offsets);
}
