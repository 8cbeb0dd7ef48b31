#include "blotter/window/shown.h"

#include "analysis_state.h"

static void show_rows(const struct engine_value *v, enum engine_list list, struct counts *counts,
                      struct interner *names)
{
    for (size_t i = 0; i < v->row_count[list]; i++) {
        const struct engine_row *row = &v->rows[list][i];
        uint64_t count = row->count < INT32_MAX ? row->count : INT32_MAX;
        counts_set(counts, intern_id(names, row->name), (uint32_t)count);
    }
}

static void show(struct analysis *a, struct tally *t, const struct engine_value *v)
{
    enum place place = a->config.place;
    t->total = v->total;
    t->near = v->near;
    show_rows(v, ENGINE_CRIMES, &t->crimes, a->crimes);
    show_rows(v, ENGINE_PLACES, &t->places[place], a->places[place]);
}

void analysis_show(struct analysis *a, civil_time at, const struct engine_value *const *values)
{
    struct windows *w = &a->windows;
    for (size_t i = 0; i < w->count; i++)
        tally_clear(&w->of[i].tally);
    if (at.s > w->position.s) {
        windows_leave(w, at);
        windows_arrive(w, at);
    }
    for (size_t i = 0; i < w->count; i++)
        if (values[i] != NULL)
            show(a, &w->of[i].tally, values[i]);
}
