/* The Cluster tab: golden screens of clusters that are well, and of some that are not. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stage.h"

enum { NOW_S = 1000 };

struct made_up {
    struct stage st;
    struct cluster_view view;
};

static mono_time ago(int s)
{
    return (mono_time){(uint64_t)(NOW_S - s) * NS_PER_S};
}

/* Brokers 0, 1, 2, … and partitions that each lead in turn, with offsets of their own. */
static struct cluster_status status_of(size_t brokers, size_t partitions, int64_t end)
{
    struct cluster_status s = {
        .id = "5L6g3nShT-eMCtK--X86sw", .controller = 2, .topic = "la-crime"};
    s.broker_count = brokers;
    s.brokers = calloc(brokers, sizeof *s.brokers);
    for (size_t i = 0; i < brokers; i++) {
        s.brokers[i] = (struct status_broker){.id = (int32_t)i, .up = true};
        snprintf(s.brokers[i].address, STATUS_NAME_SIZE, "127.0.0.1:%zu", 9092 + i);
    }
    s.partition_count = partitions;
    s.partitions = calloc(partitions, sizeof *s.partitions);
    for (size_t i = 0; i < partitions; i++) {
        int32_t leader = (int32_t)(i % brokers);
        struct status_brokers all = {{leader, (leader + 2) % 3, (leader + 1) % 3}, 3};
        s.partitions[i] = (struct status_partition){
            leader, all, all, 0, end + (int64_t)i, INT64_C(1672531200000)};
    }
    return s;
}

/* Two looks a second apart; all has been read but `behind` messages a partition. */
static void look_twice(struct made_up *m, size_t brokers, size_t partitions, int64_t behind)
{
    int64_t next[64];
    int64_t read_ms[64];
    struct cluster_reading reading = {.partitions = partitions, .next = next, .at_ms = read_ms};
    assert_true(partitions <= 64);
    for (int i = 0; i < 2; i++) {
        int64_t end = i == 0 ? 8000 : 8312;
        struct cluster_status s = status_of(brokers, partitions, end);
        reading.messages = (uint64_t)end * partitions;
        reading.bytes = reading.messages * 330;
        for (size_t p = 0; p < partitions; p++) {
            next[p] = end + (int64_t)p - behind;
            read_ms[p] = INT64_C(1672531200000) - behind * 3000;
        }
        cluster_view_take(&m->view, ago(1 - i), &s, &reading);
    }
}

static void set(struct made_up *m, bool utf8)
{
    *m = (struct made_up){0};
    stage_set(&m->st, "1h,6h,12h", utf8);
    stage_play(&m->st, 100);
    stage_show_tab(&m->st, "Cluster");
    m->st.scene.cluster = &m->view;
    m->st.scene.now = ago(0);
}

static void finish(struct made_up *m)
{
    cluster_view_finish(&m->view);
    stage_clear(&m->st);
}

static void assert_golden(struct made_up *m, const char *name, int cols, int rows)
{
    char file[64];
    snprintf(file, sizeof file, "cluster-%s-%dx%d", name, cols, rows);
    stage_draw(&m->st, cols, rows);
    stage_assert_golden(&m->st, file);
}

static void all_is_well(void **state)
{
    (void)state;
    struct made_up m;
    set(&m, true);
    look_twice(&m, 3, 1, 0);
    assert_golden(&m, "well", 80, 24);
    assert_golden(&m, "well", 120, 40);
    assert_golden(&m, "well", 40, 10);
    assert_true(stage_shows(&m.st, "Leader: 0 Replicas: 0,2,1 Isr: 0,2,1"));
    finish(&m);
    set(&m, false);
    look_twice(&m, 3, 4, 12);
    assert_golden(&m, "behind-ascii", 80, 24);
    finish(&m);
}

/* A broker down, a partition short of a replica, one without a leader, and what was complained of.
 */
static void spoil(struct made_up *m)
{
    look_twice(m, 3, 3, 700);
    m->view.status.brokers[1].up = false;
    m->view.status.partitions[0].isr = (struct status_brokers){{0, 2}, 2};
    m->view.status.partitions[1].leader = -1;
    m->view.status.partitions[1].isr.count = 0;
    m->view.status.partitions[1].first = m->view.status.partitions[1].end = STATUS_UNKNOWN;
    m->view.lags[1] = (struct cluster_lag){STATUS_UNKNOWN, STATUS_UNKNOWN};
    cluster_view_note_error(&m->view, ago(59), "no broker can be reached");
    cluster_view_note_error(&m->view, ago(12), "broker 127.0.0.1:9093 is away: Connection refused");
}

static void some_is_not(void **state)
{
    (void)state;
    struct made_up m;
    set(&m, true);
    spoil(&m);
    assert_golden(&m, "fails", 80, 24);
    assert_golden(&m, "fails", 40, 10);
    assert_golden(&m, "fails", 60, 30);
    cluster_view_fail(&m.view, ago(2), "no broker answers at 127.0.0.1:9092: Connection refused");
    m.view.looked_at = ago(20);
    assert_golden(&m, "no-answer", 80, 24);
    assert_golden(&m, "no-answer", 40, 10);
    finish(&m);
}

static void nothing_has_been_seen(void **state)
{
    (void)state;
    struct made_up m;
    set(&m, true);
    stage_draw(&m.st, 80, 24);
    assert_true(stage_shows(&m.st, "looking at the cluster"));
    m.st.scene.cluster = NULL;
    stage_draw(&m.st, 80, 24);
    assert_true(stage_shows(&m.st, "looking at the cluster"));
    m.st.scene.cluster = &m.view;
    cluster_view_fail(&m.view, ago(0), "no broker answers at x");
    stage_draw(&m.st, 80, 24);
    assert_true(stage_shows(&m.st, "no broker answers at x"));
    struct cluster_status empty = status_of(3, 0, 0);
    cluster_view_take(&m.view, ago(0), &empty, NULL);
    for (int cols = 40; cols < 200; cols += 40) {
        stage_draw(&m.st, cols, 10);
        assert_true(stage_shows(&m.st, "the topic is not there"));
    }
    finish(&m);
}

static void what_does_not_fit_is_counted(void **state)
{
    (void)state;
    struct made_up m;
    set(&m, true);
    look_twice(&m, 12, 40, 3);
    assert_golden(&m, "many", 80, 24);
    stage_draw(&m.st, 120, 70);
    assert_true(stage_shows(&m.st, " 39 Leader: 3"));
    finish(&m);
}

/* No size may reach outside of the canvas: the sanitizers watch. */
static void every_size_can_be_drawn(void **state)
{
    (void)state;
    struct made_up m;
    set(&m, true);
    spoil(&m);
    cluster_view_fail(&m.view, ago(2), "no broker answers");
    for (int cols = 40; cols <= 300; cols += 1 + cols / 12)
        for (int rows = 10; rows <= 120; rows += 1 + rows / 10)
            stage_draw(&m.st, cols, rows);
    finish(&m);
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_well),
        cmocka_unit_test(some_is_not),
        cmocka_unit_test(nothing_has_been_seen),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(every_size_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
