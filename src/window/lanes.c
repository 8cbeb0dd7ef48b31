#include "lanes.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

enum {
    /* A lane that has grown beyond this while the clock stood is given back when it is empty. */
    CAP_KEPT = 4096,
};

void lanes_init(struct lanes *lanes)
{
    *lanes = (struct lanes){.free = SIZE_MAX};
}

void lanes_finish(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        free(lanes->of[i].items);
    free(lanes->of);
    free(lanes->strays);
    heap_finish(&lanes->heads);
    heap_finish(&lanes->queue);
    lanes_init(lanes);
}

void lanes_clear(struct lanes *lanes)
{
    lanes_finish(lanes);
}

/* --- the strays ----------------------------------------------------------------------------- */

static void push_stray(struct lanes *lanes, const struct report *r, civil_time due, bool late)
{
    size_t at = lanes->free;
    if (at != SIZE_MAX) {
        lanes->free = lanes->strays[at].next;
    } else {
        lanes->strays = mem_grow(lanes->strays, &lanes->stray_cap, lanes->stray_count + 1,
                                 sizeof *lanes->strays);
        at = lanes->stray_count++;
    }
    lanes->strays[at] = (struct stray){.report = *r, .late = late};
    lanes->waiting++;
    lanes->late += late;
    heap_push(&lanes->queue, (struct heap_item){.key = due.s, .order = lanes->number++, .of = at});
}

static void pop_stray(struct lanes *lanes)
{
    size_t at = heap_top(&lanes->queue)->of;
    BUG_IF(at >= lanes->stray_count);
    BUG_IF(lanes->strays[at].late && lanes->late == 0);
    lanes->late -= lanes->strays[at].late;
    lanes->strays[at].next = lanes->free;
    lanes->free = at;
    heap_pop(&lanes->queue);
}

/* --- in and out ----------------------------------------------------------------------------- */

static struct lane *lane_at(struct lanes *lanes, size_t lane)
{
    while (lanes->count <= lane) {
        lanes->of = mem_grow(lanes->of, &lanes->cap, lanes->count + 1, sizeof *lanes->of);
        lanes->of[lanes->count++] = (struct lane){0};
    }
    return &lanes->of[lane];
}

/* Room for one more: what has been taken out in front is used again before the lane grows. */
static void make_room(struct lane *l)
{
    BUG_IF(l->count > l->cap);
    if (l->count < l->cap)
        return;
    if (l->head >= l->cap / 2 && l->head > 0) {
        memmove(l->items, l->items + l->head, (l->count - l->head) * sizeof *l->items);
        l->count -= l->head;
        l->head = 0;
        return;
    }
    l->items = mem_grow(l->items, &l->cap, l->cap + 1, sizeof *l->items);
}

static struct heap_item head_of(size_t lane, const struct report *r)
{
    return (struct heap_item){.key = r->reported_at.s, .order = lane, .of = lane};
}

void lanes_push_late(struct lanes *lanes, const struct report *r, civil_time due)
{
    BUG_IF(due.s < r->reported_at.s);
    push_stray(lanes, r, due, true);
}

void lanes_push(struct lanes *lanes, uint32_t officer, const struct report *r)
{
    struct lane *l = lane_at(lanes, officer);
    bool empty = l->head == l->count;
    if (officer == 0 || (!empty && l->items[l->count - 1].reported_at.s > r->reported_at.s)) {
        push_stray(lanes, r, r->reported_at, false);
        return;
    }
    lanes->waiting++;
    make_room(l);
    l->items[l->count++] = *r;
    if (empty)
        heap_push(&lanes->heads, head_of(officer, r));
}

static void empty_lane(struct lane *l)
{
    l->head = l->count = 0;
    if (l->cap <= CAP_KEPT)
        return;
    free(l->items);
    l->items = NULL;
    l->cap = 0;
}

static void pop_lane(struct lanes *lanes, size_t lane)
{
    struct lane *l = &lanes->of[lane];
    BUG_IF(l->head >= l->count);
    BUG_IF(l->items[l->head].reported_at.s != heap_top(&lanes->heads)->key);
    if (++l->head < l->count) {
        heap_replace(&lanes->heads, head_of(lane, &l->items[l->head]));
        return;
    }
    empty_lane(l);
    heap_pop(&lanes->heads);
}

void lanes_pop(struct lanes *lanes)
{
    BUG_IF(lanes->waiting == 0);
    lanes->waiting--;
    if (lanes_stray_is_first(lanes))
        pop_stray(lanes);
    else
        pop_lane(lanes, heap_top(&lanes->heads)->of);
    BUG_IF((lanes->waiting == 0) != (lanes->heads.count + lanes->queue.count == 0));
}

void lanes_visit(const struct lanes *lanes,
                 void (*visit)(void *user, uint32_t lane, struct report *r), void *user)
{
    for (size_t lane = 1; lane < lanes->count; lane++)
        for (size_t i = lanes->of[lane].head; i < lanes->of[lane].count; i++)
            visit(user, (uint32_t)lane, &lanes->of[lane].items[i]);
    for (size_t i = 0; i < lanes->queue.count; i++)
        visit(user, 0, &lanes->strays[lanes->queue.items[i].of].report);
}
