#include "runs.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

struct held_value {
    int32_t partition;
    int64_t offset;
    wall_time read_at;
    size_t at, len; /* in `held` */
};

void runs_init(struct runs *r, const struct analysis_config *config, runs_own_fn on_own, void *user)
{
    *r = (struct runs){
        .shown = analysis_create(config),
        .decoder = decoder_create(),
        .own = intern_create(),
        .on_own = on_own,
        .user = user,
    };
}

void runs_finish(struct runs *r)
{
    analysis_destroy(r->shown);
    analysis_destroy(r->next);
    decoder_destroy(r->decoder);
    intern_destroy(r->own);
    buffer_free(&r->held);
    free(r->held_values);
}

static void drop_held(struct runs *r)
{
    r->held.len = 0;
    r->held_count = 0;
}

static void drop_next(struct runs *r)
{
    analysis_destroy(r->next);
    r->next = NULL;
}

static void forget_others(struct runs *r, struct text name)
{
    drop_next(r);
    drop_held(r);
    r->seeks = 0;
    intern_destroy(r->own);
    r->own = intern_create();
    intern_id(r->own, name);
}

void runs_begin(struct runs *r, struct text name)
{
    forget_others(r, name);
    analysis_follow(r->shown, name);
}

void runs_continue(struct runs *r, struct text name, civil_time at)
{
    forget_others(r, name);
    analysis_continue(r->shown, name, at);
}

void runs_expect(struct runs *r)
{
    r->seeks++;
}

void runs_expect_none(struct runs *r)
{
    r->seeks = 0;
    drop_held(r);
}

/* --- messages ------------------------------------------------------------------------------- */

/* Nearly every message is of the run shown. */
static bool is_own(const struct runs *r, struct text run)
{
    return text_equal(run, analysis_run(r->shown)) || intern_find(r->own, run);
}

static void hold(struct runs *r, const struct incoming *in)
{
    r->held_values =
        mem_grow(r->held_values, &r->held_cap, r->held_count + 1, sizeof *r->held_values);
    r->held_values[r->held_count++] =
        (struct held_value){in->partition, in->offset, in->read_at, r->held.len, in->value.len};
    buffer_add(&r->held, in->value);
}

static void feed_message(struct runs *r, const struct message *m, const struct incoming *in)
{
    struct origin from = {in->partition, in->offset};
    if (!is_own(r, m->run)) {
        if (r->seeks > 0)
            hold(r, in);
        else
            analysis_feed(r->shown, m, from); /* which counts it as stale */
        return;
    }
    r->on_own(r->user, in->partition, in->value.len);
    struct text sought = r->next != NULL ? analysis_run(r->next) : (struct text){NULL, 0};
    analysis_feed(r->next != NULL && text_equal(m->run, sought) ? r->next : r->shown, m, from);
}

void runs_feed(struct runs *r, const struct incoming *in)
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
        analysis_note_undecodable(r->shown, (struct origin){in->partition, in->offset}, why);
        break;
    }
}

/* What was held back is read as if it came now. */
static void feed_held(struct runs *r)
{
    struct buffer bytes = r->held;
    struct held_value *values = r->held_values;
    size_t count = r->held_count;
    r->held = (struct buffer){0};
    r->held_values = NULL;
    r->held_count = r->held_cap = 0;
    for (size_t i = 0; i < count; i++)
        runs_feed(r, &(struct incoming){
                         .partition = values[i].partition,
                         .offset = values[i].offset,
                         .read_at = values[i].read_at,
                         .value = {bytes.data + values[i].at, values[i].len},
                     });
    buffer_free(&bytes);
    free(values);
}

bool runs_name(struct runs *r, struct text name)
{
    if (intern_find(r->own, name))
        return false;
    intern_id(r->own, name);
    if (r->seeks > 0)
        r->seeks--;
    drop_next(r);
    r->next = analysis_create(analysis_settings(r->shown));
    analysis_follow(r->next, name);
    feed_held(r);
    return true;
}

static bool has_arrived(const struct analysis *a)
{
    return analysis_has_started(a) && analysis_clock(a).s >= analysis_begin(a).s;
}

bool runs_settle(struct runs *r, bool move)
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
