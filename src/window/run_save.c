#include "run_save.h"

#include "run_state.h"

/* As written: clock, whole_from, the flags, next_seq and the number of gaps; from, to and until. */
enum { OFFICER_BYTES = 8 + 8 + 4 + 8 + 8, GAP_BYTES = 3 * 8 };

enum { HEARD = 1, ENDED = 2, LEFT_OUT = 4, FLAGS = 8 };

static void save_officer(const struct officer *o, struct buffer *out)
{
    put_time(out, o->clock);
    put_time(out, o->whole_from);
    put_u32(out, (o->heard ? HEARD : 0U) | (o->ended ? ENDED : 0U) | (o->left_out ? LEFT_OUT : 0U));
    put_u64(out, o->next_seq);
    put_u64(out, o->gaps.count);
    for (size_t i = 0; i < o->gaps.count; i++) {
        put_u64(out, o->gaps.of[i].from);
        put_u64(out, o->gaps.of[i].to);
        put_time(out, o->gaps.of[i].until);
    }
}

void run_save(const struct run *run, struct buffer *out)
{
    put_text(out, run_name(run));
    put_u32(out, run->expected);
    put_time(out, run->clock);
    put_u64(out, run->known);
    for (size_t i = 0; i < run->known; i++)
        save_officer(&run->officers[i], out);
}

static void load_gaps(struct bytes *b, struct run *run, struct officer *o)
{
    uint64_t last = 0;
    for (size_t count = get_count(b, GAP_BYTES); count > 0 && !b->bad; count--) {
        struct gap gap = {.from = get_u64(b), .to = get_u64(b)};
        gap.until = get_time(b);
        bytes_must(b, gap.from > last && gap.from <= gap.to && gap.to < o->next_seq);
        last = gap.to;
        if (b->bad)
            return;
        gaps_add(&o->gaps, &gap);
        run->missing += gap.to - gap.from + 1;
    }
}

static void load_officer(struct bytes *b, struct run *run, struct officer *o)
{
    o->clock = get_time(b);
    o->whole_from = get_time(b);
    uint32_t flags = get_u32(b);
    o->heard = (flags & HEARD) != 0;
    o->ended = (flags & ENDED) != 0;
    o->left_out = (flags & LEFT_OUT) != 0;
    o->next_seq = get_u64(b);
    bytes_must(b, flags < FLAGS && o->next_seq <= (uint64_t)INT64_MAX + 1);
    load_gaps(b, run, o);
}

struct run *run_load(struct bytes *b)
{
    struct run *run = run_create(get_text(b));
    uint32_t expected = get_u32(b);
    civil_time clock = get_time(b);
    size_t known = get_count(b, OFFICER_BYTES);
    bytes_must(b, known <= OFFICERS_MAX && expected <= known);
    for (uint32_t k = 1; k <= known && !b->bad; k++)
        load_officer(b, run, run_officer(run, k));
    if (b->bad)
        return run;
    run->expected = expected;
    run->clock = clock;
    run_find_clock(run);
    run_find_whole_from(run);
    return run;
}
