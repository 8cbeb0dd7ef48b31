#include "silence.h"

#include "run_state.h"

/* The two largest of the notes at which an officer's clock moved: of any officer, one of them is
 * another's. */
struct last_moves {
    size_t mover;
    uint64_t last, other;
};

static struct last_moves find_last_moves(const struct run *run)
{
    struct last_moves m = {0};
    for (size_t i = 0; i < run->expected; i++) {
        uint64_t at = run->officers[i].moved_at;
        if (at > m.last) {
            m = (struct last_moves){i, at, m.last};
        } else if (at > m.other) {
            m.other = at;
        }
    }
    return m;
}

/* Says nothing for long enough, its partition at its end, while another's clock moved. */
static bool says_nothing(const struct run *run, const struct partitions *p,
                         const struct last_moves *moves, size_t i)
{
    const struct officer *o = &run->officers[i];
    const struct partition_progress *partition = partitions_of_officer(p, (uint32_t)i + 1);
    uint64_t another_moved = moves->mover == i ? moves->other : moves->last;
    return partition != NULL && partition->state == PARTITION_AT_END && !o->ended && !o->left_out &&
           another_moved > o->heard_at && partition->at_end_ms - o->heard_ms >= SILENT_AFTER_MS;
}

/* One that has said more than somebody who still talks does not hold the clock: it is ahead. */
size_t silence_find(const struct run *run, const struct partitions *p, uint32_t *ret, size_t max)
{
    struct last_moves moves = find_last_moves(run);
    civil_time smallest = CIVIL_FOREVER;
    for (size_t i = 0; i < run->expected; i++) {
        const struct officer *o = &run->officers[i];
        if (!o->ended && !o->left_out && !says_nothing(run, p, &moves, i))
            smallest = civil_earlier(smallest, o->clock);
    }
    size_t found = 0;
    for (size_t i = 0; i < run->expected && found < max; i++)
        if (run->officers[i].clock.s < smallest.s && says_nothing(run, p, &moves, i))
            ret[found++] = (uint32_t)i + 1;
    return found;
}
