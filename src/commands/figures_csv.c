/* CSV, long form: a number a row, for spreadsheets, SQL and data frames.
 *
 *     at,scope,measure,name,value
 *     2023-01-01T06:00:00,batch,total,,12           scopes: batch, all, each window as it was named
 *     2023-01-01T06:00:00,batch,near,,0
 *     2023-01-01T06:00:00,batch,point,USC,0         each point, when there are several
 *     2023-01-01T06:00:00,batch,crime,BURGLARY,3    up to five, the first the most
 *     2023-01-01T06:00:00,batch,place,Central,4     likewise
 *     2023-01-01T06:00:00,6h,filling,,1             only while the window fills
 *     2023-01-01T06:00:00,alert,firing,NAME,3       see alert_formats.h
 *     2023-01-01T06:00:00,6h,equal,spark,1         --compare, see comparison_formats.h
 *     ,summary,kept,,18460                          no time; what is not known has no value
 *     ,summary,rejected_date,,0
 *     ,summary,pattern,Mon 00,12                    --patterns, a row an hour of each weekday
 *
 * Quoted as RFC 4180 has it, and only where it must be; lines end in LF. Names are the reports' own
 * bytes: an empty one is an empty field. */
#include "report_figures.h"

#include <inttypes.h>

#include "alert_formats.h"
#include "csv_field.h"
#include "patterns_formats.h"

/* What the rows of a scope begin with. */
struct rows {
    struct buffer *out;
    char at[CIVIL_TEXT_LEN];
    const char *scope;
};

static void add_row(const struct rows *r, const char *measure, struct text name, uint64_t value)
{
    buffer_printf(r->out, "%.*s,%s,%s,", CIVIL_TEXT_LEN, r->at, r->scope, measure);
    csv_add_field(r->out, name);
    buffer_printf(r->out, ",%" PRIu64 "\n", value);
}

static void add_list(const struct rows *r, const char *measure, const struct figures_list *list)
{
    const struct top_list *top = &list->top;
    for (size_t i = 0; i < top->count; i++)
        add_row(r, measure, intern_text(list->names, top->of[i].id), top->of[i].count);
}

static void add_scope(const struct rows *r, const struct figures_tick *tick,
                      const struct figures_scope *scope)
{
    const struct text no_name = {0};
    add_row(r, "total", no_name, scope->total);
    add_row(r, "near", no_name, scope->near);
    for (size_t k = 0; k < tick->point_count; k++)
        add_row(r, "point", text_of(tick->point_names[k]), scope->points[k]);
    add_list(r, "crime", &scope->lists[FIGURES_CRIMES]);
    add_list(r, "place", &scope->lists[FIGURES_PLACES]);
    if (scope->filling)
        add_row(r, "filling", no_name, 1);
}

static void write_header(struct buffer *out, const struct analysis *a)
{
    (void)a;
    buffer_printf(out, "at,scope,measure,name,value\n");
}

static void write_tick(struct buffer *out, const struct analysis *a)
{
    struct figures_tick tick;
    struct rows rows = {.out = out};
    figures_read_tick(a, &tick);
    civil_write(tick.at, rows.at);
    for (size_t i = 0; i < tick.scope_count; i++) {
        rows.scope = tick.scopes[i].name;
        add_scope(&rows, &tick, &tick.scopes[i]);
    }
    figures_finish_tick(&tick);
}

static void write_summary(struct buffer *out, const struct analysis *a,
                          const struct session_counts *counts)
{
    struct figures_count rows[FIGURES_COUNTS];
    const struct profile *city = analysis_settings(a)->city;
    figures_read_counts(a, counts, rows);
    buffer_printf(out, ",summary,city,");
    csv_add_field(out, city != NULL ? text_of(city->name) : (struct text){NULL, 0});
    buffer_printf(out, ",\n");
    for (size_t i = 0; i < FIGURES_COUNTS; i++) {
        buffer_printf(out, ",summary,%s", rows[i].name);
        if (rows[i].reason != NULL)
            buffer_printf(out, "_%s", rows[i].reason);
        buffer_printf(out, ",,");
        if (rows[i].known)
            buffer_add_u64(out, rows[i].value);
        buffer_add_byte(out, '\n');
    }
    for (enum fault kind = 0; kind < FAULT_KINDS; kind++)
        if ((counts->injected.kinds >> kind & 1) != 0)
            buffer_printf(out, ",summary,injected_%s,,%" PRIu64 "\n", fault_name(kind),
                          counts->injected.of[kind]);
    if (analysis_settings(a)->shows_patterns)
        patterns_write_csv(out, analysis_patterns(a));
}

const struct figures_format figures_csv = {"csv",           write_header,       write_tick,
                                           alert_write_csv, compared_write_csv, write_summary};
