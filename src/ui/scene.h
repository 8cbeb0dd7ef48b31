/* The scene: everything the screen shows. */
#ifndef BLOTTER_UI_SCENE_H
#define BLOTTER_UI_SCENE_H

#include "blotter/session/cluster_view.h"
#include "blotter/session/session_status.h"
#include "blotter/window/analysis.h"
#include "blotter/ui/canvas.h"
#include "blotter/ui/glyphs.h"
#include "alert_history.h"
#include "journal.h"
#include "keymap_state.h"
#include "map.h"
#include "marks.h"
#include "prompt.h"
#include "receipt.h"
#include "reports.h"
#include "tempo.h"

struct clock_trail; /* clock_trail.h */
struct engines;     /* window/engines.h */
struct query_asker; /* asker.h */
struct named_query; /* ui/named_query.h */
struct progress;    /* ui/progress.h */

enum { NOTE_SIZE = 160, NEWS_SIZE = 512, FIND_SIZE = 1024 };

struct scene {
    /* What there is to show. */
    const struct analysis *analysis;
    const struct session_status *status;
    const struct rate *rate;
    const struct atlas *atlas;
    const struct progress *progress; /* while it is loading */
    const struct glyphs *glyphs;
    const struct keymap *keymap;
    const char *topic;
    const struct cluster_view *cluster; /* what was seen of it; NULL: not yet anything */
    const struct engines *engines;      /* beside which ours are shown; NULL: nothing is compared */
    const struct clock_trail *trail;    /* if so */
    struct query_asker *asker;          /* of the SQL tab; NULL: nothing can be asked */
    const struct named_query *queries;  /* NULL: there are none */
    mono_time now;                      /* for how long ago that was */
    bool achieved_known;
    double achieved_ms_per_s;
    const char *said;     /* by the lesson; NULL or "": nothing */
    char news[NEWS_SIZE]; /* the session's latest line of news, or "" */

    /* What the user has chosen and typed. */
    size_t tab; /* its number, from 0; tabs.c has which view's it is */
    bool help;
    int help_scroll;      /* rows */
    char note[NOTE_SIZE]; /* the answer to the last key, or "" */
    char find[FIND_SIZE]; /* what the help is to hold, or "" */
    struct asking asking; /* what the user is asked for */
    size_t point;         /* which of the points near is shown of */
    struct journal *journal;
    struct receipt receipt;
    struct marks marks;
    civil_time mark_at;          /* where it was when its name was asked for */
    struct alert_history alerts; /* those that have fired */
    struct map map;
    size_t sql_top;         /* the first row of the answer that is shown */
    size_t table_first;     /* the first row of the tables of crimes and places */
    struct reports reports; /* the latest, in all views that show them */
};

#endif
