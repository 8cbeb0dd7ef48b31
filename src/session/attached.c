#include "attached.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

enum { NOBODY = -1 };

/* A run that was heard of. Its number is its name's in `names`; the foreign messages are one too,
 * with an empty name. */
struct heard {
    bool started; /* its start was read */
    int64_t began_ms;
    bool restored; /* from a checkpoint: where it begins is not known */
    uint64_t last_heard;
    int64_t *first; /* its first offset, by partition; OFFSET_WHERE_IT_IS: none */
    char *continues;
    civil_time continues_at;
};

/* A part of what is shown: this run, up to `until`. */
struct part {
    uint32_t run;
    civil_time until;
};

struct attached {
    struct analysis *figures;
    struct decoder *decoder;
    int32_t partitions;
    int64_t lateness_s;

    struct interner *names;
    struct heard *heard;
    size_t heard_cap;
    struct text last_name; /* of the message before, which mostly is this one's */
    uint32_t last_run;
    uint64_t messages;

    int64_t shown;      /* a run's number, or NOBODY */
    struct part *parts; /* what is shown is read from: the last one is `shown` */
    size_t part_count, parts_cap, part;
    bool paused, foreign, caught_up, chose_last_heard;
    uint64_t beginnings;
    uint64_t listening; /* how often the shown run has said that somebody listens */

    bool leaps;       /* reading has to go to `offsets` before anything counts */
    int64_t *offsets; /* by partition */
    int64_t
        *next; /* the offset behind what was fed, by partition; OFFSET_WHERE_IT_IS: nothing yet */
    int64_t *counted; /* what is undecodable below has been counted */
};

static int64_t *offsets_new(int32_t partitions)
{
    int64_t *offsets = mem_new((size_t)partitions, sizeof *offsets);
    for (int32_t p = 0; p < partitions; p++)
        offsets[p] = OFFSET_WHERE_IT_IS;
    return offsets;
}

struct attached *attached_create(const struct analysis_config *config, int32_t partitions,
                                 int64_t lateness_s)
{
    struct attached *a = mem_new(1, sizeof *a);
    a->figures = analysis_create(config);
    analysis_set_partitions(a->figures, partitions);
    a->decoder = decoder_create();
    a->partitions = partitions;
    a->lateness_s = lateness_s;
    a->names = intern_create();
    a->shown = NOBODY;
    a->offsets = offsets_new(partitions);
    a->next = offsets_new(partitions);
    a->counted = offsets_new(partitions);
    return a;
}

void attached_destroy(struct attached *a)
{
    if (a == NULL)
        return;
    for (size_t i = 0; i < intern_count(a->names); i++) {
        free(a->heard[i].first);
        free(a->heard[i].continues);
    }
    free(a->heard);
    free(a->parts);
    free(a->offsets);
    free(a->next);
    free(a->counted);
    intern_destroy(a->names);
    decoder_destroy(a->decoder);
    analysis_destroy(a->figures);
    free(a);
}

struct analysis *attached_figures(const struct attached *a)
{
    return a->figures;
}

/* The part that is read now. */
static const struct part *current(const struct attached *a)
{
    return &a->parts[a->part];
}

/* Does another run go on where the one read now has arrived? */
static bool part_is_over(const struct attached *a)
{
    return a->part + 1 < a->part_count &&
           (a->caught_up || analysis_final(a->figures).s >= current(a)->until.s);
}

civil_time attached_clock(const struct attached *a)
{
    if (a->shown == NOBODY || a->leaps)
        return CIVIL_NEVER;
    return part_is_over(a) ? current(a)->until : analysis_clock(a->figures);
}

civil_time attached_final(const struct attached *a)
{
    if (a->shown == NOBODY || a->leaps)
        return CIVIL_NEVER;
    return part_is_over(a) ? current(a)->until : analysis_final(a->figures);
}

bool attached_has_run(const struct attached *a)
{
    return a->shown != NOBODY;
}

bool attached_is_foreign(const struct attached *a)
{
    return a->foreign;
}

bool attached_is_paused(const struct attached *a)
{
    return a->paused;
}

uint64_t attached_listening(const struct attached *a)
{
    return a->listening;
}

uint64_t attached_beginnings(const struct attached *a)
{
    return a->beginnings;
}

/* --- which run ------------------------------------------------------------------------------ */

static bool is_foreign(const struct attached *a, uint32_t run)
{
    return intern_text(a->names, run).len == 0;
}

/* Is `run`, of which something new has just been learnt, to be shown instead of `shown`? A run
 * without a start is older than any, and what is foreign is older still. */
static bool is_newer(const struct attached *a, uint32_t run, bool first_heard)
{
    if (a->shown == NOBODY)
        return true;
    uint32_t shown = (uint32_t)a->shown;
    const struct heard *h = &a->heard[run];
    const struct heard *s = &a->heard[shown];
    if (h->started && s->started)
        return h->began_ms > s->began_ms;
    if (h->started != s->started)
        return h->started;
    if (is_foreign(a, run) != is_foreign(a, shown))
        return is_foreign(a, shown);
    return first_heard;
}

/* The newest of those with a start: what is learnt of one can make it older than another. */
static int64_t newest_started(const struct attached *a)
{
    int64_t newest = a->shown;
    for (uint32_t i = 0; i < intern_count(a->names); i++)
        if (a->heard[i].started && (newest == NOBODY || !a->heard[newest].started ||
                                    a->heard[i].began_ms > a->heard[newest].began_ms))
            newest = i;
    return newest;
}

static bool is_part(const struct attached *a, uint32_t run)
{
    for (size_t i = 0; i < a->part_count; i++)
        if (a->parts[i].run == run)
            return true;
    return false;
}

/* The run that this one continues, if it was heard of and is not a part already. */
static bool find_continued(const struct attached *a, uint32_t run, uint32_t *ret)
{
    const char *name = a->heard[run].continues;
    if (name == NULL || !intern_find(a->names, text_of(name)))
        return false;
    *ret = intern_id(a->names, text_of(name));
    return !is_part(a, *ret);
}

/* What the shown run is read from, the oldest first. */
static void find_parts(struct attached *a)
{
    uint32_t run = (uint32_t)a->shown;
    civil_time until = CIVIL_FOREVER;
    a->part_count = 0;
    for (bool more = true; more;) {
        a->parts = mem_grow(a->parts, &a->parts_cap, a->part_count + 1, sizeof *a->parts);
        a->parts[a->part_count++] = (struct part){run, until};
        until = civil_earlier(until, a->heard[run].continues_at);
        more = find_continued(a, run, &run);
    }
    for (size_t i = 0, j = a->part_count - 1; i < j; i++, j--) {
        struct part swapped = a->parts[i];
        a->parts[i] = a->parts[j];
        a->parts[j] = swapped;
    }
    a->part = 0;
}

/* --- where to read ---------------------------------------------------------------------------- */

/* Reading has to be where the current part begins. `in`: the message that is being fed, or NULL. */
static void go_to_part(struct attached *a, const struct incoming *in)
{
    const struct heard *h = &a->heard[current(a)->run];
    a->leaps = false;
    for (int32_t p = 0; p < a->partitions; p++) {
        int64_t here = in != NULL && p == in->partition ? in->offset : a->next[p];
        bool begins_before = h->first[p] != OFFSET_WHERE_IT_IS && h->first[p] != here;
        a->offsets[p] = h->restored ? OFFSET_OF_BEGINNING : begins_before ? h->first[p] : here;
        a->leaps = a->leaps || h->restored || begins_before;
    }
}

static void begin(struct attached *a, const struct incoming *in)
{
    find_parts(a);
    a->paused = false;
    a->foreign = is_foreign(a, current(a)->run);
    a->beginnings++;
    a->listening = 0;
    if (a->foreign)
        analysis_follow_foreign(a->figures, a->lateness_s);
    else
        analysis_follow(a->figures, intern_text(a->names, current(a)->run));
    go_to_part(a, in);
}

/* Something new is known of a run; shows what has to be shown now. */
static void choose(struct attached *a, uint32_t run, bool first_heard, const struct incoming *in)
{
    int64_t before = a->shown;
    if (is_newer(a, run, first_heard))
        a->shown = run;
    else if (before == (int64_t)run)
        a->shown = newest_started(a);
    uint32_t oldest;
    bool longer = before == a->shown && find_continued(a, a->parts[0].run, &oldest);
    if (before != a->shown || longer)
        begin(a, in);
}

/* --- messages ------------------------------------------------------------------------------- */

static uint32_t run_named(struct attached *a, struct text name, bool *ret_new)
{
    *ret_new = false;
    if (a->messages > 0 && text_equal(name, a->last_name))
        return a->last_run;
    size_t known = intern_count(a->names);
    uint32_t run = intern_id(a->names, name);
    *ret_new = run == known;
    if (*ret_new) {
        a->heard = mem_grow(a->heard, &a->heard_cap, known + 1, sizeof *a->heard);
        a->heard[run] =
            (struct heard){.first = offsets_new(a->partitions), .continues_at = CIVIL_NEVER};
    }
    a->last_run = run;
    a->last_name = intern_text(a->names, run);
    return run;
}

/* The smallest `began` counts: officers in processes of their own have their own. True when
 * something is new. */
static bool note_start(struct heard *h, const struct message *m)
{
    bool is_news = !h->started || m->began_ms < h->began_ms;
    if (is_news)
        h->began_ms = m->began_ms;
    h->started = true;
    if (m->continues.len > 0 && h->continues == NULL) {
        h->continues = mem_copy_text(m->continues.ptr, m->continues.len);
        h->continues_at = m->at;
        is_news = true;
    }
    return is_news;
}

static void feed_message(struct attached *a, const struct message *m, const struct incoming *in)
{
    bool is_first;
    uint32_t run = run_named(a, m->run, &is_first);
    struct heard *h = &a->heard[run];
    h->last_heard = ++a->messages;
    if (h->first[in->partition] == OFFSET_WHERE_IT_IS || in->offset < h->first[in->partition])
        h->first[in->partition] = in->offset;
    bool is_news = m->kind == MESSAGE_START && note_start(h, m);
    if (is_first || is_news)
        choose(a, run, is_first, in);
    if (a->leaps)
        return;
    if (run == current(a)->run) {
        if (m->kind == MESSAGE_CLOCK)
            a->paused = m->paused;
        a->listening += m->listens;
        analysis_feed(a->figures, m, (struct origin){in->partition, in->offset});
    } else if (!is_part(a, run)) {
        analysis_note_stale(a->figures);
    }
}

void attached_feed(struct attached *a, const struct incoming *in)
{
    struct message m;
    const char *why;
    if (a->leaps) { /* it will come again */
        if (a->offsets[in->partition] == OFFSET_WHERE_IT_IS)
            a->offsets[in->partition] = in->offset;
        return;
    }
    switch (decoder_read(a->decoder, in->value, in->read_at, &m, &why)) {
    case DECODED_FOREIGN:
    case DECODED_MESSAGE:
        feed_message(a, &m, in);
        break;
    case DECODED_UNDECODABLE:
        if (in->offset > a->counted[in->partition])
            analysis_note_undecodable(a->figures, (struct origin){in->partition, in->offset}, why);
        a->counted[in->partition] = in->offset;
        break;
    }
    if (!a->leaps)
        a->next[in->partition] = in->offset + 1;
}

/* --- going on ------------------------------------------------------------------------------- */

/* Of runs whose starts are gone from the topic the one heard last, once all of it has been read. */
static void choose_last_heard(struct attached *a)
{
    int64_t last = a->shown;
    for (uint32_t i = 0; i < intern_count(a->names); i++)
        if (!is_foreign(a, i) && a->heard[i].last_heard > a->heard[last].last_heard)
            last = i;
    if (a->heard[a->shown].started || a->foreign || last == a->shown)
        return;
    a->shown = last;
    begin(a, NULL);
}

static void go_on_with_next_part(struct attached *a)
{
    civil_time until = current(a)->until;
    analysis_move(a->figures, until);
    a->part++;
    analysis_continue(a->figures, intern_text(a->names, current(a)->run), until);
    go_to_part(a, NULL);
}

void attached_note_caught_up(struct attached *a, bool caught_up)
{
    a->caught_up = caught_up && !a->leaps;
}

bool attached_settle(struct attached *a, const int64_t **ret_offsets)
{
    if (a->caught_up && !a->chose_last_heard && a->shown != NOBODY) {
        a->chose_last_heard = true;
        choose_last_heard(a);
    }
    while (!a->leaps && a->shown != NOBODY && part_is_over(a))
        go_on_with_next_part(a);
    if (!a->leaps)
        return false;
    a->leaps = false;
    for (int32_t p = 0; p < a->partitions; p++)
        if (a->offsets[p] >= 0)
            a->next[p] = a->offsets[p];
    *ret_offsets = a->offsets;
    return true;
}

bool attached_is_settled(const struct attached *a)
{
    return !a->leaps && a->shown != NOBODY && a->part + 1 == a->part_count;
}

/* --- checkpoints ---------------------------------------------------------------------------- */

struct attached_place attached_place(const struct attached *a)
{
    if (a->shown == NOBODY)
        return (struct attached_place){0};
    const struct heard *h = &a->heard[a->shown];
    return (struct attached_place){intern_text(a->names, (uint32_t)a->shown), h->started,
                                   h->began_ms};
}

void attached_restore(struct attached *a, const struct attached_place *place)
{
    bool is_new;
    uint32_t run = run_named(a, place->run, &is_new);
    a->heard[run].restored = true;
    a->heard[run].started = place->started;
    a->heard[run].began_ms = place->began_ms;
    a->shown = run;
    a->foreign = is_foreign(a, run);
    find_parts(a);
}
