#include "lanes.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

enum {
    STRAYS = 0, /* the lane that stands for them */
    /* A lane that has grown beyond this while the clock stood is given back when it is empty. */
    CAP_KEPT = 4096,
};

void lanes_init(struct lanes *lanes)
{
    *lanes = (struct lanes){0};
}

void lanes_finish(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        free(lanes->of[i].items);
    free(lanes->of);
    free(lanes->strays);
    free(lanes->heap);
    *lanes = (struct lanes){0};
}

void lanes_clear(struct lanes *lanes)
{
    lanes_finish(lanes);
}

/* --- the strays ----------------------------------------------------------------------------- */

static bool stray_before(const struct stray *a, const struct stray *b)
{
    return a->due.s != b->due.s ? a->due.s < b->due.s : a->number < b->number;
}

static void add_stray(struct lanes *lanes, struct stray stray)
{
    lanes->strays =
        mem_grow(lanes->strays, &lanes->stray_cap, lanes->stray_count + 1, sizeof *lanes->strays);
    stray.number = lanes->stray_number++;
    lanes->waiting++;
    lanes->late += stray.late;
    size_t at = lanes->stray_count++;
    for (; at > 0 && stray_before(&stray, &lanes->strays[(at - 1) / 2]); at = (at - 1) / 2)
        lanes->strays[at] = lanes->strays[(at - 1) / 2];
    lanes->strays[at] = stray;
}

static void drop_stray(struct lanes *lanes)
{
    const struct stray last = lanes->strays[--lanes->stray_count];
    lanes->late -= lanes->strays[0].late;
    size_t at = 0;
    for (size_t child; (child = at * 2 + 1) < lanes->stray_count; at = child) {
        if (child + 1 < lanes->stray_count &&
            stray_before(&lanes->strays[child + 1], &lanes->strays[child]))
            child++;
        if (!stray_before(&lanes->strays[child], &last))
            break;
        lanes->strays[at] = lanes->strays[child];
    }
    lanes->strays[at] = last;
}

/* --- the heap of lanes ---------------------------------------------------------------------- */

static bool before(struct head a, struct head b)
{
    return a.at != b.at ? a.at < b.at : a.lane < b.lane;
}

/* Puts a head where it belongs, from the place at the top on, which is free. */
static void sift_down(struct lanes *lanes, struct head head)
{
    struct head *heap = lanes->heap;
    size_t at = 0;
    for (size_t child; (child = at * 2 + 1) < lanes->heap_count; at = child) {
        if (child + 1 < lanes->heap_count && before(heap[child + 1], heap[child]))
            child++;
        if (!before(heap[child], head))
            break;
        heap[at] = heap[child];
    }
    heap[at] = head;
}

/* The same from the place `at` on towards the top. */
static void sift_up(struct lanes *lanes, size_t at, struct head head)
{
    for (; at > 0 && before(head, lanes->heap[(at - 1) / 2]); at = (at - 1) / 2)
        lanes->heap[at] = lanes->heap[(at - 1) / 2];
    lanes->heap[at] = head;
}

static void add_head(struct lanes *lanes, size_t lane, civil_time at)
{
    lanes->heap =
        mem_grow(lanes->heap, &lanes->heap_cap, lanes->heap_count + 1, sizeof *lanes->heap);
    sift_up(lanes, lanes->heap_count++, (struct head){at.s, lane});
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

static void push_stray(struct lanes *lanes, struct stray stray)
{
    lane_at(lanes, STRAYS);
    add_stray(lanes, stray);
    if (lanes->stray_count == 1) {
        add_head(lanes, STRAYS, stray.due);
        return;
    }
    if (lanes->strays[0].number + 1 != lanes->stray_number)
        return; /* it is not the first of them */
    size_t i = 0;
    while (lanes->heap[i].lane != STRAYS)
        i++;
    sift_up(lanes, i, (struct head){stray.due.s, STRAYS});
}

void lanes_push_late(struct lanes *lanes, const struct report *r, civil_time due)
{
    push_stray(lanes, (struct stray){.report = *r, .due = due, .late = true});
}

void lanes_push(struct lanes *lanes, uint32_t officer, const struct report *r)
{
    struct lane *l = lane_at(lanes, officer);
    bool empty = l->head == l->count;
    if (officer == STRAYS || (!empty && l->items[l->count - 1].reported_at.s > r->reported_at.s)) {
        push_stray(lanes, (struct stray){.report = *r, .due = r->reported_at});
        return;
    }
    lanes->waiting++;
    make_room(l);
    l->items[l->count++] = *r;
    if (empty)
        add_head(lanes, officer, r->reported_at);
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

void lanes_pop(struct lanes *lanes)
{
    struct head head = lanes->heap[0];
    struct lane *l = &lanes->of[head.lane];
    civil_time next = CIVIL_FOREVER;
    if (head.lane == STRAYS) {
        drop_stray(lanes);
        if (lanes->stray_count > 0)
            next = lanes->strays[0].due;
    } else if (++l->head < l->count) {
        next = l->items[l->head].reported_at;
    }
    lanes->waiting--;
    if (next.s < CIVIL_FOREVER.s) {
        head.at = next.s;
    } else {
        empty_lane(l);
        head = lanes->heap[--lanes->heap_count];
    }
    sift_down(lanes, head);
}

void lanes_visit(const struct lanes *lanes,
                 void (*visit)(void *user, uint32_t lane, struct report *r), void *user)
{
    for (size_t lane = 1; lane < lanes->count; lane++)
        for (size_t i = lanes->of[lane].head; i < lanes->of[lane].count; i++)
            visit(user, (uint32_t)lane, &lanes->of[lane].items[i]);
    for (size_t i = 0; i < lanes->stray_count; i++)
        visit(user, STRAYS, &lanes->strays[i].report);
}
