#include "changes.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

static struct changes_rows no_rows(void)
{
    return (struct changes_rows){.rows = intern_create()};
}

static void rows_finish(struct changes_rows *r)
{
    intern_destroy(r->rows);
    free(r->counts);
}

void changes_init(struct changes *c)
{
    *c = (struct changes){.before = no_rows(), .now = no_rows()};
}

void changes_finish(struct changes *c)
{
    rows_finish(&c->before);
    rows_finish(&c->now);
}

static int64_t *count_of(struct changes_rows *r, struct text record)
{
    uint32_t id = intern_id(r->rows, record);
    if (id == r->known) {
        r->counts = mem_grow(r->counts, &r->cap, ++r->known, sizeof *r->counts);
        r->counts[id] = 0;
    }
    return &r->counts[id];
}

void changes_add(struct changes *c, struct text record)
{
    c->bytes += record.len + sizeof(int64_t) * 4;
    ++*count_of(&c->now, record);
}

/* What of `rows` is there more often than in `others`. */
static void tell_more(struct changes_rows *rows, struct changes_rows *others, int change,
                      void (*tell)(void *user, struct text record, int change), void *user)
{
    for (size_t id = 0; id < rows->known; id++) {
        struct text record = intern_text(rows->rows, (uint32_t)id);
        for (int64_t more = rows->counts[id] - *count_of(others, record); more > 0; more--)
            tell(user, record, change);
    }
}

void changes_tell(struct changes *c, void (*tell)(void *user, struct text record, int change),
                  void *user)
{
    tell_more(&c->before, &c->now, -1, tell, user);
    tell_more(&c->now, &c->before, 1, tell, user);
    rows_finish(&c->before);
    c->before = c->now;
    c->now = no_rows();
    c->bytes = 0;
}
