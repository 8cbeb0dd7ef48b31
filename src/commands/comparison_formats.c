#include "comparison_formats.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/crime/message.h"
#include "blotter/ui/format.h"
#include "csv_field.h"
#include "page.h"

static const struct {
    unsigned bit;
    const char *name;
} measures[] = {
    {ENGINE_DIFFERS_TOTAL, "total"},
    {ENGINE_DIFFERS_NEAR, "near"},
    {ENGINE_DIFFERS_CRIMES, "crimes"},
    {ENGINE_DIFFERS_PLACES, "places"},
};

enum { MEASURES = sizeof measures / sizeof measures[0] };

static const char *window_name(const struct compared *c)
{
    return analysis_settings(c->ours)->windows[c->window].name;
}

/* --- json ------------------------------------------------------------------------------------ */

static void json_row(struct buffer *out, size_t i, struct text name, uint64_t count)
{
    buffer_printf(out, "%s[", i > 0 ? "," : "");
    json_write_string(out, name);
    buffer_printf(out, ",%" PRIu64 "]", count);
}

static void json_ours(struct buffer *out, const struct compared *c, bool crimes)
{
    const struct tally *tally = analysis_window(c->ours, c->window);
    enum place place = analysis_settings(c->ours)->place;
    const struct counts *counts = crimes ? &tally->crimes : &tally->places[place];
    const struct interner *names =
        crimes ? analysis_crimes(c->ours) : analysis_places(c->ours, place);
    struct top_list top = {0};
    counts_top(counts, names, TOP_ROWS, &top);
    for (size_t i = 0; i < top.count; i++)
        json_row(out, i, intern_text(names, top.of[i].id), top.of[i].count);
    top_list_finish(&top);
}

static void json_theirs(struct buffer *out, const struct engine_value *v, enum engine_list list)
{
    for (size_t i = 0; i < v->row_count[list]; i++)
        json_row(out, i, v->rows[list][i].name, v->rows[list][i].count);
}

static void json_measure(struct buffer *out, const struct compared *c, unsigned bit, bool theirs)
{
    const struct tally *ours = analysis_window(c->ours, c->window);
    if (bit == ENGINE_DIFFERS_TOTAL) {
        buffer_add_u64(out, theirs ? c->theirs->total : ours->total);
    } else if (bit == ENGINE_DIFFERS_NEAR) {
        buffer_add_u64(out, theirs ? c->theirs->near : ours->near);
    } else {
        bool crimes = bit == ENGINE_DIFFERS_CRIMES;
        buffer_add_byte(out, '[');
        if (theirs)
            json_theirs(out, c->theirs, crimes ? ENGINE_CRIMES : ENGINE_PLACES);
        else
            json_ours(out, c, crimes);
        buffer_add_byte(out, ']');
    }
}

static void json_side(struct buffer *out, const struct compared *c, bool theirs)
{
    const char *before = "";
    buffer_printf(out, ",\"%s\":{", theirs ? "theirs" : "ours");
    for (size_t i = 0; i < MEASURES; i++) {
        if ((c->differs & measures[i].bit) == 0)
            continue;
        buffer_printf(out, "%s\"%s\":", before, measures[i].name);
        json_measure(out, c, measures[i].bit, theirs);
        before = ",";
    }
    buffer_add_byte(out, '}');
}

void compared_write_json(struct buffer *out, const struct compared *c)
{
    char at[CIVIL_TEXT_LEN];
    civil_write(c->at, at);
    buffer_printf(out,
                  "{\"kind\":\"compare\",\"at\":\"%.*s\",\"window\":\"%s\",\"by\":", CIVIL_TEXT_LEN,
                  at, window_name(c));
    if (c->by != NULL)
        json_write_string(out, text_of(c->by));
    else
        buffer_printf(out, "null");
    buffer_printf(out, ",\"equal\":%s", compared_is_equal(c) ? "true" : "false");
    if (c->theirs == NULL)
        buffer_printf(out, ",\"came\":false");
    if (c->differs != 0) {
        json_side(out, c, false);
        json_side(out, c, true);
    }
    buffer_printf(out, "}\n");
}

/* --- csv ------------------------------------------------------------------------------------- */

static void csv_row(struct buffer *out, const struct compared *c, const char *measure,
                    const char *value)
{
    char at[CIVIL_TEXT_LEN];
    civil_write(c->at, at);
    buffer_printf(out, "%.*s,%s,%s,", CIVIL_TEXT_LEN, at, window_name(c), measure);
    csv_add_field(out, c->by != NULL ? text_of(c->by) : (struct text){NULL, 0});
    buffer_printf(out, ",%s\n", value);
}

void compared_write_csv(struct buffer *out, const struct compared *c)
{
    csv_row(out, c, "equal", compared_is_equal(c) ? "1" : "0");
    if (c->theirs == NULL)
        csv_row(out, c, "came", "0");
    for (size_t i = 0; i < MEASURES; i++)
        if ((c->differs & measures[i].bit) != 0)
            csv_row(out, c, "differs", measures[i].name);
}

/* --- text ------------------------------------------------------------------------------------ */

static void text_difference(struct buffer *out, const struct compared *c)
{
    const struct tally *ours = analysis_window(c->ours, c->window);
    const char *before = "DIFFERS: ";
    for (size_t i = 0; i < MEASURES; i++) {
        unsigned bit = c->differs & measures[i].bit;
        if (bit == 0)
            continue;
        buffer_printf(out, "%s%s", before, measures[i].name);
        if (bit == ENGINE_DIFFERS_TOTAL)
            buffer_printf(out, " %" PRIu64 " not %" PRIu64, c->theirs->total, ours->total);
        if (bit == ENGINE_DIFFERS_NEAR)
            buffer_printf(out, " %" PRIu64 " not %" PRIu64, c->theirs->near, ours->near);
        before = ", ";
    }
}

void compared_write_text(struct buffer *out, const struct compared *c)
{
    enum { BY_COLUMN = 23, WINDOW_COLUMN = 34, SAID_COLUMN = 41 };
    struct page page;
    struct buffer said = {0};
    char at[FORMAT_SIZE];
    format_clock(c->at, at);
    if (c->theirs == NULL)
        buffer_printf(&said, "NEVER CAME");
    else if (c->differs == 0)
        buffer_printf(&said, "equal");
    else
        text_difference(&said, c);
    page_begin(&page, out);
    page_put(&page, 0, BY_COLUMN - 1, text_of(at));
    page_put(&page, BY_COLUMN, WINDOW_COLUMN - BY_COLUMN - 1,
             text_of(c->by != NULL ? c->by : "no engine"));
    page_put(&page, WINDOW_COLUMN, SAID_COLUMN - WINDOW_COLUMN - 1, text_of(window_name(c)));
    page_put(&page, SAID_COLUMN, PAGE_COLUMNS - SAID_COLUMN, buffer_text(&said));
    page_end_line(&page);
    page_finish(&page);
    buffer_free(&said);
}
