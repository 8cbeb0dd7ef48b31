/* The map: degrees to dots, the atlas it is drawn from, and that names leave each other alone. */
#include "ui/map.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "ui/keys.h"
#include "stage.h"

static const struct atlas_box city = {33.70, 34.34, -118.67, -118.15};

/* A kilometre is as many dots high as wide, by the earth's radius. */
static void nothing_is_stretched(void **state)
{
    (void)state;
    const double km_per_lat = 6371 * 3.14159265 / 180;
    const double km_per_lon = km_per_lat * cos(34.02 * 3.14159265 / 180);
    for (int cols = 1; cols <= 300; cols += 7)
        for (int rows = 1; rows <= 120; rows += 3) {
            struct projection p = map_project(&(struct map){0}, &city, cols, rows);
            double high = p.dots_per_lat / km_per_lat;
            double wide = p.dots_per_lon / km_per_lon;
            assert_true(fabs(high / wide - 1) < 1e-3);
        }
}

static void the_whole_is_shown_at_every_size(void **state)
{
    (void)state;
    const double lats[] = {city.south, city.north};
    const double lons[] = {city.west, city.east};
    for (int cols = 1; cols <= 300; cols++)
        for (int rows = 1; rows <= 120; rows++) {
            struct projection p = map_project(&(struct map){0}, &city, cols, rows);
            for (int corner = 0; corner < 4; corner++) {
                int x;
                int y;
                assert_true(projection_dot(&p, lats[corner / 2], lons[corner % 2], &x, &y));
                assert_true(x >= 0 && x < cols * CELL_DOTS_X && y >= 0 && y < rows * CELL_DOTS_Y);
            }
        }
}

static void north_is_up_and_east_is_right(void **state)
{
    (void)state;
    int x[2];
    int y[2];
    struct projection p = map_project(&(struct map){0}, &city, 40, 20);
    assert_true(projection_dot(&p, 34.0, -118.5, &x[0], &y[0]));
    assert_true(projection_dot(&p, 34.1, -118.3, &x[1], &y[1]));
    assert_true(x[1] > x[0] && y[1] < y[0]);
}

static void panning_stays_in_the_city(void **state)
{
    (void)state;
    struct map map = {.zoom = 3};
    for (int i = 0; i < 50; i++) {
        struct projection p = map_project(&map, &city, 40, 20);
        map_pan(&map, &city, &p, 1, -1);
    }
    struct projection p = map_project(&map, &city, 40, 20);
    assert_true(fabs(p.lat - city.north) < 1e-9 && fabs(p.lon - city.west) < 1e-9);
    int x;
    int y;
    assert_false(projection_dot(&p, city.south, city.east, &x, &y));
    map_look_at(&map, &city, &p, city.south, city.east);
    p = map_project(&map, &city, 40, 20);
    assert_true(projection_dot(&p, city.south, city.east, &x, &y));
}

static void what_is_no_place_is_not_shown(void **state)
{
    (void)state;
    const double places[][2] = {{NAN, 0}, {0, NAN},  {INFINITY, 0},
                                {0, 0},   {90, 180}, {-1e300, 1e300}};
    struct projection p = map_project(&(struct map){.zoom = MAP_ZOOM_MAX}, &city, 40, 20);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int x;
        int y;
        assert_false(projection_dot(&p, places[i][0], places[i][1], &x, &y));
    }
}

/* --- the atlas ------------------------------------------------------------------------------ */

static void areas_lie_where_their_reports_are(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "12h", true);
    stage_play(&st, 400);
    const struct atlas_area *areas;
    size_t count = atlas_areas(st.atlas, &areas);
    assert_int_equal(count, 7); /* and reports without an area */
    for (size_t i = 0; i < count; i++)
        if (strcmp(areas[i].name, "Central") == 0) {
            assert_true(fabs(areas[i].lat / areas[i].count - 34.05) < 0.01);
            assert_true(fabs(areas[i].lon / areas[i].count + 118.25) < 0.01);
        }
    double lat;
    double lon;
    size_t spots = 0;
    while (atlas_spot(st.atlas, spots, &lat, &lon))
        spots++;
    assert_true(spots > 100 && spots <= analysis_all(st.analysis)->total);
    struct atlas_box box = atlas_box(st.atlas);
    assert_memory_equal(&box, &city, sizeof box);
    stage_clear(&st);
}

/* After a seek the names have other numbers; the areas stay. */
static void an_atlas_outlives_its_analysis(void **state)
{
    (void)state;
    struct stage st;
    struct stage other;
    stage_set(&st, "12h", true);
    stage_set(&other, "12h", true);
    stage_play(&st, 100);
    stage_report(&other, (struct stage_report){"ROBBERY", "Pacific", "VERMONT AV"});
    const struct atlas_area *areas;
    size_t before = atlas_areas(st.atlas, &areas);
    atlas_turn(st.atlas);
    atlas_note(st.atlas, other.analysis);
    assert_int_equal(atlas_areas(st.atlas, &areas), before);
    stage_clear(&st);
    stage_clear(&other);
}

/* --- drawing -------------------------------------------------------------------------------- */

static void every_report_with_a_place_is_counted(void **state)
{
    (void)state;
    struct map_cells cells;
    struct projection p = map_project(&(struct map){0}, &city, 30, 16);
    map_cells_init(&cells, &p);
    uint32_t added = 0;
    for (double lat = city.south; lat < city.north; lat += 0.013)
        for (double lon = city.west; lon < city.east; lon += 0.011, added++)
            map_cells_add(&cells, lat, lon, 1);
    uint32_t counted = 0;
    for (int i = 0; i < cells.cols * cells.rows; i++) {
        counted += cells.of[i].count;
        assert_true((cells.of[i].count > 0) == (cells.of[i].dots != 0));
    }
    assert_int_equal(counted, added);
    map_cells_finish(&cells);
}

/* Denser is never darker, and the densest is brightest. */
static void levels_go_up_with_the_count(void **state)
{
    (void)state;
    for (uint32_t peak = 1; peak < 100000; peak = peak * 3 + 1) {
        struct map_cells cells = {.peak = peak};
        int before = 0;
        for (uint32_t count = 0; count <= peak; count += 1 + peak / 50) {
            int level = map_cells_level(&cells, &(struct map_cell){.count = count});
            assert_true(level >= before && level <= MAP_LEVELS && (level > 0) == (count > 0));
            before = level;
        }
        int top = map_cells_level(&cells, &(struct map_cell){.count = peak});
        assert_true(peak < 6 || top == MAP_LEVELS);
    }
}

/* Names of areas are whole where they stand, at every size and zoom. */
static void names_are_whole(void **state)
{
    (void)state;
    static const char *const names[] = {"Central", "Hollywood", "77th Street", "Pacific"};
    struct stage st;
    size_t seen = 0;
    stage_set(&st, "1h,12h", true);
    stage_play(&st, 100);
    st.scene.tab = 3;
    for (int cols = 40; cols <= 200; cols += 20)
        for (int rows = 10; rows <= 60; rows += 10) {
            stage_draw(&st, cols, rows);
            for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                seen += stage_shows(&st, names[i]);
            stage_do(&st, rows % 20 == 0 ? "zoom in" : "pan right");
        }
    assert_true(seen > 50);
    stage_clear(&st);
}

/* The report selected is always to be seen. */
static void the_map_follows_the_selection(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h,12h", true);
    stage_play(&st, 100);
    st.scene.tab = 3;
    canvas_resize(&st.canvas, 100, 30);
    for (int i = 0; i < 6; i++)
        stage_do(&st, "zoom in");
    for (int i = 0; i < 40; i++) {
        stage_do(&st, "row down");
        scene_draw(&st.scene, &st.canvas);
        assert_true(stage_shows(&st, "◆"));
    }
    stage_clear(&st);
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_stretched),
        cmocka_unit_test(the_whole_is_shown_at_every_size),
        cmocka_unit_test(north_is_up_and_east_is_right),
        cmocka_unit_test(panning_stays_in_the_city),
        cmocka_unit_test(what_is_no_place_is_not_shown),
        cmocka_unit_test(areas_lie_where_their_reports_are),
        cmocka_unit_test(an_atlas_outlives_its_analysis),
        cmocka_unit_test(every_report_with_a_place_is_counted),
        cmocka_unit_test(levels_go_up_with_the_count),
        cmocka_unit_test(names_are_whole),
        cmocka_unit_test(the_map_follows_the_selection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
