/* Layout: from sizes to rectangles, by arithmetic alone. A rectangle without width or height is not
 * drawn. Each lies within the rectangle that it was cut from, and no two overlap. */
#ifndef BLOTTER_UI_LAYOUT_H
#define BLOTTER_UI_LAYOUT_H

#include "blotter/ui/canvas.h"

enum { SCREEN_MIN_COLS = 40, SCREEN_MIN_ROWS = 10 };

static inline bool rect_is_empty(struct rect r)
{
    return r.w <= 0 || r.h <= 0;
}

/* The whole screen. */
struct frame {
    bool too_small; /* all that follows is empty */
    struct rect tabs;
    struct rect status;   /* state and clock, and the speed where there is room */
    struct rect speed;    /* speed and count, where `status` and `position` have no room */
    struct rect position; /* the position in the data */
    struct rect head_rule;
    struct rect warnings; /* what is wrong, as many rows as asked for, if they fit */
    struct rect content;  /* the view's */
    struct rect foot_rule;
    struct rect footer;
};

struct frame layout_frame(int cols, int rows, int warning_rows);

/* A scope: one tally, its totals and its two tables, of `table` rows with their headings. */
struct scope_layout {
    struct rect summary; /* one row or two */
    struct rect crimes, places;
};

struct scope_layout layout_scope(struct rect r, int table);

struct live_layout {
    struct rect batch, all; /* scopes; `batch` of one row is its summary only */
    struct rect rate, latest;
};

/* `reading`: a report is selected, and at least half of the room is for the latest. */
struct live_layout layout_live(struct rect content, bool reading, int table);

struct window_layout {
    struct rect scope;
    struct rect histogram, latest;
    struct rect engines; /* below, of so many rows as asked for, or one; the histogram gives way */
};

struct window_layout layout_window(struct rect content, bool reading, int table, int engines);

struct cluster_layout {
    struct rect brokers;    /* one row: all of them in a line; else a heading and a row each */
    struct rect topic;      /* one row, or two where it is narrow */
    struct rect partitions; /* with a heading if a partition takes one row */
    struct rect errors;     /* a heading and a row each */
};

/* How many rows each would like to have. */
struct cluster_wants {
    int brokers, partitions, errors;
};

struct cluster_layout layout_cluster(struct rect content, struct cluster_wants wants);

struct map_layout {
    struct rect head, map;
    struct rect latest;  /* beside the map, which is higher than wide */
    struct rect caption; /* one report, where there is no room for them */
};

struct map_layout layout_map(struct rect content);

enum { HEAT_LABEL_COLUMNS = 4 };

struct patterns_layout {
    struct rect all, recent; /* a week of hours each: a heading, seven days, the hours */
    struct rect months, crimes;
    struct rect day; /* the hours of all days: in the room that is left, or, alone, where there is
                        none for a week */
};

struct patterns_layout layout_patterns(struct rect content);

/* How wide and high an hour is in a week that stands there. */
int heat_cell_columns(struct rect r);
int heat_cell_rows(struct rect r);

struct log_layout {
    struct rect account, head, lines;
};

struct log_layout layout_log(struct rect content);

struct sql_layout {
    struct rect query, state, rows; /* `rows` has the heading */
};

struct sql_layout layout_sql(struct rect content);

/* A box in the middle of `content` with `rows` lines of `cols` columns in it, or all there is. */
struct rect layout_box(struct rect content, int cols, int rows);

#endif
