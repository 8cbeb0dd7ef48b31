/* The figures of `report`, and how they are written (DESIGN §3 "Report out").
 *
 * They are read out of the analysis into plain rows once; a format only writes those, so all of
 * them hold the same figures. */
#ifndef BLOTTER_COMMANDS_REPORT_FIGURES_H
#define BLOTTER_COMMANDS_REPORT_FIGURES_H

#include "blotter/alert/alerts.h"
#include "blotter/session/session_status.h"
#include "blotter/ui/format.h"
#include "blotter/window/analysis.h"
#include "comparison_formats.h"

/* One row of the table of formats. Each function appends to `out` and nothing else. */
struct figures_format {
    const char *name; /* as --format has it */

    /* What stands before the first tick, or before the summary when there is none; NULL: nothing.
     */
    void (*begin)(struct buffer *out, const struct analysis *a);

    /* The tick at the analysis' position. */
    void (*tick)(struct buffer *out, const struct analysis *a);

    void (*alert)(struct buffer *out, const struct alert_rule *rule,
                  const struct alert_event *event);

    /* A window as an engine has it, beside the tick's. */
    void (*compare)(struct buffer *out, const struct compared *c);

    /* What only the simulator knows is marked as unknown when it has not said it. */
    void (*summary)(struct buffer *out, const struct analysis *a,
                    const struct session_counts *counts);
};

/* `json`: a line a tick, a line for the summary; the default. `csv`: long form, see figures_csv.c.
 * `text`: for a person's eyes, at most 80 columns, in what LC_CTYPE can show. */
extern const struct figures_format figures_json, figures_csv, figures_text;

/* NULL when there is none of that name. */
const struct figures_format *figures_format_named(struct text name);

/* --- the rows, for the formats --------------------------------------------------------------- */

enum figures_kind { FIGURES_CRIMES, FIGURES_PLACES, FIGURES_KINDS };

/* A top table. */
struct figures_list {
    const struct counts *counts; /* all of them, not only the first ones */
    const struct interner *names;
    struct top_list top;
};

enum { FIGURES_POINTS = 1 + NEAR_OTHERS_MAX };

/* What is counted together: the batch, all, a window. */
struct figures_scope {
    const char *name;
    uint64_t total, near;
    uint64_t points[FIGURES_POINTS];
    bool filling;
    struct figures_list lists[FIGURES_KINDS];
};

enum {
    FIGURES_BATCH,
    FIGURES_ALL,
    FIGURES_WINDOWS,
    FIGURES_SCOPES = FIGURES_WINDOWS + WINDOWS_MAX
};

/* Borrows from the analysis until that is moved. */
struct figures_tick {
    civil_time at;
    size_t point_count; /* 0 when there is only one, which `near` is */
    char point_names[FIGURES_POINTS][NEAR_TEXT_SIZE];
    size_t scope_count;
    struct figures_scope
        scopes[FIGURES_SCOPES]; /* batch, all, the windows as the user named them */
};

void figures_read_tick(const struct analysis *a, struct figures_tick *ret);
void figures_finish_tick(struct figures_tick *tick);

/* A number of the summary. */
struct figures_count {
    const char *name;
    const char
        *reason; /* of `rejected`, which comes once a reason, one after the other; else NULL */
    bool known;
    uint64_t value;
};

enum { FIGURES_COUNTS = 13 };

void figures_read_counts(const struct analysis *a, const struct session_counts *counts,
                         struct figures_count ret[FIGURES_COUNTS]);

#endif
