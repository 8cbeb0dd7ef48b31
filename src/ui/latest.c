#include "latest.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "blotter/ui/format.h"
#include "layout.h"
#include "widgets.h"

/* How wide each part of a row is; 0: it has no room. */
struct report_columns {
    int crime, area, address, premise;
};

enum {
    TIME_COLUMNS = 7,
    AREA_COLUMNS = 12,
    ADDRESS_MIN_COLUMNS = 18,
    ADDRESS_MAX_COLUMNS = 40,
    CRIME_MAX_COLUMNS = 50,
    PREMISE_MIN_COLUMNS = 20,
    PART_GAP = 2,
};

static struct report_columns report_columns(int width)
{
    struct report_columns columns = {.area = AREA_COLUMNS};
    int rest = width - TIME_COLUMNS - AREA_COLUMNS - PART_GAP;
    columns.crime = rest;
    if (rest < 2 * ADDRESS_MIN_COLUMNS)
        return columns;
    columns.crime = rest * 55 / 100;
    if (columns.crime > CRIME_MAX_COLUMNS)
        columns.crime = CRIME_MAX_COLUMNS;
    columns.address = rest - columns.crime - PART_GAP;
    int spare = columns.address - ADDRESS_MAX_COLUMNS - PART_GAP;
    if (spare >= PREMISE_MIN_COLUMNS) {
        columns.premise = spare;
        columns.address = ADDRESS_MAX_COLUMNS;
    }
    return columns;
}

void draw_report(const struct scene *s, struct canvas *c, struct rect row,
                 const struct report *report)
{
    const struct analysis *a = s->analysis;
    const struct report_columns w = report_columns(row.w);
    const struct {
        const struct interner *names;
        uint32_t id;
        int columns;
    } parts[] = {
        {analysis_crimes(a), report->crime, w.crime},
        {analysis_places(a, PLACE_AREA), report->place[PLACE_AREA], w.area},
        {analysis_places(a, PLACE_ADDRESS), report->place[PLACE_ADDRESS], w.address},
        {analysis_places(a, PLACE_PREMISE), report->place[PLACE_PREMISE], w.premise},
    };
    char time[FORMAT_SIZE];
    canvas_text(c, row.x, row.y, 5, ROLE_LABEL, text_of(format_time(report->reported_at, time)));
    if (report_is_near(report, s->point))
        canvas_text(c, row.x + 5, row.y, 1, ROLE_NEAR, text_of(s->glyphs->dot));
    int x = row.x + TIME_COLUMNS;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && parts[i].columns > 0; i++) {
        draw_name(c, x, row.y, parts[i].columns, intern_text(parts[i].names, parts[i].id));
        x += parts[i].columns + PART_GAP;
    }
}

/* What is read has a heading as soon as there is a second row. */
static bool has_heading(struct rect r, bool held)
{
    return held ? r.h > 1 : r.h > HEADED_MIN_ROWS;
}

struct rect latest_place(struct rect r, bool held)
{
    int heading = has_heading(r, held) ? 1 : 0;
    return (struct rect){r.x, r.y + heading, r.w, r.h > heading ? r.h - heading : 0};
}

static void draw_heading(const struct scene *s, struct canvas *c, struct rect row)
{
    const struct reports *reports = &s->reports;
    struct pen pen = pen_on(c, row);
    pen_add(&pen, ROLE_TITLE, "Latest reports");
    if (!reports->list.held)
        return;
    char figure[FORMAT_SIZE];
    pen_printf(&pen, ROLE_NOTE, "  frozen, %s new",
               format_count(reports_newer(reports, s->analysis), figure));
    pen_skip(&pen, 2);
    char place[2 * FORMAT_SIZE];
    snprintf(place, sizeof place, "%zu of %zu", reports->list.selected + 1, reports->count);
    pen_add_right(&pen, ROLE_LABEL, place);
}

void draw_latest(const struct scene *s, struct canvas *c, struct rect r)
{
    const struct list *list = &s->reports.list;
    if (rect_is_empty(r))
        return;
    if (has_heading(r, list->held))
        draw_heading(s, c, (struct rect){r.x, r.y, r.w, 1});
    r = latest_place(r, list->held);
    size_t top = list_top(list, s->reports.count, (size_t)r.h);
    for (int i = 0; i < r.h; i++) {
        const struct report *report = reports_at(&s->reports, s->analysis, top + (size_t)i);
        struct rect row = {r.x, r.y + i, r.w, 1};
        if (report == NULL)
            return;
        draw_report(s, c, row, report);
        if (list->held && top + (size_t)i == list->selected)
            canvas_restyle(c, row, ROLE_SELECTED);
    }
}

/* --- one report ----------------------------------------------------------------------------- */

enum { LABEL_COLUMNS = 12, CARD_COLUMNS = 64, CARD_ROWS = 24, WRAP_ROWS = 3 };

struct card {
    struct canvas *sheet;
    int y;
};

static void add_field(struct card *card, const char *label, enum role role, struct text value)
{
    struct canvas *c = card->sheet;
    struct rect room = {LABEL_COLUMNS, card->y, c->cols - LABEL_COLUMNS, WRAP_ROWS};
    canvas_text(c, 0, card->y, LABEL_COLUMNS - 1, ROLE_LABEL, text_of(label));
    if (value.len > 0)
        card->y += canvas_wrap(c, room, role, value, true);
    else
        canvas_text(c, room.x, card->y++, room.w, ROLE_LABEL, text_of("(none)"));
}

/* How far it was from a point of --near, as that is measured. */
static void add_near(struct card *card, const struct analysis *a, size_t k, double lat, double lon,
                     bool is)
{
    char text[NEAR_TEXT_SIZE];
    char name[NEAR_TEXT_SIZE];
    const struct near *near = analysis_point(a, k);
    bool only = analysis_point(a, 1) == NULL;
    snprintf(text, sizeof text, "%s, %.4f degrees from %.200s", is ? "yes" : "no",
             hypot(lat - near->lat, lon - near->lon),
             only ? "the point" : format_point(near, name));
    add_field(card, "near", is ? ROLE_NEAR : ROLE_TEXT, text_of(text));
}

static void add_spot(struct card *card, const struct analysis *a, const struct report *report)
{
    double lat;
    double lon;
    char text[FORMAT_SIZE];
    if (!analysis_coordinates(a, report, &lat, &lon)) {
        add_field(card, "coordinates", ROLE_TEXT, text_of(""));
        add_field(card, "near", ROLE_TEXT, text_of("no"));
        return;
    }
    snprintf(text, sizeof text, "%.10g, %.10g", lat, lon);
    add_field(card, "coordinates", ROLE_TEXT, text_of(text));
    for (size_t k = 0; analysis_point(a, k) != NULL; k++)
        add_near(card, a, k, lat, lon, report_is_near(report, k));
}

static void add_times(struct card *card, const struct report *report, const struct detail *detail)
{
    char clock[FORMAT_SIZE];
    char text[FORMAT_SIZE + 32];
    add_field(card, "reported", ROLE_TEXT, text_of(format_clock(report->reported_at, clock)));
    if (detail == NULL || detail->occurred_at.s <= CIVIL_NEVER.s)
        return;
    int64_t delay_min = (report->reported_at.s - detail->occurred_at.s) / CIVIL_MINUTE_S;
    snprintf(text, sizeof text, "%s, %" PRId64 " min before",
             format_clock(detail->occurred_at, clock), delay_min);
    add_field(card, "occurred", ROLE_TEXT, text_of(text));
}

/* Where it came from. */
static void add_origin(struct card *card, const struct detail *detail)
{
    char text[FORMAT_SIZE];
    add_field(card, "id", ROLE_TEXT, text_of(detail->id));
    add_field(card, "code", ROLE_TEXT, text_of(detail->code));
    if (detail->officer != 0) {
        snprintf(text, sizeof text, "%" PRIu32 ", message %" PRIu64, detail->officer, detail->seq);
        add_field(card, "officer", ROLE_TEXT, text_of(text));
    }
    if (detail->from.partition < 0)
        return;
    snprintf(text, sizeof text, "%" PRId32 ", offset %" PRId64, detail->from.partition,
             detail->from.offset);
    add_field(card, "partition", ROLE_TEXT, text_of(text));
}

/* Writes all that is known of a report onto a sheet; the caller finishes it. */
static struct canvas write_report(const struct scene *s, const struct report *report, int cols)
{
    static const char *const labels[PLACE_COUNT] = {
        [PLACE_AREA] = "area",
        [PLACE_DISTRICT] = "district",
        [PLACE_ADDRESS] = "address",
        [PLACE_PREMISE] = "premise",
    };
    const struct analysis *a = s->analysis;
    struct canvas sheet;
    struct detail detail;
    bool detailed = reports_detail(&s->reports, &detail);
    canvas_init(&sheet, s->glyphs->ascii);
    canvas_resize(&sheet, cols, CARD_ROWS);
    struct card card = {&sheet, 0};
    add_field(&card, "crime", ROLE_FIGURE, intern_text(analysis_crimes(a), report->crime));
    add_times(&card, report, detailed ? &detail : NULL);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        add_field(&card, labels[k], ROLE_TEXT,
                  intern_text(analysis_places(a, (enum place)k), report->place[k]));
    add_spot(&card, a, report);
    if (detailed)
        add_origin(&card, &detail);
    sheet.rows = card.y;
    return sheet;
}

void draw_open_report(const struct scene *s, struct canvas *c, struct rect content)
{
    const struct report *report = reports_selected(&s->reports);
    if (report == NULL || !s->reports.list.open)
        return;
    struct canvas sheet = write_report(s, report, card_columns(content, CARD_COLUMNS));
    draw_card(s->glyphs, c, content, "Report", &sheet);
    canvas_finish(&sheet);
}
