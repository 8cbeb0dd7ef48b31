#include "layout.h"

#include "blotter/window/patterns.h"

enum {
    RULES_MIN_ROWS = 16,  /* below, every row is for figures */
    STATUS_MIN_COLS = 64, /* state, clock and speed beside each other */
    SIDE_MIN_COLS = 72,   /* two tables, or two scopes, beside each other */
    GUTTER = 2,           /* between what stands beside each other */
    HISTOGRAM_MIN_ROWS = 4,
    HISTOGRAM_MAX_ROWS = 14,
    LATEST_MIN_ROWS = 3,
    CONTENT_MIN_ROWS = 2,
    LOG_MIN_ROWS = 8,      /* below, the Log has only lines */
    READING_MIN_ROWS = 10, /* below, a list that is read has all the room */
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* Cuts `rows` rows off the top of what is left, or as many as there are. */
static struct rect take(struct rect *rest, int rows)
{
    rows = most(0, least(rows, rest->h));
    struct rect taken = {rest->x, rest->y, rest->w, rows};
    rest->y += rows;
    rest->h -= rows;
    return taken;
}

static struct rect take_below(struct rect *rest, int rows)
{
    rows = most(0, least(rows, rest->h));
    rest->h -= rows;
    return (struct rect){rest->x, rest->y + rest->h, rest->w, rows};
}

static struct rect indent(struct rect r, int columns)
{
    return (struct rect){r.x + columns, r.y, most(0, r.w - 2 * columns), r.h};
}

struct frame layout_frame(int cols, int rows, int warning_rows)
{
    struct frame f = {.too_small = cols < SCREEN_MIN_COLS || rows < SCREEN_MIN_ROWS};
    if (f.too_small)
        return f;
    int rule = rows >= RULES_MIN_ROWS ? 1 : 0;
    struct rect rest = {0, 0, cols, rows};
    f.tabs = take(&rest, 1);
    f.status = take(&rest, 1);
    f.speed = take(&rest, cols < STATUS_MIN_COLS ? 1 : 0);
    f.position = take(&rest, 1);
    f.head_rule = take(&rest, rule);
    f.footer = take_below(&rest, 1);
    f.foot_rule = take_below(&rest, rule);
    f.warnings = take(&rest, least(warning_rows, rest.h - CONTENT_MIN_ROWS));
    f.content = indent(rest, 1);
    return f;
}

/* The left and the right half, a gutter between them. */
static void halve(struct rect r, struct rect *left, struct rect *right)
{
    int w = most(0, r.w - GUTTER) / 2;
    *left = (struct rect){r.x, r.y, w, r.h};
    *right = (struct rect){r.x + r.w - w, r.y, w, r.h};
}

struct scope_layout layout_scope(struct rect r, int table)
{
    bool beside = r.w >= SIDE_MIN_COLS;
    int tables = beside ? table : 2 * table;
    struct scope_layout l = {.summary = take(&r, r.h >= tables + 2 ? 2 : 1)};
    take(&r, r.h > tables ? 1 : 0);
    if (beside) {
        halve(take(&r, table), &l.crimes, &l.places);
        return l;
    }
    bool apart = r.h > tables;
    l.crimes = take(&r, least(table, (r.h + 1) / 2));
    take(&r, apart ? 1 : 0);
    l.places = take(&r, table);
    return l;
}

/* Brokers and errors give way to the partitions, and errors to all. */
struct cluster_layout layout_cluster(struct rect content, struct cluster_wants wants)
{
    struct rect rest = content;
    int topic = content.w < SIDE_MIN_COLS ? 2 : 1;
    int least_partitions = least(wants.partitions, 3);
    bool all = 1 + wants.brokers + topic + least_partitions + 2 <= content.h;
    struct cluster_layout l = {.brokers = take(&rest, all ? 1 + wants.brokers : 1)};
    take(&rest, all ? 1 : 0);
    l.topic = take(&rest, topic);
    int room = rest.h - least_partitions - 1;
    int errors = room >= 2 ? least(1 + wants.errors, least(room, most(2, content.h / 3))) : 0;
    l.errors = take_below(&rest, errors);
    take_below(&rest, errors > 0 ? 1 : 0);
    l.partitions = take(&rest, least(rest.h, wants.partitions));
    return l;
}

/* Takes `rows` out of what is spare, if at least `keep` are left. */
static int spend(int *spare, int rows, int keep)
{
    if (*spare < rows + keep)
        return 0;
    *spare -= rows;
    return rows;
}

/* One below the other: since the start in full, of the last second its totals. */
static struct live_layout live_narrow(struct rect rest, int table)
{
    struct live_layout l = {.batch = take(&rest, 1)};
    int spare = rest.h - 1 - 2 * table;
    int rate = spare > 0 ? spend(&spare, 1, 0) : rest.h >= 4;
    int gap = spend(&spare, 1, LATEST_MIN_ROWS);
    int latest = gap > 0 ? spare : 0;
    l.all = take(&rest, rest.h - rate - gap - latest);
    take(&rest, gap);
    l.rate = take(&rest, rate);
    l.latest = rest;
    return l;
}

static struct live_layout live_wide(struct rect content, int table)
{
    struct live_layout l = {0};
    halve(content, &l.batch, &l.all);
    bool stacked = l.all.w < SIDE_MIN_COLS;
    int scope = stacked ? 2 + 2 * table : 2 + table;
    int spare = content.h - scope;
    int rate = spare > 0 ? spend(&spare, 1, 0) : content.h >= 6;
    int gap_above = spend(&spare, 1, LATEST_MIN_ROWS);
    int gap_below = spend(&spare, 1, LATEST_MIN_ROWS + 2);
    scope += spend(&spare, 1, 2 * LATEST_MIN_ROWS);
    scope += stacked ? spend(&spare, 1, 2 * LATEST_MIN_ROWS) : 0;
    rate += spend(&spare, 1, 10) + spend(&spare, 1, 14);
    struct rect rest = content;
    l.batch.h = l.all.h = take(&rest, least(scope, content.h - rate)).h;
    take(&rest, gap_above);
    l.rate = take(&rest, rate);
    take(&rest, gap_below);
    l.latest = rest;
    return l;
}

/* Cuts off what a list that is read needs: half the room, or all when that is little. */
static struct rect take_reading(struct rect *content)
{
    return take_below(content, content->h < READING_MIN_ROWS ? content->h : content->h / 2);
}

/* What a layout has left over above that comes to it. */
static struct rect join_above(struct rect above, struct rect r)
{
    return rect_is_empty(above) ? r : (struct rect){r.x, above.y, r.w, above.h + r.h};
}

static struct live_layout live_following(struct rect content, int table)
{
    return content.w < SIDE_MIN_COLS ? live_narrow(content, table) : live_wide(content, table);
}

struct live_layout layout_live(struct rect content, bool reading, int table)
{
    struct live_layout l = live_following(content, table);
    if (!reading || l.latest.h >= content.h / 2)
        return l;
    struct rect latest = take_reading(&content);
    l = live_following(content, table);
    l.latest = join_above(l.latest, latest);
    return l;
}

static int scope_rows(struct rect content, int table)
{
    return 2 + (content.w >= SIDE_MIN_COLS ? table : 2 * table);
}

static struct window_layout window_following(struct rect content, int table, bool scope_first)
{
    int scope = scope_rows(content, table);
    int spare = content.h - scope;
    int histogram = spend(&spare, HISTOGRAM_MIN_ROWS, 0);
    if (histogram == 0) { /* the tables give way: a third is left for it */
        bool both = !scope_first && content.h >= 5;
        histogram = both ? most(2, least(HISTOGRAM_MIN_ROWS, content.h / 3)) : 0;
        scope = content.h - histogram;
        spare = scope_first ? 0 : spare;
    }
    int gap = spend(&spare, 1, 0);
    scope += spend(&spare, 1, 2);
    histogram += spend(&spare, least(spare, HISTOGRAM_MAX_ROWS - histogram), 0);
    int gap_below = spend(&spare, 1, LATEST_MIN_ROWS);
    struct rect rest = content;
    struct window_layout l = {.scope = take(&rest, scope)};
    take(&rest, gap);
    l.histogram = take(&rest, gap_below > 0 ? histogram : rest.h);
    take(&rest, gap_below);
    l.latest = rest;
    return l;
}

/* Whole where the tables above have room, too; a row where there are some. */
static struct rect take_engines(struct rect *content, int table, int rows)
{
    enum { ENOUGH_ROWS = 4 };
    bool whole = content->h >= scope_rows(*content, table) + 1 + rows;
    struct rect r = take_below(content, whole ? rows : content->h >= ENOUGH_ROWS);
    take_below(content, whole && rows > 0 ? 1 : 0);
    return r;
}

struct window_layout layout_window(struct rect content, bool reading, int table, int engines)
{
    struct rect below = {0};
    if (engines > 0)
        below = take_engines(&content, table, engines);
    struct window_layout l = window_following(content, table, engines > 0);
    if (reading && l.latest.h < content.h / 2) {
        struct rect latest = take_reading(&content);
        l = window_following(content, table, engines > 0);
        l.latest = join_above(l.latest, latest);
    }
    l.engines = below;
    return l;
}

struct map_layout layout_map(struct rect content)
{
    struct map_layout l = {.head = take(&content, content.h >= 4 ? 1 : 0)};
    l.map = content;
    if (content.w < SIDE_MIN_COLS) {
        l.caption = take_below(&l.map, content.h >= 3 ? 1 : 0);
        return l;
    }
    int latest = (content.w - GUTTER) * 2 / 5;
    l.map.w = content.w - GUTTER - latest;
    l.latest = (struct rect){content.x + l.map.w + GUTTER, content.y, latest, content.h};
    return l;
}

enum { HEAT_MARGIN = 2, HEAT_ROWS = WEEK_DAYS + HEAT_MARGIN };

int heat_cell_columns(struct rect r)
{
    enum { CELL_MOST = 8 };
    return least(CELL_MOST, (r.w - HEAT_LABEL_COLUMNS) / DAY_HOURS);
}

int heat_cell_rows(struct rect r)
{
    return (r.h - HEAT_MARGIN) / WEEK_DAYS;
}

/* The weeks beside each other where an hour has two columns, else one below the other. */
static void lay_out_weeks(struct rect *rest, struct patterns_layout *l)
{
    enum { BESIDE_COLS = 2 * (HEAT_LABEL_COLUMNS + 2 * DAY_HOURS) + GUTTER, BELOW_ROWS = 16 };
    bool roomy = rest->h >= 2 * HEAT_ROWS + BELOW_ROWS;
    if (rest->w >= BESIDE_COLS) {
        halve(take(rest, HEAT_ROWS + (roomy ? WEEK_DAYS : 0)), &l->all, &l->recent);
        return;
    }
    l->all = take(rest, HEAT_ROWS);
    if (roomy) {
        take(rest, 1);
        l->recent = take(rest, HEAT_ROWS);
    }
}

struct patterns_layout layout_patterns(struct rect content)
{
    enum { CHART_ROWS = 12, DAY_MIN_ROWS = 6 };
    struct patterns_layout l = {0};
    if (content.h < HEAT_ROWS) {
        l.day = content;
        return l;
    }
    lay_out_weeks(&content, &l);
    take(&content, 1);
    struct rect charts = content;
    if (content.w >= SIDE_MIN_COLS)
        halve(content, &charts, &l.crimes);
    bool both = charts.h >= CHART_ROWS + 1 + DAY_MIN_ROWS;
    l.months = take(&charts, both ? CHART_ROWS : charts.h);
    take(&charts, 1);
    l.day = take(&charts, CHART_ROWS);
    return l;
}

struct log_layout layout_log(struct rect content)
{
    bool roomy = content.h >= RULES_MIN_ROWS - 4;
    struct log_layout l = {.account = take(&content, content.h >= LOG_MIN_ROWS ? 1 : 0)};
    take(&content, roomy ? 1 : 0);
    l.head = take(&content, content.h >= 3 ? 1 : 0);
    l.lines = content;
    return l;
}

/* The query has a quarter of the rows, a few at most. */
struct sql_layout layout_sql(struct rect content)
{
    enum { QUERY_ROWS = 4 };
    int query = content.h / 4 < QUERY_ROWS ? content.h / 4 : QUERY_ROWS;
    query = query > 0 ? query : 1;
    struct sql_layout l = {.query = content, .state = content, .rows = content};
    l.query.h = query < content.h ? query : content.h;
    l.state.y += l.query.h;
    l.state.h = content.h > l.query.h ? 1 : 0;
    l.rows.y = l.state.y + l.state.h;
    l.rows.h = content.h - l.query.h - l.state.h;
    return l;
}

struct rect layout_box(struct rect content, int cols, int rows)
{
    int w = least(content.w, cols + 4);
    int h = least(content.h, rows + 2);
    return (struct rect){content.x + (content.w - w) / 2, content.y + (content.h - h) / 2, w, h};
}
