#include "report_figures.h"

#include <inttypes.h>

#include "patterns_formats.h"

static void write_list(struct buffer *out, const char *key, const struct figures_list *list)
{
    buffer_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < list->top.count; i++) {
        buffer_printf(out, "%s[", i > 0 ? "," : "");
        json_write_string(out, intern_text(list->names, list->top.of[i].id));
        buffer_printf(out, ",%" PRIu32 "]", list->top.of[i].count);
    }
    buffer_add_byte(out, ']');
}

static void write_points(struct buffer *out, const struct figures_tick *tick,
                         const struct figures_scope *scope)
{
    for (size_t k = 0; k < tick->point_count; k++) {
        buffer_printf(out, "%s", k == 0 ? ",\"points\":{" : ",");
        json_write_string(out, text_of(tick->point_names[k]));
        buffer_printf(out, ":%" PRIu64, scope->points[k]);
    }
    buffer_printf(out, "%s", tick->point_count > 0 ? "}" : "");
}

static void write_scope(struct buffer *out, const struct figures_tick *tick,
                        const struct figures_scope *scope)
{
    buffer_printf(out, "\"%s\":{\"total\":%" PRIu64 ",\"near\":%" PRIu64, scope->name, scope->total,
                  scope->near);
    write_points(out, tick, scope);
    write_list(out, "crimes", &scope->lists[FIGURES_CRIMES]);
    write_list(out, "places", &scope->lists[FIGURES_PLACES]);
    buffer_printf(out, "%s}", scope->filling ? ",\"filling\":true" : "");
}

static void write_tick(struct buffer *out, const struct analysis *a)
{
    struct figures_tick tick;
    char at[CIVIL_TEXT_LEN];
    figures_read_tick(a, &tick);
    civil_write(tick.at, at);
    buffer_printf(out, "{\"kind\":\"tick\",\"at\":\"%.*s\"", CIVIL_TEXT_LEN, at);
    for (size_t i = 0; i < tick.scope_count; i++) {
        buffer_printf(out, "%s", i == FIGURES_WINDOWS ? ",\"windows\":{" : ",");
        write_scope(out, &tick, &tick.scopes[i]);
    }
    buffer_printf(out, "}}\n");
    figures_finish_tick(&tick);
}

/* What was rejected goes together into one object, without the reasons that nothing was rejected
 * for. Returns how many rows that were. */
static size_t write_rejected(struct buffer *out, const struct figures_count *count)
{
    const char *comma = "";
    size_t rows = 0;
    buffer_printf(out, ",\"%s\":%s", count->name, count->known ? "{" : "null");
    for (; count[rows].reason != NULL; rows++) {
        if (!count[rows].known || count[rows].value == 0)
            continue;
        buffer_printf(out, "%s\"%s\":%" PRIu64, comma, count[rows].reason, count[rows].value);
        comma = ",";
    }
    buffer_printf(out, "%s", count->known ? "}" : "");
    return rows;
}

static void write_injected(struct buffer *out, const struct fault_counts *injected)
{
    const char *before = ",\"injected\":{";
    for (enum fault kind = 0; kind < FAULT_KINDS; kind++) {
        if ((injected->kinds >> kind & 1) == 0)
            continue;
        buffer_printf(out, "%s\"%s\":%" PRIu64, before, fault_name(kind), injected->of[kind]);
        before = ",";
    }
    buffer_printf(out, "%s", injected->kinds != 0 ? "}" : "");
}

static void write_summary(struct buffer *out, const struct analysis *a,
                          const struct session_counts *counts)
{
    struct figures_count rows[FIGURES_COUNTS];
    figures_read_counts(a, counts, rows);
    const struct profile *city = analysis_settings(a)->city;
    buffer_printf(out, "{\"kind\":\"summary\",\"city\":");
    if (city != NULL)
        json_write_string(out, text_of(city->name));
    else
        buffer_printf(out, "null");
    for (size_t i = 0; i < FIGURES_COUNTS;) {
        if (rows[i].reason != NULL) {
            i += write_rejected(out, &rows[i]);
            continue;
        }
        if (rows[i].known)
            buffer_printf(out, ",\"%s\":%" PRIu64, rows[i].name, rows[i].value);
        else
            buffer_printf(out, ",\"%s\":null", rows[i].name);
        i++;
    }
    write_injected(out, &counts->injected);
    if (analysis_settings(a)->shows_patterns)
        patterns_write_json(out, analysis_patterns(a));
    buffer_printf(out, "}\n");
}

const struct figures_format figures_json = {
    "json", NULL, write_tick, alert_event_write, compared_write_json, write_summary};
