/* Text: for a person's eyes. A tick is a block, its scopes side by side:
 *
 *     Sun 2023-01-01 06:00                              batch   all   1h   6h  12h
 *     reports                                              12    12   12   12   12
 *     near                                                  0     0    0    0    0
 *     crimes
 *       BURGLARY                                            3     3    3    3    3
 *       …
 *     places by area
 *       …
 *
 * A row stands for every name that is among the first (--top) of a scope, in the order of `all`,
 * and has the counts of all scopes, so each scope's first ones can be read off it. Scopes that do
 * not find room go into a block of their own below. */
#include "report_figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/ui/format.h"
#include "alert_formats.h"
#include "page.h"
#include "text_summary.h"

enum {
    INDENT = 2,
    GAP = 2,         /* left of a column */
    NAME_MOST = 46,  /* the longest crime of the LAPD's, to the column */
    NAME_LEAST = 28, /* tells its crimes from each other, and holds the time */
    COLUMN_LEAST = GAP + 3,
};

/* Scopes side by side. */
struct text_block {
    struct page *page;
    const struct figures_tick *tick;
    const struct figures_scope *scopes; /* those of the block */
    size_t count;
    int end[FIGURES_SCOPES]; /* the column behind each */
    int names;               /* how wide they may be */
};

/* --- columns -------------------------------------------------------------------------------- */

/* No count of a scope is larger than its total. */
static int column_width(const struct figures_scope *scope)
{
    int name = GAP + (int)strlen(scope->name);
    int count = GAP + format_count_width(scope->total);
    int width = name > count ? name : count;
    return width > COLUMN_LEAST ? width : COLUMN_LEAST;
}

/* As many scopes as there is room for, at least one, from the `first` on. */
static void lay_out(struct text_block *b, size_t first)
{
    int used = 0;
    b->scopes = &b->tick->scopes[first];
    b->count = 0;
    while (first + b->count < b->tick->scope_count) {
        int width = column_width(&b->scopes[b->count]);
        if (b->count > 0 && INDENT + NAME_LEAST + used + width > PAGE_COLUMNS)
            break;
        used += width;
        b->end[b->count++] = used;
    }
    int room = PAGE_COLUMNS - INDENT - used;
    b->names = room < NAME_MOST ? room : NAME_MOST;
    for (size_t i = 0; i < b->count; i++)
        b->end[i] += INDENT + b->names;
}

static void put_count(const struct text_block *b, size_t column, uint64_t count)
{
    char text[FORMAT_SIZE];
    page_put_right(b->page, b->end[column], format_count(count, text));
}

static void put_label(const struct text_block *b, const char *label)
{
    page_put(b->page, 0, b->names, text_of(label));
}

/* --- rows ----------------------------------------------------------------------------------- */

static void put_head(const struct text_block *b)
{
    char at[FORMAT_SIZE];
    char seconds[8] = "";
    struct civil_parts parts = civil_split(b->tick->at);
    format_clock(b->tick->at, at);
    if (parts.second != 0)
        snprintf(seconds, sizeof seconds, ":%02d", parts.second);
    page_put(b->page, 0, b->names, text_of(at));
    page_put(b->page, (int)strlen(at), (int)strlen(seconds), text_of(seconds));
    for (size_t i = 0; i < b->count; i++)
        page_put_right(b->page, b->end[i], b->scopes[i].name);
    page_end_line(b->page);
}

static void put_totals(const struct text_block *b)
{
    put_label(b, "reports");
    for (size_t i = 0; i < b->count; i++)
        put_count(b, i, b->scopes[i].total);
    page_end_line(b->page);
    put_label(b, "near");
    for (size_t i = 0; i < b->count; i++)
        put_count(b, i, b->scopes[i].near);
    page_end_line(b->page);
    for (size_t k = 0; k < b->tick->point_count; k++) {
        page_put(b->page, INDENT, b->names, text_of(b->tick->point_names[k]));
        for (size_t i = 0; i < b->count; i++)
            put_count(b, i, b->scopes[i].points[k]);
        page_end_line(b->page);
    }
}

static void put_filling(const struct text_block *b)
{
    bool any = false;
    for (size_t i = 0; i < b->count; i++)
        any = any || b->scopes[i].filling;
    if (!any)
        return;
    put_label(b, "still filling");
    for (size_t i = 0; i < b->count; i++)
        page_put_right(b->page, b->end[i], b->scopes[i].filling ? "yes" : "no");
    page_end_line(b->page);
}

/* By the counts of `all`, the highest first, then by the bytes of the name. */
static int by_rank(const void *one, const void *other, void *list)
{
    const struct figures_list *all = list;
    uint32_t a = *(const uint32_t *)one;
    uint32_t b = *(const uint32_t *)other;
    uint32_t count_a = counts_of(all->counts, a);
    uint32_t count_b = counts_of(all->counts, b);
    if (count_a != count_b)
        return count_a > count_b ? -1 : 1;
    return text_compare(intern_text(all->names, a), intern_text(all->names, b));
}

struct names {
    bool *taken; /* by number */
    uint32_t *ids;
    size_t count;
};

/* Each name once. */
static void add_names(struct names *n, const struct top_list *top)
{
    for (size_t i = 0; i < top->count; i++) {
        uint32_t id = top->of[i].id;
        if (!n->taken[id])
            n->ids[n->count++] = id;
        n->taken[id] = true;
    }
}

static void put_name(const struct text_block *b, enum figures_kind kind, uint32_t id)
{
    struct text name = intern_text(b->scopes[0].lists[kind].names, id);
    page_put(b->page, INDENT, b->names, name.len > 0 ? name : text_of("(none)"));
    for (size_t i = 0; i < b->count; i++) {
        uint32_t count = counts_of(b->scopes[i].lists[kind].counts, id);
        if (count > 0)
            put_count(b, i, count);
        else
            page_put_right(b->page, b->end[i], page_is_ascii(b->page) ? "." : "·");
    }
    page_end_line(b->page);
}

static void put_list(const struct text_block *b, enum figures_kind kind, const char *title)
{
    struct figures_list all = b->tick->scopes[FIGURES_ALL].lists[kind];
    size_t known = intern_count(all.names);
    struct names names = {.taken = mem_new(known + 1, sizeof *names.taken),
                          .ids = mem_new(known + 1, sizeof *names.ids)};
    for (size_t i = 0; i < b->count; i++)
        add_names(&names, &b->scopes[i].lists[kind].top);
    if (names.count > 0) {
        qsort_r(names.ids, names.count, sizeof *names.ids, by_rank, &all);
        put_label(b, title);
        page_end_line(b->page);
    }
    for (size_t i = 0; i < names.count; i++)
        put_name(b, kind, names.ids[i]);
    free(names.taken);
    free(names.ids);
}

/* --- the format ----------------------------------------------------------------------------- */

static void write_tick(struct buffer *out, const struct analysis *a)
{
    struct figures_tick tick;
    struct page page;
    char places[32];
    figures_read_tick(a, &tick);
    snprintf(places, sizeof places, "places by %s", place_name(analysis_settings(a)->place));
    page_begin(&page, out);
    struct text_block b = {.page = &page, .tick = &tick};
    for (size_t done = 0; done < tick.scope_count; done += b.count) {
        lay_out(&b, done);
        put_head(&b);
        put_totals(&b);
        put_filling(&b);
        put_list(&b, FIGURES_CRIMES, "crimes");
        put_list(&b, FIGURES_PLACES, places);
        page_end_line(&page);
    }
    page_finish(&page);
    figures_finish_tick(&tick);
}

static void put_which(struct page *page, size_t top)
{
    if (top == SIZE_MAX)
        page_printf(page, "A name is there that is in any of them.");
    else
        page_printf(page, "A name is there that is among the first %zu of any of them.", top);
}

/* What the other points are. */
static void print_others(struct page *page, const struct analysis *a)
{
    char point[NEAR_TEXT_SIZE];
    for (size_t k = 1; analysis_point(a, k) != NULL; k++)
        page_printf(page, "Also counted: near %s.", format_near_named(analysis_point(a, k), point));
}

static void write_head(struct buffer *out, const struct analysis *a)
{
    const struct near *near = &analysis_settings(a)->near;
    struct page page;
    page_begin(&page, out);
    page_printf(&page,
                "Reports up to each tick: batch is what came since the tick before, all what");
    page_printf(&page,
                "came since the beginning, the others are the windows that end at the tick.");
    put_which(&page, analysis_top(a));
    page_printf(&page, "Near is within %.9g degrees of %.9g,%.9g.", near->deg, near->lat,
                near->lon);
    print_others(&page, a);
    page_end_line(&page);
    page_finish(&page);
}

const struct figures_format figures_text = {
    "text", write_head, write_tick, alert_write_text, compared_write_text, text_summary_write};
