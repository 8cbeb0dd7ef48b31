#include "own_runs.h"

void own_runs_init(struct own_runs *r, const struct analysis_config *config,
                   own_runs_read_fn on_own, void *user)
{
    *r = (struct own_runs){
        .shown = analysis_create(config),
        .decoder = decoder_create(NULL),
        .own = intern_create(),
        .on_own = on_own,
        .user = user,
    };
}

void own_runs_finish(struct own_runs *r)
{
    analysis_destroy(r->shown);
    analysis_destroy(r->next);
    decoder_destroy(r->decoder);
    intern_destroy(r->own);
    backlog_clear(&r->unknown);
}

static void drop_next(struct own_runs *r)
{
    analysis_destroy(r->next);
    r->next = NULL;
}

static void forget_others(struct own_runs *r, struct text name)
{
    drop_next(r);
    backlog_clear(&r->unknown);
    r->seeks = 0;
    intern_destroy(r->own);
    r->own = intern_create();
    intern_id(r->own, name);
}

void own_runs_begin(struct own_runs *r, struct text name)
{
    forget_others(r, name);
    analysis_follow(r->shown, name);
}

void own_runs_continue(struct own_runs *r, struct text name, civil_time at)
{
    forget_others(r, name);
    analysis_continue(r->shown, name, at);
}

void own_runs_expect(struct own_runs *r)
{
    r->seeks++;
}

void own_runs_expect_none(struct own_runs *r)
{
    r->seeks = 0;
    backlog_clear(&r->unknown);
}

/* --- messages ------------------------------------------------------------------------------- */

/* Nearly every message is of the run shown. */
static bool is_own(const struct own_runs *r, struct text run)
{
    return text_equal(run, analysis_run(r->shown)) || intern_find(r->own, run);
}

static void feed_message(struct own_runs *r, const struct message *m, const struct incoming *in)
{
    struct origin from = {in->partition, in->offset};
    if (!is_own(r, m->run)) {
        if (r->seeks > 0)
            backlog_add(&r->unknown, in);
        else
            analysis_feed(r->shown, m, from); /* which counts it as stale */
        return;
    }
    r->on_own(r->user, in->partition, in->value.len);
    struct text sought = r->next != NULL ? analysis_run(r->next) : (struct text){NULL, 0};
    analysis_feed(r->next != NULL && text_equal(m->run, sought) ? r->next : r->shown, m, from);
}

/* It has cost the simulator credit when it was garbled on purpose. What has waited for a sought
 * run's name is that run's. */
static void feed_undecodable(struct own_runs *r, const struct incoming *in, const char *why)
{
    struct text run = incoming_run(in);
    if (r->seeks > 0 && run.len > 0 && !is_own(r, run)) {
        backlog_add(&r->unknown, in);
        return;
    }
    bool is_next = r->next != NULL && text_equal(run, analysis_run(r->next));
    r->on_own(r->user, in->partition, in->value.len);
    analysis_note_undecodable_at(is_next ? r->next : r->shown,
                                 (struct origin){in->partition, in->offset}, incoming_time(in),
                                 why);
}

void own_runs_feed(struct own_runs *r, const struct incoming *in)
{
    struct message m;
    const char *why;
    switch (decoder_read(r->decoder, in->value, in->read_at, &m, &why)) {
    case DECODED_MESSAGE:
        feed_message(r, &m, in);
        break;
    case DECODED_FOREIGN:
        analysis_note_stale(r->shown);
        break;
    case DECODED_UNDECODABLE:
        feed_undecodable(r, in, why);
        break;
    }
}

/* What has waited for its run's name is read as if it came now. */
static void feed_unknown(struct own_runs *r)
{
    struct backlog unknown = r->unknown;
    r->unknown = (struct backlog){0};
    for (size_t i = 0; i < unknown.count; i++) {
        struct incoming in = backlog_at(&unknown, i);
        own_runs_feed(r, &in);
    }
    backlog_clear(&unknown);
}

bool own_runs_name(struct own_runs *r, struct text name)
{
    if (intern_find(r->own, name))
        return false;
    intern_id(r->own, name);
    if (r->seeks > 0)
        r->seeks--;
    drop_next(r);
    r->next = analysis_create(analysis_settings(r->shown));
    analysis_follow(r->next, name);
    feed_unknown(r);
    return true;
}

static bool has_arrived(const struct analysis *a)
{
    return analysis_has_started(a) && analysis_clock(a).s >= analysis_begin(a).s;
}

bool own_runs_settle(struct own_runs *r, bool move)
{
    bool taken = r->next != NULL && has_arrived(r->next);
    if (taken) {
        analysis_take_edits(r->next, analysis_settings(r->shown));
        analysis_destroy(r->shown);
        r->shown = r->next;
        r->next = NULL;
    }
    if (move)
        analysis_move(r->shown, analysis_clock(r->shown));
    return taken;
}
