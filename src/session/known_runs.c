#include "known_runs.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

void known_runs_init(struct known_runs *k)
{
    *k = (struct known_runs){.names = intern_create()};
}

void known_runs_finish(struct known_runs *k)
{
    for (size_t i = 0; i < intern_count(k->names); i++) {
        free(k->of[i].spans);
        free(k->of[i].continues);
    }
    free(k->of);
    intern_destroy(k->names);
}

uint32_t known_runs_find(struct known_runs *k, struct text name, bool *ret_new)
{
    size_t known = intern_count(k->names);
    *ret_new = false;
    if (known > 0 && text_equal(name, k->last_name))
        return k->last;
    uint32_t run = intern_id(k->names, name);
    *ret_new = run == known;
    if (*ret_new) {
        k->of = mem_grow(k->of, &k->cap, known + 1, sizeof *k->of);
        k->of[run] = (struct known_run){.continues_at = CIVIL_NEVER};
    }
    k->last = run;
    k->last_name = intern_text(k->names, run);
    return run;
}

struct text known_runs_name(const struct known_runs *k, uint32_t run)
{
    return intern_text(k->names, run);
}

bool known_runs_is_foreign(const struct known_runs *k, uint32_t run)
{
    return intern_text(k->names, run).len == 0;
}

bool known_runs_is_newer(const struct known_runs *k, uint32_t run, uint32_t other)
{
    const struct known_run *a = &k->of[run];
    const struct known_run *b = &k->of[other];
    if (a->started != b->started)
        return a->started;
    if (a->started)
        return a->began_ms > b->began_ms;
    if (known_runs_is_foreign(k, run) != known_runs_is_foreign(k, other))
        return known_runs_is_foreign(k, other);
    return a->heard_at > b->heard_at;
}

int64_t known_runs_continued(const struct known_runs *k, uint32_t run)
{
    const char *name = k->of[run].continues;
    if (name == NULL || !intern_find(k->names, text_of(name)))
        return NO_RUN;
    return intern_id(k->names, text_of(name));
}

/* By run: the newest of those that continue it, or NO_RUN. The caller's to free. */
static int64_t *find_followers(const struct known_runs *k)
{
    size_t count = intern_count(k->names);
    int64_t *followers = mem_new(count, sizeof *followers);
    for (size_t i = 0; i < count; i++)
        followers[i] = NO_RUN;
    for (uint32_t i = 0; i < count; i++) {
        int64_t before = known_runs_continued(k, i);
        if (before != NO_RUN &&
            (followers[before] == NO_RUN || known_runs_is_newer(k, i, (uint32_t)followers[before])))
            followers[before] = i;
    }
    return followers;
}

/* Which run in the end goes on from this one; itself where runs go on from each other. */
static int64_t find_last(const struct known_runs *k, int64_t run)
{
    size_t steps = intern_count(k->names);
    int64_t *followers = find_followers(k);
    int64_t last = run;
    for (; steps > 0 && followers[last] != NO_RUN; steps--)
        last = followers[last];
    free(followers);
    return steps > 0 ? last : run;
}

int64_t known_runs_newest(const struct known_runs *k)
{
    int64_t newest = NO_RUN;
    for (uint32_t i = 0; i < intern_count(k->names); i++)
        if (newest == NO_RUN || known_runs_is_newer(k, i, (uint32_t)newest))
            newest = i;
    return newest == NO_RUN ? NO_RUN : find_last(k, newest);
}

/* The run's span in the partition, or the place where it would be put. */
static size_t find_span(const struct known_run *r, int32_t partition)
{
    size_t low = 0;
    for (size_t high = r->span_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (r->spans[middle].partition < partition)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool known_runs_note_place(struct known_runs *k, uint32_t run, int32_t partition, int64_t offset)
{
    struct known_run *r = &k->of[run];
    r->heard_at = ++k->messages;
    size_t i = find_span(r, partition);
    if (i == r->span_count || r->spans[i].partition != partition) {
        r->spans = mem_grow(r->spans, &r->span_cap, r->span_count + 1, sizeof *r->spans);
        memmove(&r->spans[i + 1], &r->spans[i], (r->span_count++ - i) * sizeof *r->spans);
        r->spans[i] = (struct span){partition, offset, offset};
        return false;
    }
    struct span *span = &r->spans[i];
    BUG_IF(span->first > span->last);
    bool again = offset == span->last;
    span->first = offset < span->first ? offset : span->first;
    span->last = offset > span->last ? offset : span->last;
    return again;
}

/* Officers in processes of their own have a `began` of their own. */
bool known_runs_note_start(struct known_runs *k, uint32_t run, const struct message *m)
{
    struct known_run *r = &k->of[run];
    bool is_news = !r->started || m->began_ms < r->began_ms;
    if (is_news)
        r->began_ms = m->began_ms;
    r->started = true;
    if (m->continues.len > 0 && r->continues == NULL) {
        r->continues = mem_copy_text(m->continues.ptr, m->continues.len);
        r->continues_at = m->at;
        is_news = true;
    }
    return is_news;
}
