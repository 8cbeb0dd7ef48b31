/* A stage: a scene with made-up reports, for tests. The same calls make the same screen. */
#ifndef BLOTTER_TESTS_UI_STAGE_H
#define BLOTTER_TESTS_UI_STAGE_H

#include "blotter/ui/progress.h"
#include "ui/draw.h"
#include "ui/tabs.h"

struct stage {
    struct analysis *analysis;
    struct session_status status;
    struct rate rate;
    struct progress progress;
    struct keymap *keymap;
    struct journal *journal;
    struct atlas *atlas;
    struct scene scene;
    struct canvas canvas;
    uint64_t seq;
    bool joined; /* its start was not read */
    uint64_t random, places;
    civil_time at;
};

/* The run's first report is at 2023-01-01T00:40, its last at 2023-04-03T12:00. */
void stage_set(struct stage *st, const char *windows, bool utf8);
/* Before anything is played; the last text is NULL. */
void stage_set_rules(struct stage *st, const char *const *texts);

void stage_clear(struct stage *st);

/* Plays so many hours of the stream on, 20 minutes a step. */
void stage_play(struct stage *st, int hours);
void stage_steps(struct stage *st, int steps);

/* A report that is late, one that is a duplicate, two that are missing, one that cannot be read. */
void stage_incidents(struct stage *st);

/* One report more, at the clock. */
struct stage_report {
    const char *crime, *area, *address;
};
void stage_report(struct stage *st, struct stage_report r);

/* Shows the tab of that name. */
void stage_show_tab(struct stage *st, const char *name);

/* Does what a command (ui/action.h) says in the view shown. Returns NULL, or why nothing is done.
 */
const char *stage_do(struct stage *st, const char *command);

/* Draws the scene at that size. */
void stage_draw(struct stage *st, int cols, int rows);

/* Row `y` as text, without the blanks at its end. */
void stage_row(const struct stage *st, int y, struct buffer *out);

/* Does the screen hold the text, within one row? */
bool stage_shows(const struct stage *st, const char *text);

/* Compares both planes with golden/NAME.txt; BLOTTER_ACCEPT=1 writes it anew. */
void stage_assert_golden(const struct stage *st, const char *name);

#endif
