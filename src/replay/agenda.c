#include "agenda.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/heap.h"
#include "blotter/base/memory.h"

/* A report that has been taken out of the store's order, with a tail of its own. */
struct put_off {
    struct errand task;
    char *tail;
};

enum whence { FROM_STORE, FROM_HELD, FROM_HUSHED };

struct agenda {
    const struct store *store;
    const struct faults *faults;
    civil_time after, loud_until;
    struct store_cursor *cursor;

    struct errand current;
    bool has_current;
    enum whence whence;

    /* Late and missing reports, by when they are due. */
    struct put_off *held;
    size_t held_count, held_cap; /* places that have ever been taken */
    size_t *free;                /* those that are free */
    size_t free_count, free_cap;
    struct heap queue;
    uint64_t number; /* of the next one held */

    /* What the silent officer would have said: the live ones are [hushed_head, hushed_count). */
    struct put_off *hushed;
    size_t hushed_head, hushed_count, hushed_cap;
    civil_time speaks_at; /* when the silence of those ends */
    bool broken;          /* the silences, at broken_at */
    civil_time broken_at;
    unsigned staged[FAULT_KINDS]; /* how often each is still to be done */
};

/* --- life ----------------------------------------------------------------------------------- */

struct agenda *agenda_create(const struct store *s, const struct faults *faults, civil_time after,
                             civil_time loud_until)
{
    struct agenda *a = mem_new(1, sizeof *a);
    a->store = s;
    a->faults = faults;
    a->after = after;
    a->loud_until = loud_until;
    a->cursor = store_cursor_create(s, faults != NULL ? civil_add(after, -faults->late_s) : after);
    return a;
}

void agenda_destroy(struct agenda *a)
{
    if (a == NULL)
        return;
    for (size_t i = 0; i < a->queue.count; i++)
        free(a->held[a->queue.items[i].of].tail);
    for (size_t i = a->hushed_head; i < a->hushed_count; i++)
        free(a->hushed[i].tail);
    free(a->held);
    free(a->free);
    free(a->hushed);
    heap_finish(&a->queue);
    store_cursor_destroy(a->cursor);
    free(a);
}

bool agenda_failed(const struct agenda *a, struct error *err)
{
    return store_cursor_failed(a->cursor, err);
}

/* --- putting off ---------------------------------------------------------------------------- */

static struct put_off put_off(const struct errand *task)
{
    struct put_off p = {.task = *task};
    p.tail = mem_copy_text(task->report.tail.ptr, task->report.tail.len);
    p.task.report.tail.ptr = p.tail;
    return p;
}

static void hold(struct agenda *a, const struct errand *task)
{
    size_t at = a->held_count;
    if (a->free_count > 0) {
        at = a->free[--a->free_count];
    } else {
        a->held = mem_grow(a->held, &a->held_cap, a->held_count + 1, sizeof *a->held);
        a->free = mem_grow(a->free, &a->free_cap, a->held_count + 1, sizeof *a->free);
        a->held_count++;
    }
    a->held[at] = put_off(task);
    heap_push(&a->queue, (struct heap_item){task->fate.due.s, a->number++, at});
}

static void drop_held(struct agenda *a)
{
    size_t at = heap_top(&a->queue)->of;
    free(a->held[at].tail);
    a->free[a->free_count++] = at;
    heap_pop(&a->queue);
}

static void drop_hushed(struct agenda *a)
{
    free(a->hushed[a->hushed_head++].tail);
    if (a->hushed_head == a->hushed_count)
        a->hushed_head = a->hushed_count = 0;
}

static bool has_hushed(const struct agenda *a)
{
    return a->hushed_head < a->hushed_count;
}

static void hush(struct agenda *a, const struct errand *task)
{
    if (!has_hushed(a))
        a->speaks_at = faults_silent_until(a->faults, task->report.officer, task->due);
    a->hushed = mem_grow(a->hushed, &a->hushed_cap, a->hushed_count + 1, sizeof *a->hushed);
    a->hushed[a->hushed_count++] = put_off(task);
}

bool agenda_is_silent(const struct agenda *a, uint32_t officer, civil_time t)
{
    return a->faults != NULL && !a->broken && t.s > a->loud_until.s &&
           faults_silent_until(a->faults, officer, t).s > t.s;
}

void agenda_break_silence(struct agenda *a, civil_time now)
{
    if (a->faults == NULL || a->broken)
        return;
    a->broken = true;
    a->broken_at = now;
    a->has_current = false;
}

/* --- what is next --------------------------------------------------------------------------- */

static struct errand task_of(const struct agenda *a, const struct stored_report *r)
{
    struct errand task = {.report = *r, .fate = {.fault = FAULT_NONE, .due = r->reported_at}};
    if (a->faults != NULL)
        task.fate = faults_draw(a->faults, r->tail, r->reported_at, a->store->last);
    task.due = task.fate.due;
    return task;
}

/* Which is next of what is staged; FAULT_NONE: nothing is. */
static enum fault next_staged(const struct agenda *a)
{
    enum fault kind = FAULT_LATE;
    while (kind < FAULT_KINDS && a->staged[kind] == 0)
        kind++;
    return kind;
}

/* What is reported last is never late. */
static void take_staged(const struct agenda *a, struct errand *task)
{
    enum fault kind = next_staged(a);
    civil_time due = task->due;
    if (kind == FAULT_LATE)
        due = civil_earlier(civil_add(due, STAGED_LATE_S), a->store->last);
    if (kind == FAULT_NONE || task->fate.fault != FAULT_NONE || task->fate.garbled ||
        task->due.s <= a->loud_until.s || (kind == FAULT_LATE && due.s <= task->due.s))
        return;
    task->staged = true;
    task->fate.garbled = kind == FAULT_GARBLED;
    task->fate.fault = kind == FAULT_GARBLED ? FAULT_NONE : kind;
    task->due = task->fate.due = due;
}

/* It is on its way, and the next one is another's. */
static void drop_staged(struct agenda *a, const struct errand *task)
{
    if (task->staged)
        a->staged[task->fate.garbled ? FAULT_GARBLED : task->fate.fault]--;
}

void agenda_stage(struct agenda *a, enum fault kind, bool halfway)
{
    a->staged[kind]++;
    a->has_current = a->has_current && halfway;
}

/* The store's next report that goes out in its place there, if it is due before what is held. */
static bool find_in_store(struct agenda *a, struct errand *ret)
{
    const struct stored_report *r = store_cursor_peek(a->cursor);
    for (; r != NULL; r = store_cursor_peek(a->cursor)) {
        const struct heap_item *held = heap_top(&a->queue);
        if (held != NULL && held->key < r->reported_at.s)
            return false;
        *ret = task_of(a, r);
        take_staged(a, ret);
        bool is_put_off = ret->fate.fault == FAULT_LATE || ret->fate.fault == FAULT_MISSING;
        if (ret->due.s > a->after.s && !is_put_off)
            return true;
        if (ret->due.s > a->after.s) {
            hold(a, ret);
            drop_staged(a, ret);
        }
        store_cursor_next(a->cursor);
    }
    return false;
}

/* As if nobody were silent. */
static bool find_task(struct agenda *a, struct errand *ret)
{
    a->whence = FROM_STORE;
    if (find_in_store(a, ret))
        return true;
    a->whence = FROM_HELD;
    if (a->queue.count == 0)
        return false;
    *ret = a->held[heap_top(&a->queue)->of].task;
    return true;
}

static void drop(struct agenda *a)
{
    if (a->whence == FROM_STORE) {
        drop_staged(a, &a->current);
        store_cursor_next(a->cursor);
    } else if (a->whence == FROM_HELD) {
        drop_held(a);
    } else {
        drop_hushed(a);
    }
}

/* What waits for the end of a silence goes before what is due then. */
static bool find_current(struct agenda *a)
{
    bool found;
    while ((found = find_task(a, &a->current)) &&
           agenda_is_silent(a, a->current.report.officer, a->current.due) &&
           !(has_hushed(a) && a->current.due.s >= a->speaks_at.s)) {
        hush(a, &a->current);
        drop(a);
    }
    if (!has_hushed(a) || (found && !a->broken && a->current.due.s < a->speaks_at.s))
        return found;
    a->whence = FROM_HUSHED;
    a->current = a->hushed[a->hushed_head].task;
    a->current.due = a->broken ? a->broken_at : civil_earlier(a->speaks_at, a->store->last);
    return true;
}

const struct errand *agenda_peek(struct agenda *a)
{
    if (!a->has_current)
        a->has_current = find_current(a);
    return a->has_current ? &a->current : NULL;
}

void agenda_next(struct agenda *a)
{
    BUG_IF(!a->has_current);
    drop(a);
    a->has_current = false;
}

/* --- counting ------------------------------------------------------------------------------- */

void agenda_tally_add(struct agenda_tally *t, const struct faults *faults,
                      const struct errand *task)
{
    civil_time due = task->fate.due;
    fault_counts_add(&t->counts, &task->fate);
    if (faults == NULL || due.s <= t->silences_until.s)
        return;
    civil_time speaks_at = faults_silent_until(faults, task->report.officer, due);
    if (speaks_at.s <= due.s)
        return;
    t->counts.of[FAULT_SILENT]++;
    t->silences_until = civil_add(speaks_at, -1);
}

struct agenda_tally agenda_count(const struct store *s, const struct faults *faults,
                                 civil_time until)
{
    civil_time before = civil_add(s->first, -1);
    struct agenda_tally tally = {.silences_until = before};
    struct agenda *a = agenda_create(s, faults, before, until);
    for (const struct errand *task; (task = agenda_peek(a)) != NULL && task->due.s <= until.s;
         agenda_next(a))
        agenda_tally_add(&tally, faults, task);
    agenda_destroy(a);
    return tally;
}
