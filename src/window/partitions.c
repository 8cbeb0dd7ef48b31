#include "partitions.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

void partitions_init(struct partitions *p)
{
    *p = (struct partitions){.watermark = CIVIL_NEVER, .held_at = CIVIL_NEVER};
}

void partitions_finish(struct partitions *p)
{
    free(p->of);
    partitions_init(p);
}

/* --- the foreign clock ------------------------------------------------------------------------ */

/* The smallest, over the partitions that are not at their end, of the largest time seen in each,
 * less the lateness; when all are at their ends the largest of all. */
static void find_tide(struct partitions *p)
{
    civil_time smallest = CIVIL_FOREVER;
    civil_time largest = CIVIL_NEVER;
    p->holders = 0;
    for (int32_t i = 0; i < p->count; i++) {
        const struct partition_progress *one = &p->of[i];
        largest = civil_later(largest, one->newest);
        if (one->state == PARTITION_AT_END || one->newest.s > smallest.s)
            continue;
        p->holders = one->newest.s < smallest.s ? 1 : p->holders + 1;
        smallest = one->newest;
    }
    p->held_at = smallest;
    if (smallest.s > CIVIL_NEVER.s)
        p->watermark = civil_later(p->watermark,
                                   p->holders > 0 ? civil_add(smallest, -p->lateness_s) : largest);
}

void partitions_note_foreign(struct partitions *p, struct origin from, civil_time t)
{
    if (from.partition < 0 || from.partition >= p->count)
        return;
    struct partition_progress *one = &p->of[from.partition];
    if (one->newest.s == CIVIL_NEVER.s && from.offset > 0)
        one->first = t;
    bool returns = one->state == PARTITION_AT_END;
    bool holds = !returns && one->newest.s <= p->held_at.s;
    BUG_IF(holds && p->holders == 0);
    one->state = PARTITION_BEHIND;
    one->newest = civil_later(one->newest, t);
    /* looked for anew only when it can move: when this one was the last that held it */
    if (returns || (holds && one->newest.s > p->held_at.s && --p->holders == 0))
        find_tide(p);
}

civil_time partitions_whole_from(const struct partitions *p)
{
    civil_time latest = CIVIL_NEVER;
    for (int32_t i = 0; i < p->count; i++)
        latest = civil_later(latest, p->of[i].first);
    return latest;
}

/* --- states and time -------------------------------------------------------------------------- */

void partitions_restart(struct partitions *p, int64_t lateness_s)
{
    p->lateness_s = lateness_s;
    p->watermark = p->held_at = CIVIL_NEVER;
    for (int32_t i = 0; i < p->count; i++) {
        p->of[i].at_end_ms = 0;
        p->of[i].newest = p->of[i].first = CIVIL_NEVER;
    }
    find_tide(p);
}

void partitions_resume(struct partitions *p, int64_t lateness_s, civil_time watermark)
{
    p->lateness_s = lateness_s;
    p->watermark = watermark;
    find_tide(p);
}

void partitions_take_states(struct partitions *p, const struct partitions *from)
{
    partitions_set_count(p, from->count);
    for (int32_t i = 0; i < from->count; i++)
        p->of[i].state = from->of[i].state;
    p->timed = from->timed;
    p->now_ms = from->now_ms;
    find_tide(p);
}

void partitions_set_count(struct partitions *p, int32_t count)
{
    if (count <= p->count)
        return;
    const struct partition_progress nothing_seen = {.newest = CIVIL_NEVER, .first = CIVIL_NEVER};
    struct partition_progress *of = mem_new((size_t)count, sizeof *of);
    for (int32_t i = 0; i < count; i++)
        of[i] = i < p->count ? p->of[i] : nothing_seen;
    free(p->of);
    p->of = of;
    p->count = count;
    find_tide(p);
}

void partitions_note_state(struct partitions *p, int32_t partition, enum partition_state state)
{
    if (partition < 0 || partition >= p->count)
        return;
    p->of[partition].state = state;
    find_tide(p);
}

void partitions_note_time(struct partitions *p, int64_t running_ms)
{
    int64_t passed = p->timed && running_ms > p->now_ms ? running_ms - p->now_ms : 0;
    p->timed = true;
    p->now_ms = running_ms;
    for (int32_t i = 0; i < p->count; i++)
        if (p->of[i].state == PARTITION_AT_END)
            p->of[i].at_end_ms += passed;
}
