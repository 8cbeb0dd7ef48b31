#include "filter.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

void filter_set(struct filter *f, const char *text)
{
    for (size_t k = 0; k < FILTERED_KINDS; k++)
        f->verdicts[k].count = 0;
    snprintf(f->text, sizeof f->text, "%s", text);
    f->on = f->text[0] != '\0';
}

void filter_finish(struct filter *f)
{
    for (size_t k = 0; k < FILTERED_KINDS; k++)
        free(f->verdicts[k].of);
    *f = (struct filter){0};
}

static void learn(struct verdicts *v, const struct interner *names, struct text wanted)
{
    size_t count = intern_count(names);
    if (v->count == count)
        return;
    v->of = mem_grow(v->of, &v->cap, count, sizeof *v->of);
    for (; v->count < count; v->count++)
        v->of[v->count] = text_contains_any_case(intern_text(names, (uint32_t)v->count), wanted);
}

void filter_learn(struct filter *f, const struct interner *crimes,
                  struct interner *const places[PLACE_COUNT])
{
    if (!f->on)
        return;
    struct text wanted = text_of(f->text);
    learn(&f->verdicts[FILTERED_CRIME], crimes, wanted);
    learn(&f->verdicts[FILTERED_AREA], places[PLACE_AREA], wanted);
    learn(&f->verdicts[FILTERED_ADDRESS], places[PLACE_ADDRESS], wanted);
}
