#include "topic_runs.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "backlog.h"
#include "known_runs.h"

/* The backlog of the parts to come; beyond it they are read again. */
enum { BACKLOG_MAX_BYTES = 64 * 1024 * 1024 };

/* A part of what is shown: this run, up to `until`, where the next one goes on. */
struct part {
    uint32_t run;
    civil_time until;
    struct backlog backlog; /* of it, that came while a part before it was read */
};

struct topic_runs {
    struct analysis *figures;
    struct decoder *decoder;
    int32_t partitions;
    int64_t lateness_s;

    struct known_runs runs;
    bool has_news; /* of runs, since the one to be shown was chosen */

    int64_t shown;      /* a run's number, or NO_RUN */
    struct part *parts; /* what is shown is read from: the last one is `shown` */
    size_t part_count, parts_cap, part;
    size_t ahead; /* partitions in which something of the current part is still to be read */
    size_t backlog_bytes; /* of all parts */
    bool let_go;          /* they were too many: what comes of the next part is read again */
    bool paused, foreign, caught_up;
    uint64_t beginnings;
    uint64_t listening; /* how often the shown run has said that somebody listens */

    int64_t *next;    /* by partition: behind what was fed; OFFSET_WHERE_IT_IS: nothing yet */
    int64_t *offsets; /* where reading goes to */
    int64_t *counted; /* what is undecodable below has been counted */
};

static int64_t *offsets_new(int32_t partitions)
{
    int64_t *offsets = mem_new((size_t)partitions, sizeof *offsets);
    for (int32_t p = 0; p < partitions; p++)
        offsets[p] = OFFSET_WHERE_IT_IS;
    return offsets;
}

struct topic_runs *topic_runs_create(const struct analysis_config *config, int32_t partitions,
                                     int64_t lateness_s, const struct cities *cities)
{
    struct topic_runs *a = mem_new(1, sizeof *a);
    a->figures = analysis_create(config);
    analysis_set_partitions(a->figures, partitions);
    a->decoder = decoder_create(cities);
    a->partitions = partitions;
    a->lateness_s = lateness_s;
    known_runs_init(&a->runs);
    a->shown = NO_RUN;
    a->offsets = offsets_new(partitions);
    a->next = offsets_new(partitions);
    a->counted = offsets_new(partitions);
    return a;
}

/* --- the backlog ---------------------------------------------------------------------------- */

static void drop_backlog(struct topic_runs *a, struct part *part)
{
    a->backlog_bytes -= part->backlog.values.len;
    backlog_clear(&part->backlog);
}

static void forget_parts(struct topic_runs *a)
{
    for (size_t i = 0; i < a->part_count; i++) {
        drop_backlog(a, &a->parts[i]);
        a->runs.of[a->parts[i].run].part = 0;
    }
    a->part_count = a->part = 0;
    a->let_go = false;
}

static void put_off(struct topic_runs *a, struct part *part, const struct incoming *in)
{
    if (a->backlog_bytes + in->value.len > BACKLOG_MAX_BYTES)
        a->let_go = true;
    if (a->let_go)
        return;
    a->backlog_bytes -= part->backlog.values.len;
    backlog_add(&part->backlog, in);
    a->backlog_bytes += part->backlog.values.len;
}

void topic_runs_destroy(struct topic_runs *a)
{
    if (a == NULL)
        return;
    forget_parts(a);
    free(a->parts);
    free(a->offsets);
    free(a->next);
    free(a->counted);
    known_runs_finish(&a->runs);
    decoder_destroy(a->decoder);
    analysis_destroy(a->figures);
    free(a);
}

/* --- what is asked -------------------------------------------------------------------------- */

struct analysis *topic_runs_figures(const struct topic_runs *a)
{
    return a->figures;
}

/* The part that is read now. */
static const struct part *current(const struct topic_runs *a)
{
    return &a->parts[a->part];
}

/* Does another run go on where the one read now has arrived, or has nothing more to come? */
static bool part_is_over(const struct topic_runs *a)
{
    return a->part + 1 < a->part_count &&
           (a->caught_up || a->ahead == 0 || analysis_final(a->figures).s >= current(a)->until.s);
}

static civil_time up_to(const struct topic_runs *a, civil_time clock)
{
    if (a->shown == NO_RUN)
        return CIVIL_NEVER;
    return part_is_over(a) ? current(a)->until : civil_earlier(clock, current(a)->until);
}

civil_time topic_runs_clock(const struct topic_runs *a)
{
    return up_to(a, analysis_clock(a->figures));
}

civil_time topic_runs_final(const struct topic_runs *a)
{
    return up_to(a, analysis_final(a->figures));
}

bool topic_runs_has_run(const struct topic_runs *a)
{
    return a->shown != NO_RUN;
}

bool topic_runs_is_foreign(const struct topic_runs *a)
{
    return a->foreign;
}

bool topic_runs_is_paused(const struct topic_runs *a)
{
    return a->paused;
}

uint64_t topic_runs_listening(const struct topic_runs *a)
{
    return a->listening;
}

uint64_t topic_runs_beginnings(const struct topic_runs *a)
{
    return a->beginnings;
}

/* --- what is shown -------------------------------------------------------------------------- */

/* How far back the runs that `run` continues go: to one that was not heard of, or in a circle. */
static size_t count_parts(struct topic_runs *a, int64_t run)
{
    size_t count = 0;
    for (; run != NO_RUN && a->runs.of[run].part == 0; count++) {
        a->runs.of[run].part = count + 1; /* from behind, until they are taken */
        run = known_runs_continued(&a->runs, (uint32_t)run);
    }
    return count;
}

/* What the run is read from, the oldest first. */
static void take_parts(struct topic_runs *a, uint32_t run)
{
    forget_parts(a);
    size_t count = count_parts(a, run);
    a->parts = mem_grow(a->parts, &a->parts_cap, count, sizeof *a->parts);
    a->part_count = count;
    civil_time until = CIVIL_FOREVER;
    for (size_t i = count; i-- > 0;) {
        a->parts[i] = (struct part){.run = run, .until = until};
        until = civil_earlier(until, a->runs.of[run].continues_at);
        a->runs.of[run].part = i + 1;
        if (i > 0)
            run = (uint32_t)known_runs_continued(&a->runs, run);
    }
}

/* Is more to be read than for what is shown now? */
static bool is_longer(const struct topic_runs *a)
{
    int64_t before = known_runs_continued(&a->runs, a->parts[0].run);
    return before != NO_RUN && a->runs.of[before].part == 0;
}

static bool go_back_to(struct topic_runs *a, int32_t partition, int64_t offset)
{
    if (offset != OFFSET_OF_BEGINNING && offset >= a->next[partition])
        return false;
    a->offsets[partition] = offset;
    a->next[partition] = offset != OFFSET_OF_BEGINNING ? offset : 0;
    return true;
}

/* Reading has to be where the first message stands of the current part and of those to come. False:
 * it is. */
static bool go_to_part(struct topic_runs *a)
{
    bool goes = false;
    a->let_go = false;
    memcpy(a->offsets, a->next, (size_t)a->partitions * sizeof *a->offsets);
    for (size_t i = a->part; i < a->part_count; i++) {
        const struct known_run *r = &a->runs.of[a->parts[i].run];
        drop_backlog(a, &a->parts[i]);
        for (size_t k = 0; k < r->span_count; k++)
            goes |= go_back_to(a, r->spans[k].partition, r->spans[k].first);
        for (int32_t p = 0; r->restored && p < a->partitions; p++)
            goes |= go_back_to(a, p, OFFSET_OF_BEGINNING);
    }
    return goes;
}

static void count_ahead(struct topic_runs *a)
{
    const struct known_run *r = &a->runs.of[current(a)->run];
    a->ahead = r->restored;
    for (size_t k = 0; k < r->span_count; k++)
        a->ahead += r->spans[k].last >= a->next[r->spans[k].partition];
}

/* Shows the run from here on. */
static void show(struct topic_runs *a, uint32_t run)
{
    take_parts(a, run);
    a->shown = run;
    a->paused = false;
    a->foreign = known_runs_is_foreign(&a->runs, current(a)->run);
    a->beginnings++;
    a->listening = 0;
    if (a->foreign)
        analysis_follow_foreign(a->figures, a->lateness_s);
    else
        analysis_follow(a->figures, known_runs_name(&a->runs, current(a)->run));
}

/* All of the topic has been read that there is, and there is news of its runs. True: reading goes
 * to a->offsets. */
static bool choose(struct topic_runs *a)
{
    int64_t newest = known_runs_newest(&a->runs);
    a->has_news = false;
    if (newest == NO_RUN || (newest == a->shown && !is_longer(a)))
        return false;
    show(a, (uint32_t)newest);
    bool goes = go_to_part(a);
    count_ahead(a);
    return goes;
}

/* --- messages ------------------------------------------------------------------------------- */

static void take(struct topic_runs *a, const struct message *m, const struct incoming *in)
{
    if (m->kind == MESSAGE_CLOCK)
        a->paused = m->paused;
    a->listening += m->listens;
    if (a->foreign)
        analysis_note_city(a->figures, decoder_profile(a->decoder));
    analysis_feed(a->figures, m, (struct origin){in->partition, in->offset});
}

/* A run of which this is the first message is shown at once if it is the newest so far: nothing has
 * to be read again. Else there is time until all has been read. */
static void note_news(struct topic_runs *a, uint32_t run, bool is_first)
{
    a->has_news = true;
    if (is_first && known_runs_continued(&a->runs, run) == NO_RUN &&
        (a->shown == NO_RUN || known_runs_is_newer(&a->runs, run, (uint32_t)a->shown)))
        show(a, run);
}

static void feed_message(struct topic_runs *a, const struct message *m, const struct incoming *in)
{
    bool is_first;
    uint32_t run = known_runs_find(&a->runs, m->run, &is_first);
    bool is_last = known_runs_note_place(&a->runs, run, in->partition, in->offset);
    bool is_news = m->kind == MESSAGE_START && known_runs_note_start(&a->runs, run, m);
    if (is_first || is_news)
        note_news(a, run, is_first);
    size_t part = a->runs.of[run].part;
    if (part == 0) {
        analysis_note_stale(a->figures);
    } else if (part == a->part + 1) {
        take(a, m, in);
        a->ahead -= is_last && a->ahead > 0;
    } else if (part > a->part + 1) {
        put_off(a, &a->parts[part - 1], in);
    }
}

void topic_runs_feed(struct topic_runs *a, const struct incoming *in)
{
    struct message m;
    const char *why;
    switch (decoder_read(a->decoder, in->value, in->read_at, &m, &why)) {
    case DECODED_FOREIGN:
    case DECODED_MESSAGE:
        feed_message(a, &m, in);
        break;
    case DECODED_UNDECODABLE:
        if (in->offset > a->counted[in->partition])
            analysis_note_undecodable_at(a->figures, (struct origin){in->partition, in->offset},
                                         incoming_time(in), why);
        a->counted[in->partition] = in->offset;
        break;
    }
    a->next[in->partition] = in->offset + 1;
}

/* --- going on ------------------------------------------------------------------------------- */

static void take_backlog(struct topic_runs *a, struct part *part)
{
    for (size_t i = 0; i < part->backlog.count; i++) {
        struct message m;
        const char *why;
        struct incoming in = backlog_at(&part->backlog, i);
        if (decoder_read(a->decoder, in.value, in.read_at, &m, &why) != DECODED_UNDECODABLE)
            take(a, &m, &in);
    }
    drop_backlog(a, part);
}

static bool go_on_with_next_part(struct topic_runs *a)
{
    civil_time until = current(a)->until;
    analysis_move(a->figures, until);
    a->part++;
    analysis_continue(a->figures, known_runs_name(&a->runs, current(a)->run), until);
    bool goes = a->let_go && go_to_part(a);
    take_backlog(a, &a->parts[a->part]);
    count_ahead(a);
    return goes;
}

void topic_runs_note_caught_up(struct topic_runs *a, bool caught_up)
{
    a->caught_up = caught_up;
}

enum topic_runs_step topic_runs_settle(struct topic_runs *a, const int64_t **ret_offsets)
{
    enum topic_runs_step step = TOPIC_RUNS_STAYS;
    bool goes = false;
    if (a->caught_up && a->has_news)
        goes = choose(a);
    if (!goes && a->shown != NO_RUN && part_is_over(a)) {
        goes = go_on_with_next_part(a);
        step = TOPIC_RUNS_GOES_ON;
    }
    if (!goes)
        return step;
    a->caught_up = false;
    *ret_offsets = a->offsets;
    return TOPIC_RUNS_LEAPS;
}

bool topic_runs_is_settled(const struct topic_runs *a)
{
    return a->shown != NO_RUN && a->part + 1 == a->part_count;
}

/* --- checkpoints ---------------------------------------------------------------------------- */

struct run_place topic_runs_place(const struct topic_runs *a)
{
    if (a->shown == NO_RUN)
        return (struct run_place){0};
    const struct known_run *r = &a->runs.of[a->shown];
    return (struct run_place){known_runs_name(&a->runs, (uint32_t)a->shown), r->started,
                              r->began_ms};
}

void topic_runs_restore(struct topic_runs *a, const struct run_place *place)
{
    bool is_new;
    uint32_t run = known_runs_find(&a->runs, place->run, &is_new);
    a->runs.of[run].restored = true;
    a->runs.of[run].started = place->started;
    a->runs.of[run].began_ms = place->began_ms;
    a->shown = run;
    a->foreign = known_runs_is_foreign(&a->runs, run);
    take_parts(a, run);
}
