/* Keeping the session's place, and going on from one that was kept (DESIGN §4 "Resume"). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"
#include "session_state.h"

/* --- going on ------------------------------------------------------------------------------- */

static bool refuse(const struct session *s, const char *why, struct error *err)
{
    return error_set(err, "%s %s; it is left as it is: another --state starts anew",
                     keeper_path(s->keeper), why);
}

/* Of our own simulator the next run goes on from the place; of a topic that others feed reading
 * does (resume_reading). */
static bool take_place(struct session *s, const struct checkpoint *c, struct error *err)
{
    if (!text_is(c->source, s->config->source))
        return refuse(s,
                      "is of other FILEs, --crimes, --delay, --seed, --start or --end, or of "
                      "another topic",
                      err);
    s->status.resumed = true;
    s->status.resumed_at = s->kept_at = c->at;
    if (s->config->attach.on)
        return true;
    if (c->place.run.len == 0 || c->place.run.len >= sizeof s->continues)
        return refuse(s, "is damaged: it names no run", err);
    snprintf(s->continues, sizeof s->continues, "%.*s", (int)c->place.run.len, c->place.run.ptr);
    struct error why;
    if (!analysis_load(s->runs.shown, c->figures, &why))
        return refuse(s, why.text, err);
    /* What waited will be sent again, and the old run's clock says nothing any more. */
    analysis_continue(s->runs.shown, c->place.run, c->at);
    return true;
}

static bool load(struct session *s, struct error *err)
{
    struct error why;
    if (!keeper_load(s->keeper, &s->kept, err))
        return false;
    if (s->kept.len == 0)
        return true;
    if (!checkpoint_read(buffer_text(&s->kept), &s->kept_place, &s->kept_offsets, &why))
        return refuse(s, why.text, err);
    return take_place(s, &s->kept_place, err);
}

void resume_forget(struct session *s)
{
    buffer_free(&s->kept);
    free(s->kept_offsets);
    s->kept_offsets = NULL;
}

bool resume_reading(struct session *s, const int64_t **ret_offsets, struct error *err)
{
    const struct checkpoint *c = &s->kept_place;
    struct error why;
    *ret_offsets = NULL;
    if (s->attached == NULL || s->kept_offsets == NULL)
        return true;
    if (c->partitions != s->topic.partitions)
        return refuse(s, "is of a topic with another number of partitions", err);
    if (!analysis_load(attached_figures(s->attached), c->figures, &why))
        return refuse(s, why.text, err);
    attached_restore(s->attached, &c->place);
    *ret_offsets = s->kept_offsets;
    return true;
}

/* --- keeping -------------------------------------------------------------------------------- */

static struct attached_place own_place(const struct session *s)
{
    return (struct attached_place){.run = analysis_run(s->runs.shown)};
}

/* Nothing new is to be kept before the figures have moved. */
static bool has_moved(struct session *s)
{
    civil_time at = analysis_position(session_analysis(s));
    return at.s != CIVIL_NEVER.s && at.s != s->kept_at.s;
}

static void save(struct session *s)
{
    const struct analysis *a = session_analysis(s);
    int32_t partitions = s->attached != NULL ? s->topic.partitions : 0;
    int64_t *offsets = mem_new((size_t)partitions + 1, sizeof *offsets);
    for (int32_t p = 0; p < partitions; p++)
        offsets[p] = consumer_next_offset(s->consumer, p);
    const struct checkpoint c = {
        .source = text_of(s->config->source),
        .place = s->attached != NULL ? attached_place(s->attached) : own_place(s),
        .at = analysis_position(a),
        .offsets = offsets,
        .partitions = partitions,
    };
    checkpoint_write(keeper_bytes(s->keeper), &c, a);
    free(offsets);
    s->saving_at = c.at;
    keeper_save(s->keeper);
}

/* Of a topic that others feed nothing is kept before its end has been seen: until then ticks are
 * held back, and a tick has to be out before a checkpoint holds it. */
static bool can_save(struct session *s)
{
    bool settled = s->attached == NULL ||
                   (s->consumer != NULL && s->status.caught_up && attached_is_settled(s->attached));
    return s->keeper != NULL && !keeper_is_busy(s->keeper) && settled && has_moved(s);
}

static void on_keep(uv_timer_t *timer)
{
    struct session *s = timer->data;
    if (can_save(s))
        save(s);
}

/* The same failure is news once. */
static void on_kept(void *user, const struct error *failed)
{
    struct session *s = user;
    if (failed == NULL)
        s->kept_at = s->saving_at;
    if (failed != NULL && strcmp(failed->text, s->keep_problem) != 0)
        session_news(s, failed->text);
    snprintf(s->keep_problem, sizeof s->keep_problem, "%s", failed != NULL ? failed->text : "");
    if (s->quitting)
        session_quit_on(s);
}

bool resume_open(struct session *s, struct error *err)
{
    if (s->config->state_folder == NULL)
        return true;
    s->keeper = keeper_create(s->loop, s->config->state_folder, on_kept, s, err);
    if (s->keeper == NULL || !load(s, err))
        return false;
    uint64_t every_ms = (uint64_t)s->config->checkpoint_ms;
    if (every_ms != CHECKPOINT_AT_END)
        uv_timer_start(&s->keep_timer, on_keep, every_ms, every_ms);
    return true;
}

bool resume_is_closed(struct session *s)
{
    uv_timer_stop(&s->keep_timer);
    if (!s->kept_last && can_save(s))
        save(s);
    s->kept_last = s->kept_last || s->keeper == NULL || keeper_is_busy(s->keeper);
    s->status.place_lost = s->keep_problem[0] != '\0' ? s->keep_problem : NULL;
    return s->keeper == NULL || !keeper_is_busy(s->keeper);
}

void resume_close(struct session *s)
{
    keeper_destroy(s->keeper);
    resume_forget(s);
}
