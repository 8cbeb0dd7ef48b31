#include "window/world.h"

/* Random streams, read in a random interleaving, tick by tick against a count of all that was ever
 * reported: not only of what was read so far. */

static void every_tick_equals_a_count_of_everything(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 150; seed++) {
        world_begin(w, seed);
        if (world_below(w, 3) == 0) { /* a seek: what comes before it only fills windows */
            w->begin += (int64_t)world_below(w, 100000);
            w->next = w->last_tick = w->since = w->begin;
        }
        world_follow_run(w);
        world_read_to_the_end(w);
        EXPECT(w->late == 0, "seed %d", (int)seed);
        analysis_destroy(w->a);
    }
    free(w);
}

static void with_late_reports_every_tick_is_the_same_in_any_order_of_reading(void **state)
{
    (void)state;
    struct world *w = world_create();
    size_t late = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        world_begin(w, seed);
        w->holds_back = true;
        w->counts_sent = world_below(w, 2) == 0;
        world_follow_run(w);
        world_read_to_the_end(w);
        late += w->late;
        analysis_destroy(w->a);
    }
    assert_true(late > 300);
    free(w);
}

/* A checkpoint at any moment: what was saved, loaded and saved again is the same to the byte. */
static void save_and_load(struct world *w)
{
    struct buffer once = {0};
    struct buffer twice = {0};
    struct error err;
    analysis_save(w->a, &once);
    struct analysis *loaded = analysis_create(&w->config);
    analysis_set_partitions(loaded, w->partitions);
    EXPECT(analysis_load(loaded, buffer_text(&once), &err), "seed %d", (int)w->seed);
    analysis_save(loaded, &twice);
    EXPECT(text_equal(buffer_text(&once), buffer_text(&twice)), "seed %d", (int)w->seed);
    for (size_t i = 0; i < w->config.window_count; i++)
        EXPECT(analysis_is_filling(loaded, i) == analysis_is_filling(w->a, i), "seed %d",
               (int)w->seed);
    analysis_destroy(w->a);
    w->a = loaded;
    for (int32_t p = 0; p < w->partitions; p++)
        if (w->read[p] == w->post_count[p])
            analysis_note_partition(w->a, p, PARTITION_AT_END);
    buffer_free(&once);
    buffer_free(&twice);
}

static void change_filter(struct world *w)
{
    static const char *const filters[] = {"",        "name",          "NAME 3",      "e 7",
                                          "nothing", "8 | name 2 !4", "!1 !5|NAME 1"};
    snprintf(w->config.filter, FILTER_SIZE, "%s", filters[world_below(w, COUNT_OF(filters))]);
    analysis_set_filter(w->a, w->config.filter);
}

static void change_near(struct world *w)
{
    w->config.near.lat = 33 + (double)world_below(w, 20) / 10;
    w->config.near.deg = (double)(1 + world_below(w, 10)) / 10;
    analysis_set_near(w->a, 0, &w->config.near);
}

/* The circle, the filter or the kind of place is another one: what the log holds is counted anew.
 */
static void edit(struct world *w)
{
    size_t what = world_below(w, 4);
    if (what == 0) {
        w->config.place = (enum place)world_below(w, PLACE_COUNT);
        analysis_set_place(w->a, w->config.place);
        return;
    }
    if (what == 1)
        change_near(w);
    else
        change_filter(w);
    int64_t at = analysis_position(w->a).s;
    w->since = at > CIVIL_NEVER.s ? world_held_from(w, at) : w->begin;
}

static void expect_edited(const struct world *w)
{
    if (analysis_position(w->a).s <= CIVIL_NEVER.s)
        return;
    world_expect_windows(w, analysis_position(w->a).s);
    world_expect_latest(w, analysis_position(w->a).s);
}

/* Between ticks. */
static void edits_count_the_windows_anew(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 100; seed++) {
        world_begin(w, seed);
        world_follow_run(w);
        while (world_read_some(w)) {
            if (world_below(w, 6) == 0)
                edit(w);
            expect_edited(w);
        }
        world_read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

/* Where late reports are put into their places, and where all is saved and loaded. */
static void edited_figures_stand_late_reports_and_going_on(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 60; seed++) {
        world_begin(w, seed);
        w->holds_back = true;
        world_follow_run(w);
        while (world_read_some(w)) {
            if (world_below(w, 6) == 0)
                edit(w);
            if (world_below(w, 12) == 0)
                save_and_load(w);
        }
        world_read_to_the_end(w);
        expect_edited(w);
        world_expect_all(w, w->last_tick);
        analysis_destroy(w->a);
    }
    free(w);
}

/* With another filter or circle than it was saved with. */
static void going_on_with_other_edits_counts_what_is_held(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 60; seed++) {
        world_begin(w, seed);
        world_follow_run(w);
        while (world_read_some(w)) {
            if (world_below(w, 10) > 0 || analysis_position(w->a).s <= CIVIL_NEVER.s)
                continue;
            struct buffer saved = {0};
            struct error err;
            const struct analysis_config saved_with = w->config;
            analysis_save(w->a, &saved);
            analysis_destroy(w->a);
            w->config.near.deg = (double)(1 + world_below(w, 3)) / 5;
            snprintf(w->config.filter, FILTER_SIZE, "%s", world_below(w, 2) == 0 ? "me 4" : "");
            struct analysis_config before = w->config;
            w->a = analysis_create(&w->config);
            analysis_set_partitions(w->a, w->partitions);
            EXPECT(analysis_load(w->a, buffer_text(&saved), &err), "seed %d", (int)seed);
            EXPECT(strcmp(analysis_settings(w->a)->filter, before.filter) == 0, "seed %d",
                   (int)seed);
            if (w->config.near.deg != saved_with.near.deg ||
                strcmp(w->config.filter, saved_with.filter) != 0)
                w->since = world_held_from(w, analysis_position(w->a).s);
            buffer_free(&saved);
            expect_edited(w);
        }
        world_read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

/* DESIGN §4 "Resume": the run that continues holds what is later than its beginning. */
static void a_run_that_is_continued_counts_like_an_undisturbed_one(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 100; seed++) {
        world_begin(w, seed);
        world_follow_run(w);
        while (world_read_some(w)) {
            if (w->runs > 3 || world_below(w, 20) > 0 || w->last_tick == w->windows_from)
                continue;
            world_post_run(w, w->last_tick, w->last_tick);
            analysis_continue(w->a, text_of(w->run), (civil_time){w->last_tick});
            EXPECT(analysis_clock(w->a).s == CIVIL_NEVER.s, "seed %d", (int)seed);
        }
        EXPECT(!analysis_is_filling(w->a, 0), "seed %d", (int)seed);
        world_read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

static void follow_foreign(struct world *w)
{
    w->foreign = true;
    w->windows_from = w->begin = w->last_tick = w->since = INT64_MIN / 8;
    world_post_foreign(w);
    analysis_follow_foreign(w->a, w->lateness);
    w->next = 990000 + (int64_t)world_below(w, (size_t)w->every);
}

static void a_saved_analysis_goes_on_where_it_was(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 120; seed++) {
        world_begin(w, seed);
        w->holds_back = world_below(w, 4) == 0;
        w->foreign = !w->holds_back && world_below(w, 3) == 0;
        if (w->foreign) {
            follow_foreign(w);
        } else {
            world_follow_run(w);
        }
        while (world_read_some(w))
            if (world_below(w, 8) == 0)
                save_and_load(w);
        save_and_load(w);
        world_read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

static void foreign_messages_within_the_lateness_are_in_time(void **state)
{
    (void)state;
    struct world *w = world_create();
    for (uint64_t seed = 0; seed < 100; seed++) {
        world_begin(w, seed);
        follow_foreign(w);
        world_read_to_the_end(w);
        EXPECT(w->late == 0, "seed %d", (int)seed);
        EXPECT(!analysis_is_over(w->a), "seed %d", (int)seed);
        analysis_destroy(w->a);
    }
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tick_equals_a_count_of_everything),
        cmocka_unit_test(with_late_reports_every_tick_is_the_same_in_any_order_of_reading),
        cmocka_unit_test(edits_count_the_windows_anew),
        cmocka_unit_test(edited_figures_stand_late_reports_and_going_on),
        cmocka_unit_test(going_on_with_other_edits_counts_what_is_held),
        cmocka_unit_test(a_run_that_is_continued_counts_like_an_undisturbed_one),
        cmocka_unit_test(a_saved_analysis_goes_on_where_it_was),
        cmocka_unit_test(foreign_messages_within_the_lateness_are_in_time),
    };
    return cmocka_run_group_tests_name("window/streams", tests, NULL, NULL);
}
