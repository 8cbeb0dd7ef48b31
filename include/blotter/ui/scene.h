/* The scene: everything the screen shows, and drawing it. Pure: the same scene on the same canvas
 * is the same screen. */
#ifndef BLOTTER_UI_SCENE_H
#define BLOTTER_UI_SCENE_H

#include "blotter/session/session.h"
#include "blotter/ui/canvas.h"
#include "blotter/ui/glyphs.h"
#include "blotter/ui/journal.h"
#include "blotter/ui/map.h"
#include "blotter/ui/mouse.h"
#include "blotter/ui/progress.h"
#include "blotter/ui/question.h"
#include "blotter/ui/reports.h"
#include "blotter/ui/tempo.h"

enum { NOTE_SIZE = 160, NEWS_SIZE = 512, FIND_SIZE = 256 };

struct scene {
    /* What there is to show. */
    const struct analysis *analysis;
    const struct session_status *status;
    const struct rate *rate;
    const struct atlas *atlas;
    const struct progress *progress; /* while it is loading */
    const struct glyphs *glyphs;
    const char *topic;
    const struct cluster_view *cluster; /* what was seen of it; NULL: not yet anything */
    mono_time now;                      /* for how long ago that was */
    struct speed speed;                 /* asked for */
    bool achieved_known;
    double achieved_ms_per_s;
    char news[NEWS_SIZE]; /* the session's latest line of news, or "" */

    /* What the keys have made of it. */
    size_t tab; /* its number, from 0; scene.c has which view's it is */
    bool help;
    int help_scroll;      /* rows */
    char note[NOTE_SIZE]; /* the answer to the last key, or "" */
    char find[FIND_SIZE]; /* what the help is to hold, or "" */
    struct asking asking; /* what the user is asked for */
    struct journal *journal;
    struct map map;
    struct reports reports; /* the latest, in all views that show them */
};

/* Frees what the keys have made of it. */
void scene_finish(struct scene *s);

/* How many tabs there are, and the name of one as it is shown (FORMAT_SIZE bytes). */
size_t scene_tabs(const struct scene *s);
const char *scene_tab_name(const struct scene *s, size_t tab, char *out);

/* Which keys work now: a set of KEY_IN_... (ui/keymap.h). */
unsigned scene_keys(const struct scene *s);

/* A key that is the view's own. Returns NULL, or why it does nothing, a constant text. */
const char *scene_key(struct scene *s, struct canvas *c, int key);

/* The view's list; NULL: it has none. And is a row of it selected? */
const struct list *scene_list(const struct scene *s);
bool scene_holds(const struct scene *s);

/* What stands at (x, y) of a canvas of that size. */
struct target scene_target(const struct scene *s, const struct canvas *c, int x, int y);

/* Is the cluster shown, so that somebody has to look at it? */
bool scene_shows_cluster(const struct scene *s);

/* How many rows of the help do not fit on that canvas. */
int scene_help_hidden(const struct scene *s, struct canvas *c);

/* Draws all of it; the canvas has the screen's size. */
void scene_draw(const struct scene *s, struct canvas *c);

#endif
