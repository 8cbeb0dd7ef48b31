#include "report_figures.h"

static const struct figures_format *const formats[] = {&figures_json, &figures_csv, &figures_text};

const struct figures_format *figures_format_named(struct text name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (text_is(name, formats[i]->name))
            return formats[i];
    return NULL;
}

static void read_list(struct figures_list *list, const struct counts *counts,
                      const struct interner *names, size_t rows)
{
    *list = (struct figures_list){.counts = counts, .names = names};
    counts_top(counts, names, rows, &list->top);
}

static void add_scope(struct figures_tick *tick, const struct analysis *a, const char *name,
                      const struct tally *t, bool filling)
{
    enum place place = analysis_settings(a)->place;
    struct figures_scope *scope = &tick->scopes[tick->scope_count++];
    scope->name = name;
    scope->total = t->total;
    scope->near = t->near;
    for (size_t k = 0; k < tick->point_count; k++)
        scope->points[k] = tally_near(t, k);
    scope->filling = filling;
    read_list(&scope->lists[FIGURES_CRIMES], &t->crimes, analysis_crimes(a), analysis_top(a));
    read_list(&scope->lists[FIGURES_PLACES], &t->places[place], analysis_places(a, place),
              analysis_top(a));
}

static void read_points(struct figures_tick *tick, const struct analysis *a)
{
    const struct near *point;
    tick->point_count = 0;
    for (size_t k = 0; analysis_point(a, 1) != NULL && (point = analysis_point(a, k)) != NULL; k++)
        format_point(point, tick->point_names[tick->point_count++]);
}

void figures_read_tick(const struct analysis *a, struct figures_tick *ret)
{
    const struct analysis_config *config = analysis_settings(a);
    ret->at = analysis_position(a);
    ret->scope_count = 0;
    read_points(ret, a);
    add_scope(ret, a, "batch", analysis_batch(a), false);
    add_scope(ret, a, "all", analysis_all(a), false);
    for (size_t i = 0; i < config->window_count; i++)
        add_scope(ret, a, config->windows[i].name, analysis_window(a, i),
                  analysis_is_filling(a, i));
}

void figures_finish_tick(struct figures_tick *tick)
{
    for (size_t i = 0; i < tick->scope_count; i++)
        for (size_t k = 0; k < FIGURES_KINDS; k++)
            top_list_finish(&tick->scopes[i].lists[k].top);
}

void figures_read_counts(const struct analysis *a, const struct session_counts *counts,
                         struct figures_count ret[FIGURES_COUNTS])
{
    const struct accounting accounting = analysis_accounting(a);
    const bool known = counts->known;
    const struct figures_count rows[] = {
        {"rows", NULL, known, counts->rows},
        {"kept", NULL, known, counts->kept},
        {"filtered", NULL, known, counts->filtered},
        {"rejected", "date", known, counts->rejected_date},
        {"rejected", "time", known, counts->rejected_time},
        {"rejected", "description", known, counts->rejected_description},
        {"rejected", "field", known, counts->rejected_field},
        {"produced", NULL, known, counts->produced},
        {"consumed", NULL, true, accounting.consumed},
        {"missing", NULL, true, accounting.missing},
        {"duplicate", NULL, true, accounting.duplicate},
        {"late", NULL, true, accounting.late},
        {"undecodable", NULL, true, accounting.undecodable},
    };
    _Static_assert(sizeof rows / sizeof rows[0] == FIGURES_COUNTS, "as report_figures.h has it");
    memcpy(ret, rows, sizeof rows);
}
