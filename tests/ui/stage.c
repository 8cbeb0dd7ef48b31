#include "stage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "blotter/ui/format.h"

static const char *const crimes[] = {
    "BATTERY - SIMPLE ASSAULT",
    "BURGLARY FROM VEHICLE",
    "ASSAULT WITH DEADLY WEAPON, AGGRAVATED ASSAULT",
    "BURGLARY",
    "INTIMATE PARTNER - SIMPLE ASSAULT",
    "ROBBERY",
    "ATTEMPTED ROBBERY",
};

static const char *const areas[] = {
    "Central", "77th Street", "Southwest", "Hollywood", "N Hollywood", "Pacific", "Rampart", "",
};

/* Where the areas lie; none of their reports is near. */
static const struct {
    double lat, lon;
} middles[] = {
    {34.05, -118.25}, {33.97, -118.28}, {34.02, -118.34}, {34.10, -118.33},
    {34.17, -118.38}, {33.99, -118.43}, {34.06, -118.28}, {34.25, -118.50},
};

static const char *const addresses[] = {
    "700 W 7TH ST",        "10300 S CENTRAL AV", "600 S NORMANDIE AV", "HOLLYWOOD BL",
    "3400 W JEFFERSON BL", "1200 ALVARADO",      "VERMONT AV",
};

enum { COUNT_OF_CRIMES = 7, COUNT_OF_AREAS = 8, COUNT_OF_ADDRESSES = 7, STEP_S = 20 * 60 };

static const struct atlas_box los_angeles = {33.70, 34.34, -118.67, -118.15};

static civil_time time_of(const char *text)
{
    civil_time t;
    assert_true(civil_parse(text_of(text), &t));
    return t;
}

static void follow(struct stage *st)
{
    analysis_follow(st->analysis, text_of("run"));
    analysis_next_slot(st->analysis);
}

void stage_set(struct stage *st, const char *windows, bool utf8)
{
    struct analysis_config config = {
        .near = {34.021861, -118.282942, 0.02, "USC"}, .place = PLACE_AREA, .details = 1000};
    struct text rest = text_of(windows);
    while (rest.ptr != NULL) {
        struct text name = text_cut(&rest, ',');
        struct window_spec *spec = &config.windows[config.window_count++];
        int64_t length_ms;
        assert_true(duration_parse(name, &length_ms));
        spec->length_s = length_ms / MS_PER_S;
        snprintf(spec->name, sizeof spec->name, "%.*s", (int)name.len, name.ptr);
    }
    for (size_t i = 0; i < config.window_count; i++)
        if (config.keep_s < 2 * config.windows[i].length_s)
            config.keep_s = 2 * config.windows[i].length_s;
    *st = (struct stage){.random = 1,
                         .analysis = analysis_create(&config),
                         .keymap = keymap_create(),
                         .journal = journal_create(),
                         .atlas = atlas_create(&los_angeles)};
    canvas_init(&st->canvas, !utf8);
    follow(st);
    st->status = (struct session_status){
        .state = SESSION_PLAYING,
        .speed = {.ms_per_s = 3 * INT64_C(3600000)},
        .reports_total = 18460,
        .brokers = 3,
    };
    st->scene = (struct scene){
        .analysis = st->analysis,
        .status = &st->status,
        .rate = &st->rate,
        .progress = &st->progress,
        .journal = st->journal,
        .atlas = st->atlas,
        .glyphs = glyphs_choose(utf8),
        .keymap = st->keymap,
        .topic = "la-crime",
    };
}

void stage_set_rules(struct stage *st, const char *const *texts)
{
    struct alert_rules rules = {.count = 0};
    struct error err;
    for (; texts[rules.count] != NULL; rules.count++)
        assert_true(alert_rule_parse(text_of(texts[rules.count]), &rules.of[rules.count], &err));
    struct analysis_config config = *analysis_settings(st->analysis);
    config.observer = &alerts_ops;
    config.observer_config = &rules;
    analysis_destroy(st->analysis);
    st->scene.analysis = st->analysis = analysis_create(&config);
    follow(st);
}

void stage_clear(struct stage *st)
{
    alert_history_finish(&st->scene.alerts);
    reports_release(&st->scene.reports);
    keymap_destroy(st->keymap);
    journal_destroy(st->journal);
    atlas_destroy(st->atlas);
    analysis_destroy(st->analysis);
    canvas_finish(&st->canvas);
}

/* --- the stream ----------------------------------------------------------------------------- */

static uint32_t random_below(struct stage *st, uint32_t limit)
{
    st->random = st->random * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(st->random >> 33) % limit;
}

/* Small numbers more often, so that the tables have an order. */
static uint32_t random_skewed(struct stage *st, uint32_t limit)
{
    uint32_t a = random_below(st, limit);
    uint32_t b = random_below(st, limit);
    return a < b ? a : b;
}

static void begin(struct stage *st)
{
    st->at = time_of("2023-01-01T00:39:59");
    struct message start = {
        .kind = MESSAGE_START,
        .run = text_of("run"),
        .officer = 1,
        .officers = 1,
        .windows_from = st->at,
        .at = st->at,
        .until = time_of("2023-04-03T12:00:00"),
    };
    if (!st->joined)
        analysis_feed(st->analysis, &start, (struct origin){0, 0});
}

struct spot {
    char lat[16], lon[16];
};

static const struct spot far_away = {"34.1000", "-118.2829"};

/* Somewhere in the area, more often in its middle; by a random number of its own, so that what else
 * there is does not depend on it. */
static struct spot spot_in(struct stage *st, uint32_t area)
{
    struct spot spot;
    double away[2];
    for (size_t i = 0; i < 2; i++) {
        st->places = st->places * 6364136223846793005U + 1442695040888963407U;
        double random = (double)(st->places >> 33) / (double)(UINT64_C(1) << 31) * 2 - 1;
        away[i] = random * random * random * 0.03;
    }
    snprintf(spot.lat, sizeof spot.lat, "%.4f", middles[area].lat + away[0]);
    snprintf(spot.lon, sizeof spot.lon, "%.4f", middles[area].lon + away[1]);
    return spot;
}

static void feed_report(struct stage *st, civil_time at, struct stage_report r, struct spot spot)
{
    char id[24];
    struct message m = {.kind = MESSAGE_CRIME, .run = text_of("run"), .officer = 1};
    m.seq = ++st->seq;
    m.crime.reported_at = at;
    snprintf(id, sizeof id, "%" PRIu64, 230100000 + st->seq);
    m.crime.id = text_of(id);
    m.crime.code = text_of("624");
    m.crime.occurred_at = civil_add(at, -60 * (30 + (int64_t)st->seq % 61));
    m.crime.crime = text_of(r.crime);
    m.crime.area = text_of(r.area);
    m.crime.address = text_of(r.address);
    m.crime.lat = text_of(spot.lat);
    m.crime.lon = text_of(spot.lon);
    analysis_feed(st->analysis, &m, (struct origin){0, (int64_t)st->seq});
}

static void move(struct stage *st, civil_time to)
{
    struct message clock = {
        .kind = MESSAGE_CLOCK, .run = text_of("run"), .officer = 1, .officers = 1};
    st->at = clock.at = to;
    clock.seq = st->seq;
    analysis_feed(st->analysis, &clock, (struct origin){0, 0});
    analysis_move(st->analysis, to);
    rate_note(&st->rate, st->analysis);
    atlas_note(st->atlas, st->analysis);
}

/* More in the evening than in the night. */
static uint32_t reports_in_step(civil_time at)
{
    static const uint8_t of_hour[] = {4, 3, 3, 2, 1, 1, 2, 3, 4, 5, 6, 6,
                                      7, 7, 6, 7, 8, 8, 9, 9, 8, 7, 6, 5};
    return of_hour[civil_split(at).hour];
}

void stage_play(struct stage *st, int hours)
{
    stage_steps(st, 3 * hours);
}

void stage_steps(struct stage *st, int steps)
{
    if (st->at.s == 0)
        begin(st);
    for (int step = 0; step < steps; step++) {
        civil_time from = st->at;
        uint32_t count = reports_in_step(from) * random_below(st, 100) / 60;
        for (uint32_t i = 0; i < count; i++) {
            civil_time at = civil_add(from, (int64_t)(i + 1) * STEP_S / (count + 1));
            uint32_t crime = random_skewed(st, COUNT_OF_CRIMES);
            uint32_t area = random_skewed(st, COUNT_OF_AREAS);
            uint32_t address = random_below(st, COUNT_OF_ADDRESSES);
            struct stage_report r = {crimes[crime], areas[area], addresses[address]};
            bool near = random_below(st, 20) == 0;
            feed_report(st, at, r,
                        near ? (struct spot){"34.0220", "-118.2829"} : spot_in(st, area));
        }
        if (step % 9 < 1 || step >= steps - 9)
            analysis_next_slot(st->analysis);
        move(st, civil_add(from, STEP_S));
        if (alerts_of(st->analysis) != NULL)
            alert_history_take(&st->scene.alerts, alerts_of(st->analysis));
    }
}

void stage_report(struct stage *st, struct stage_report r)
{
    if (st->at.s == 0)
        begin(st);
    feed_report(st, civil_add(st->at, 1), r, far_away);
    move(st, civil_add(st->at, 1));
}

void stage_incidents(struct stage *st)
{
    static const struct stage_report r = {"ROBBERY", "Central", "VERMONT AV"};
    feed_report(st, civil_add(st->at, -3600), r, far_away);
    st->seq--;
    feed_report(st, st->at, r, far_away);
    st->seq += 2;
    feed_report(st, civil_add(st->at, 1), r, far_away);
    analysis_note_undecodable(st->analysis, (struct origin){0, 5512}, "no JSON object");
    move(st, civil_add(st->at, 1));
}

void stage_show_tab(struct stage *st, const char *name)
{
    char of_tab[FORMAT_SIZE];
    for (st->scene.tab = 0; st->scene.tab < tabs_count(&st->scene); st->scene.tab++)
        if (strcmp(tab_name(&st->scene, st->scene.tab, of_tab), name) == 0)
            return;
    fail_msg("no tab %s", name);
}

const char *stage_do(struct stage *st, const char *command)
{
    struct action a;
    struct error err = {0};
    if (!action_parse(text_of(command), &a, &err))
        fail_msg("%s: %s", command, err.text);
    return scene_do(&st->scene, &st->canvas, &a);
}

/* --- the screen ----------------------------------------------------------------------------- */

void stage_draw(struct stage *st, int cols, int rows)
{
    canvas_resize(&st->canvas, cols, rows);
    scene_draw(&st->scene, &st->canvas);
}

void stage_row(const struct stage *st, int y, struct buffer *out)
{
    canvas_write_row(&st->canvas, y, out);
}

bool stage_shows(const struct stage *st, const char *text)
{
    bool found = false;
    for (int y = 0; y < st->canvas.rows && !found; y++) {
        struct buffer row = {0};
        stage_row(st, y, &row);
        found = text_contains_any_case(buffer_text(&row), text_of(text));
        buffer_free(&row);
    }
    return found;
}

/* --- golden screens ------------------------------------------------------------------------- */

static void style_row(const struct stage *st, int y, struct buffer *out)
{
    size_t from = out->len;
    for (int x = 0; x < st->canvas.cols; x++) {
        const struct cell *cell = canvas_at(&st->canvas, x, y);
        bool seen = cell->ch[0] != L' ' || cell->role == ROLE_ALARM || cell->role == ROLE_TAB_ON ||
                    cell->role == ROLE_CURSOR;
        char letter = theme_letter((enum role)cell->role);
        if (!seen)
            letter = ' ';
        buffer_add_byte(out, letter);
    }
    while (out->len > from && out->data[out->len - 1] == ' ')
        out->len--;
}

/* The text plane, then the style plane: a letter a cell, from the theme's table. */
static void print_planes(const struct stage *st, struct buffer *out)
{
    for (int y = 0; y < st->canvas.rows; y++) {
        stage_row(st, y, out);
        buffer_add_byte(out, '\n');
    }
    buffer_printf(out, "=== styles\n");
    for (int y = 0; y < st->canvas.rows; y++) {
        style_row(st, y, out);
        buffer_add_byte(out, '\n');
    }
}

static void read_all(const char *path, struct buffer *out)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        fail_msg("%s: no such golden screen; BLOTTER_ACCEPT=1 makes it", path);
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buffer_append(out, chunk, got);
    fclose(f);
}

static void write_all(const char *path, const struct buffer *b)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    assert_int_equal(fclose(f), 0);
}

/* Says which lines differ, as a diff would. */
static void print_difference(struct text want, struct text got)
{
    for (int line = 1; want.ptr != NULL || got.ptr != NULL; line++) {
        struct text a = text_cut(&want, '\n');
        struct text b = text_cut(&got, '\n');
        if (!text_equal(a, b))
            print_error("%3d -%.*s\n    +%.*s\n", line, (int)a.len, a.ptr, (int)b.len, b.ptr);
    }
}

void stage_assert_golden(const struct stage *st, const char *name)
{
    char path[512];
    struct buffer got = {0};
    struct buffer want = {0};
    snprintf(path, sizeof path, "%s/%s.txt", BLOTTER_GOLDEN, name);
    print_planes(st, &got);
    if (getenv("BLOTTER_ACCEPT") != NULL)
        write_all(path, &got);
    read_all(path, &want);
    bool same = text_equal(buffer_text(&want), buffer_text(&got));
    if (!same)
        print_difference(buffer_text(&want), buffer_text(&got));
    buffer_free(&want);
    buffer_free(&got);
    if (!same)
        fail_msg("%s: another screen; BLOTTER_ACCEPT=1 accepts it", path);
}
