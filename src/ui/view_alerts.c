/* The Alerts tab: what each rule says now, and below what has fired. */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/ui/format.h"
#include "layout.h"
#include "widgets.h"

static const struct {
    const char *word;
    enum role role;
} states[] = {
    [ALERT_UNKNOWN] = {"filling", ROLE_LABEL},     [ALERT_INACTIVE] = {"quiet", ROLE_LABEL},
    [ALERT_PENDING] = {"pending", ROLE_WARNING},   [ALERT_FIRING] = {"FIRING", ROLE_ALARM},
    [ALERT_RECOVERING] = {"fading", ROLE_WARNING},
};

/* --- rules ------------------------------------------------------------------------------------ */

enum { NAME_COLUMNS = 18, STATE_COLUMNS = 9, VALUES_SHOWN = 8 };

/* Up to the threshold the lower half of a column, from there on the upper one. A factor has none
 * that stands: such columns are shares of the highest. */
static int eighths_of(const struct alert_rule *rule, uint32_t value, uint32_t most)
{
    enum { HALF = EIGHTHS / 2 };
    uint64_t full = rule->relative ? most : rule->value;
    if (rule->relative)
        return full > 0 ? (int)(value * (uint64_t)EIGHTHS / full) : 0;
    if (value < full)
        return (int)(value * (uint64_t)HALF / full);
    uint64_t above = (value - full) * HALF / (full > 0 ? full : 1);
    return HALF + 1 + (above < HALF - 1 ? (int)above : HALF - 1);
}

/* The latest slots, as many as there are columns. */
static void draw_trend(const struct scene *s, struct canvas *c, struct rect r, size_t number)
{
    const struct alerts *alerts = alerts_of(s->analysis);
    struct alert_slot slots[ALERT_TREND_SLOTS];
    size_t count = alerts_trend(alerts, s->analysis, number, slots);
    size_t columns = (size_t)r.w;
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = slots[i].most > most ? slots[i].most : most;
    for (size_t i = count > columns ? count - columns : 0; i < count; i++) {
        const struct alert_slot *slot = &slots[i];
        int eighths = eighths_of(&alerts_rules(alerts)->of[number], slot->most, most);
        enum role role = slot->held ? ROLE_WARNING : eighths > 0 ? ROLE_RATE : ROLE_REMAINS;
        int x = r.x + (int)(i + columns - count);
        canvas_text(c, x, r.y, 1, role, text_of(s->glyphs->column[eighths > 0 ? eighths : 1]));
    }
}

/* How many columns of trend there is room for beside the rest. */
static int trend_columns(struct rect row)
{
    return row.w >= 150 ? ALERT_TREND_SLOTS : row.w >= 110 ? 24 : row.w >= 70 ? 8 : 0;
}

/* "since 18:42", of another day "since Sat 18:42". */
static void draw_since(const struct scene *s, struct pen *p, const struct alert_now *now)
{
    char time[FORMAT_SIZE];
    char day[FORMAT_SIZE] = "";
    if (civil_midnight(now->since).s != civil_midnight(analysis_position(s->analysis)).s)
        snprintf(day, sizeof day, "%.4s", format_clock(now->since, time));
    pen_printf(p, ROLE_LABEL, " since %s%s%s", now->settled ? "" : "before ", day,
               format_time(now->since, time));
}

/* "Central 7 since 18:42, Newton 5 since 19:10", or the count. */
static void draw_values(const struct scene *s, struct pen *p, const struct alert_rule *rule,
                        const struct alert_now *now, size_t count)
{
    char text[FORMAT_SIZE];
    for (size_t i = 0; i < count && now[i].state != ALERT_UNKNOWN; i++) {
        bool named = rule->by != ALERT_BY_NOTHING;
        if (named && now[i].state < ALERT_PENDING)
            continue;
        if (named)
            pen_printf(p, ROLE_TEXT, "%s%.*s ", i > 0 ? ", " : "",
                       now[i].of.len > 0 ? (int)now[i].of.len : 6,
                       now[i].of.len > 0 ? now[i].of.ptr : "(none)");
        pen_add(p, ROLE_FIGURE, format_count(now[i].value, text));
        if (now[i].state >= ALERT_PENDING)
            draw_since(s, p, &now[i]);
    }
}

static enum alert_state worst(const struct alert_now *now, size_t count)
{
    static const int weight[] = {[ALERT_UNKNOWN] = 0,
                                 [ALERT_INACTIVE] = 1,
                                 [ALERT_PENDING] = 2,
                                 [ALERT_RECOVERING] = 3,
                                 [ALERT_FIRING] = 4};
    enum alert_state found = ALERT_UNKNOWN;
    for (size_t i = 0; i < count; i++)
        if (weight[now[i].state] > weight[found])
            found = now[i].state;
    return found;
}

static void draw_rule(const struct scene *s, struct canvas *c, struct rect row, size_t number)
{
    const struct alerts *alerts = alerts_of(s->analysis);
    const struct alert_rule *rule = &alerts_rules(alerts)->of[number];
    struct alert_now now[VALUES_SHOWN];
    size_t count = alerts_now(alerts, s->analysis, number, now, VALUES_SHOWN);
    enum alert_state state = worst(now, count);
    struct buffer text = {0};
    alert_rule_write(rule, &text);
    struct pen pen = pen_on(c, row);
    canvas_text(c, row.x, row.y, NAME_COLUMNS - 1, ROLE_TEXT, text_of(rule->name));
    pen.x = row.x + NAME_COLUMNS;
    pen_add(&pen, states[state].role, states[state].word);
    int trend = trend_columns(row);
    struct rect at = {row.x + NAME_COLUMNS + STATE_COLUMNS, row.y, trend, 1};
    if (trend > 0)
        draw_trend(s, c, at, number);
    pen.x = at.x + trend + (trend > 0 ? 2 : 0);
    draw_values(s, &pen, rule, now, count);
    size_t name = strlen(rule->name) + 2;
    buffer_add_byte(&text, '\0');
    pen_skip(&pen, 2);
    pen_add_right(&pen, ROLE_LABEL, text.data + name);
    buffer_free(&text);
}

/* --- what has fired --------------------------------------------------------------------------- */

static void draw_past(const struct scene *s, struct canvas *c, struct rect row,
                      const struct past_alert *p)
{
    enum { FIRED_COLUMNS = 22, LONG_COLUMNS = 10 };
    const struct alert_rule *rule = &alerts_rules(alerts_of(s->analysis))->of[p->rule];
    char text[FORMAT_SIZE];
    struct pen pen = pen_on(c, row);
    pen_add(&pen, ROLE_TEXT, format_clock(p->fired, text));
    pen.x = row.x + FIRED_COLUMNS;
    if (p->ended.s > CIVIL_NEVER.s)
        pen_add(&pen, ROLE_LABEL, format_span((double)(p->ended.s - p->since.s) * 1000, text));
    else
        pen_add(&pen, ROLE_ALARM, "goes on");
    pen.x = row.x + FIRED_COLUMNS + LONG_COLUMNS;
    pen_printf(&pen, ROLE_FIGURE, "%6" PRIu32 "  ",
               p->ended.s > CIVIL_NEVER.s ? p->peak : p->value);
    pen_printf(&pen, ROLE_TEXT, "%s%s%s", rule->name, p->of[0] != '\0' ? "  " : "", p->of);
}

static void draw_history(const struct scene *s, struct canvas *c, struct rect r)
{
    const struct alert_history *h = &s->alerts;
    size_t shown = r.h > 0 ? (size_t)r.h : 0;
    size_t top = list_top(&h->list, h->count, shown);
    for (size_t i = 0; i < shown; i++) {
        const struct past_alert *p = alert_history_row(h, top + i);
        struct rect row = {r.x, r.y + (int)i, r.w, 1};
        if (p == NULL)
            break;
        draw_past(s, c, row, p);
        if (h->list.held && top + i == h->list.selected)
            canvas_restyle(c, row, ROLE_SELECTED);
    }
    if (h->count == 0)
        canvas_text(c, r.x, r.y, r.w, ROLE_LABEL, text_of("no alert has fired yet"));
}

/* --- the view --------------------------------------------------------------------------------- */

static int rule_rows(struct rect r, size_t rules)
{
    int most = r.h / 2;
    return (int)rules < most ? (int)rules : most;
}

static void alerts_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    (void)window;
    size_t rules = alerts_rules(alerts_of(s->analysis))->count;
    int rows = rule_rows(r, rules);
    for (int i = 0; i < rows; i++)
        draw_rule(s, c, (struct rect){r.x, r.y + i, r.w, 1}, (size_t)i);
    canvas_text(c, r.x, r.y + rows + 1, r.w, ROLE_TITLE,
                text_of("Fired                 Length      Peak  Alert"));
    draw_history(s, c, (struct rect){r.x, r.y + rows + 2, r.w, r.h - rows - 2});
}

/* How many rules there are is not known here: the half is theirs at most. */
static struct rect alerts_rows(const struct scene *s, struct rect r, bool held)
{
    (void)held;
    int rows = rule_rows(r, alerts_rules(alerts_of(s->analysis))->count);
    return (struct rect){r.x, r.y + rows + 2, r.w, r.h - rows - 2};
}

const struct view view_alerts = {.name = "Alerts",
                                 .needs_reports = true,
                                 .draw = alerts_draw,
                                 .list = LIST_OF_ALERTS,
                                 .rows = alerts_rows};
