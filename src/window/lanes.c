#include "lanes.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void lanes_init(struct lanes *lanes)
{
    *lanes = (struct lanes){0};
}

void lanes_finish(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        free(lanes->of[i].items);
    free(lanes->of);
    free(lanes->heap);
    *lanes = (struct lanes){0};
}

void lanes_clear(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        lanes->of[i].head = lanes->of[i].count = 0;
    lanes->heap_count = 0;
}

static int64_t head_time(const struct lanes *lanes, size_t lane)
{
    return lanes->of[lane].items[lanes->of[lane].head].reported_at.s;
}

static bool before(const struct lanes *lanes, size_t a, size_t b)
{
    int64_t ta = head_time(lanes, a);
    int64_t tb = head_time(lanes, b);
    return ta != tb ? ta < tb : a < b;
}

static void sift_down(struct lanes *lanes, size_t at)
{
    size_t lane = lanes->heap[at];
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= lanes->heap_count)
            break;
        if (child + 1 < lanes->heap_count &&
            before(lanes, lanes->heap[child + 1], lanes->heap[child]))
            child++;
        if (!before(lanes, lanes->heap[child], lane))
            break;
        lanes->heap[at] = lanes->heap[child];
        at = child;
    }
    lanes->heap[at] = lane;
}

/* The lane at heap[at] has an earlier head than before, or is new. */
static void sift_up(struct lanes *lanes, size_t at)
{
    size_t lane = lanes->heap[at];
    while (at > 0 && before(lanes, lane, lanes->heap[(at - 1) / 2])) {
        lanes->heap[at] = lanes->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    lanes->heap[at] = lane;
}

static void add_to_heap(struct lanes *lanes, size_t lane)
{
    lanes->heap =
        mem_grow(lanes->heap, &lanes->heap_cap, lanes->heap_count + 1, sizeof *lanes->heap);
    lanes->heap[lanes->heap_count++] = lane;
    sift_up(lanes, lanes->heap_count - 1);
}

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

static void push_stray(struct lanes *lanes, const struct report *r)
{
    struct lane *l = lane_at(lanes, 0);
    make_room(l);
    size_t at = l->count++;
    for (; at > l->head && l->items[at - 1].reported_at.s > r->reported_at.s; at--)
        l->items[at] = l->items[at - 1];
    l->items[at] = *r;
    if (l->count - l->head == 1) {
        add_to_heap(lanes, 0);
    } else if (at == l->head) {
        size_t i = 0;
        while (lanes->heap[i] != 0)
            i++;
        sift_up(lanes, i);
    }
}

void lanes_push(struct lanes *lanes, uint32_t officer, const struct report *r)
{
    lane_at(lanes, 0);
    struct lane *l = lane_at(lanes, officer);
    bool empty = l->head == l->count;
    if (!empty && l->items[l->count - 1].reported_at.s > r->reported_at.s) {
        push_stray(lanes, r);
        return;
    }
    if (empty)
        l->head = l->count = 0;
    make_room(l);
    l->items[l->count++] = *r;
    if (empty)
        add_to_heap(lanes, officer);
}

bool lanes_pop(struct lanes *lanes, civil_time to, struct report *ret)
{
    if (lanes->heap_count == 0 || head_time(lanes, lanes->heap[0]) > to.s)
        return false;
    struct lane *l = &lanes->of[lanes->heap[0]];
    *ret = l->items[l->head++];
    if (l->head == l->count)
        lanes->heap[0] = lanes->heap[--lanes->heap_count];
    if (lanes->heap_count > 0)
        sift_down(lanes, 0);
    return true;
}
