#include "blotter/window/details.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

void details_init(struct details *d, size_t cap)
{
    *d = (struct details){.cap = cap};
    if (cap > 0)
        d->of = mem_new(cap, sizeof *d->of);
}

void details_finish(struct details *d)
{
    free(d->of);
    *d = (struct details){0};
}

static void copy_text(char *out, size_t size, struct text s)
{
    size_t len = s.len < size ? s.len : size - 1;
    if (len > 0)
        memcpy(out, s.ptr, len);
    out[len] = '\0';
}

void details_add(struct details *d, const struct report *r, const struct message *m,
                 struct origin from)
{
    BUG_IF(d->cap == 0);
    struct detailed *one = &d->of[d->count++ % d->cap];
    one->report = *r;
    one->detail = (struct detail){
        .from = from,
        .occurred_at = m->crime.occurred_at,
        .seq = m->seq,
        .officer = m->officer,
    };
    copy_text(one->detail.id, DETAIL_ID_SIZE, m->crime.id);
    copy_text(one->detail.code, DETAIL_CODE_SIZE, m->crime.code);
}

struct details details_copy(const struct details *d)
{
    struct details copy;
    details_init(&copy, d->cap);
    if (d->cap > 0)
        memcpy(copy.of, d->of, d->cap * sizeof *d->of);
    copy.count = d->count;
    return copy;
}

/* But for what it is near, which an edit of a circle changes. */
static bool is_same(const struct report *a, const struct report *b)
{
    return a->reported_at.s == b->reported_at.s && a->crime == b->crime && a->lat == b->lat &&
           a->lon == b->lon && memcmp(a->place, b->place, sizeof a->place) == 0;
}

bool details_find(const struct details *d, const struct report *r, struct detail *ret)
{
    uint64_t kept = d->count < d->cap ? d->count : d->cap;
    for (uint64_t back = 1; back <= kept; back++) {
        const struct detailed *one = &d->of[(d->count - back) % d->cap];
        if (is_same(&one->report, r)) {
            *ret = one->detail;
            return true;
        }
    }
    return false;
}
