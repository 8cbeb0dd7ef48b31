#include "save.h"

#include "run_state.h"

/* As written: clock, end_at, whole_from, the flags, next_seq and the number of gaps; from, to and
 * until. */
enum { OFFICER_BYTES = 8 + 8 + 8 + 4 + 8 + 8, GAP_BYTES = 3 * 8 };

enum { HEARD = 1, ENDED = 2, LEFT_OUT = 4, FLAGS = 8 };

static void save_officer(const struct officer *o, struct buffer *out)
{
    wire_put_time(out, o->clock);
    wire_put_time(out, o->end_at);
    wire_put_time(out, o->whole_from);
    wire_put_u32(out,
                 (o->heard ? HEARD : 0U) | (o->ended ? ENDED : 0U) | (o->left_out ? LEFT_OUT : 0U));
    wire_put_u64(out, o->next_seq);
    wire_put_u64(out, o->gaps.count);
    for (const struct gap *gap = gaps_from(&o->gaps, 0); gap != NULL;
         gap = gaps_from(&o->gaps, gap->to + 1)) {
        wire_put_u64(out, gap->from);
        wire_put_u64(out, gap->to);
        wire_put_time(out, gap->until);
    }
}

void run_save(const struct run *run, struct buffer *out)
{
    wire_put_text(out, run_name(run));
    wire_put_u32(out, run->expected);
    wire_put_time(out, run->clock);
    wire_put_u64(out, run->known);
    for (size_t i = 0; i < run->known; i++)
        save_officer(&run->officers[i], out);
}

static void load_gaps(struct wire *w, struct run *run, struct officer *o)
{
    uint64_t last = 0;
    for (size_t count = wire_count(w, GAP_BYTES); count > 0 && !w->bad; count--) {
        struct gap gap = {.from = wire_u64(w), .to = wire_u64(w)};
        gap.until = wire_time(w);
        wire_must(w, gap.from > last && gap.from <= gap.to && gap.to < o->next_seq);
        last = gap.to;
        if (w->bad)
            return;
        gaps_add(&o->gaps, &gap);
        run->missing += gap.to - gap.from + 1;
    }
}

static void load_officer(struct wire *w, struct run *run, struct officer *o)
{
    o->clock = wire_time(w);
    o->end_at = wire_time(w);
    o->whole_from = wire_time(w);
    uint32_t flags = wire_u32(w);
    o->heard = (flags & HEARD) != 0;
    o->ended = (flags & ENDED) != 0;
    o->left_out = (flags & LEFT_OUT) != 0;
    o->next_seq = wire_u64(w);
    wire_must(w, flags < FLAGS && o->next_seq <= (uint64_t)INT64_MAX + 1);
    load_gaps(w, run, o);
}

struct run *run_load(struct wire *w)
{
    struct run *run = run_create(wire_text(w));
    uint32_t expected = wire_u32(w);
    civil_time clock = wire_time(w);
    size_t known = wire_count(w, OFFICER_BYTES);
    wire_must(w, known <= OFFICERS_MAX && expected <= known);
    for (uint32_t k = 1; k <= known && !w->bad; k++)
        load_officer(w, run, run_officer(run, k));
    if (w->bad)
        return run;
    run->expected = expected;
    run->clock = clock;
    run_find_clock(run);
    return run;
}
