#include "base/check.h"

#include <locale.h>

#include "commands/report_figures.h"

/* --- a stream made by hand ------------------------------------------------------------------- */

#define HOUR 3600
#define BEGIN (INT64_C(19358) * 24 * HOUR) /* 2023-01-01 */

static struct analysis *created(size_t count, const char *const *windows)
{
    struct analysis_config c = {.window_count = count,
                                .near = {.lat = 34, .lon = -118, .deg = 0.5}};
    for (size_t i = 0; i < count; i++) {
        c.windows[i].length_s = (int64_t)(i + 1) * HOUR;
        snprintf(c.windows[i].name, sizeof c.windows[i].name, "%s", windows[i]);
    }
    struct analysis *a = analysis_create(&c);
    analysis_follow(a, text_of("x"));
    return a;
}

static int64_t next_offset;

static struct origin next_origin(void)
{
    return (struct origin){.partition = 3, .offset = next_offset++};
}

static void feed_clock(struct analysis *a, enum message_kind kind, uint64_t seq, int64_t at)
{
    const struct message m = {.kind = kind,
                              .run = text_of("x"),
                              .officer = 1,
                              .officers = 1,
                              .seq = seq,
                              .windows_from = {BEGIN - HOUR},
                              .at = {BEGIN + at},
                              .until = {BEGIN + 9 * HOUR}};
    analysis_feed(a, &m, next_origin());
}

static void feed_crime(struct analysis *a, uint64_t seq, int64_t at, const char *crime,
                       const char *area)
{
    const struct message m = {.kind = MESSAGE_CRIME,
                              .run = text_of("x"),
                              .officer = 1,
                              .seq = seq,
                              .crime = {.reported_at = {BEGIN + at},
                                        .crime = text_of(crime),
                                        .area = text_of(area),
                                        .lat = text_of("34.1"),
                                        .lon = text_of("-118.1")}};
    analysis_feed(a, &m, next_origin());
}

/* A gap, and windows of which the last is not whole yet. */
static struct analysis *with_figures(void)
{
    struct analysis *a = created(2, (const char *[]){"60m", "2h"});
    next_offset = 1000;
    feed_clock(a, MESSAGE_START, 0, 0);
    feed_crime(a, 1, 60, "ROBBERY", "Central, \"old\"");
    feed_crime(a, 2, 60, "BURGLARY\x1b[31m", "");
    feed_crime(a, 5, 120, "ROBBERY", "");
    feed_clock(a, MESSAGE_CLOCK, 5, HOUR / 2);
    analysis_move(a, (civil_time){BEGIN + HOUR / 2});
    return a;
}

/* And one of each other incident. */
static struct analysis *with_incidents(void)
{
    struct analysis *a = with_figures();
    feed_crime(a, 5, 120, "ROBBERY", "");
    feed_crime(a, 6, 121, "ROBBERY", "");
    analysis_note_undecodable(a, (struct origin){-1, -1}, "not a JSON object");
    analysis_note_undecodable(a, next_origin(), "not a JSON object");
    analysis_note_undecodable(a, next_origin(), "it is \x1b strange");
    return a;
}

static const struct session_counts known = {.known = true,
                                            .rows = 12345,
                                            .kept = 6,
                                            .filtered = 12336,
                                            .produced = 6,
                                            .rejected_date = 2,
                                            .rejected_field = 1};

static struct text written(struct buffer *out, const struct figures_format *f,
                           const struct analysis *a, const struct session_counts *counts)
{
    out->len = 0;
    if (counts != NULL)
        f->summary(out, a, counts);
    else
        f->tick(out, a);
    return buffer_text(out);
}

/* --- the formats ----------------------------------------------------------------------------- */

#define FIGURES                                                                                    \
    "{\"total\":3,\"near\":3,\"crimes\":[[\"ROBBERY\",2],[\"BURGLARY\\u001b[31m\",1]],"            \
    "\"places\":[[\"\",2],[\"Central, \\\"old\\\"\",1]]"

static void each_writes_the_same_tick(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct analysis *a = with_figures();
    EXPECT_TEXT_AT(0, written(&out, &figures_json, a, NULL),
                   "{\"kind\":\"tick\",\"at\":\"2023-01-01T00:30:00\",\"batch\":" FIGURES
                   "},\"all\":" FIGURES "},\"windows\":{\"60m\":" FIGURES "},\"2h\":" FIGURES
                   ",\"filling\":true}}}\n");
    written(&out, &figures_csv, a, NULL);
    buffer_add_byte(&out, '\0');
    assert_non_null(strstr(out.data, "\n2023-01-01T00:30:00,60m,near,,3\n"
                                     "2023-01-01T00:30:00,60m,crime,ROBBERY,2\n"
                                     "2023-01-01T00:30:00,60m,crime,BURGLARY\x1b[31m,1\n"
                                     "2023-01-01T00:30:00,60m,place,,2\n"
                                     "2023-01-01T00:30:00,60m,place,\"Central, \"\"old\"\"\",1\n"
                                     "2023-01-01T00:30:00,2h,total,,3\n"));
    assert_non_null(strstr(out.data, "\n2023-01-01T00:30:00,2h,filling,,1\n"));
    assert_null(strstr(out.data, "60m,filling"));
    EXPECT_TEXT_AT(2, written(&out, &figures_text, a, NULL),
                   "Sun 2023-01-01 00:30                              batch  all  60m   2h\n"
                   "reports                                               3    3    3    3\n"
                   "near                                                  3    3    3    3\n"
                   "still filling                                        no   no   no  yes\n"
                   "crimes\n"
                   "  ROBBERY                                             2    2    2    2\n"
                   "  BURGLARY\xEF\xBF\xBD[31m                                       1    1    1"
                   "    1\n"
                   "places by area\n"
                   "  (none)                                              2    2    2    2\n"
                   "  Central, \"old\"                                      1    1    1    1\n"
                   "\n");
    analysis_destroy(a);
    buffer_free(&out);
}

static void text_lists_the_incidents_behind_the_counts(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct analysis *a = with_incidents();
    EXPECT_TEXT_AT(
        0, written(&out, &figures_text, a, &known),
        "Summary\n"
        "  rows                12,345  in the files\n"
        "  kept                     6  of the crimes and the time asked for\n"
        "  filtered            12,336  of others\n"
        "  rejected                 3  cannot be read: date 2, field 1\n"
        "  produced                 6  sent to Kafka\n"
        "  consumed                 4  come from there\n"
        "  missing                  2  sent but not received\n"
        "  duplicate                1  come again, not counted twice\n"
        "  late                     1  come after the figures for their time\n"
        "  undecodable              3  unrecognised messages\n"
        "\n"
        "Late reports (the last 100 at most)\n"
        "    partition:offset  officer  seq          reported            clock then\n"
        "  it came after the clock had passed its time:\n"
        "    3:1006                  1  6            2023-01-01T00:02:01 2023-01-01T00:30\n"
        "\n"
        "Gaps, some of which may have been filled since (the last 100 at most)\n"
        "    partition:offset  officer  seq                              clock then\n"
        "  a later crime has come:\n"
        "    3:1003                  1  3-4                              2023-01-01T00:01\n"
        "\n"
        "Duplicates (the last 100 at most)\n"
        "    partition:offset  officer  seq          reported            clock then\n"
        "  already received:\n"
        "    3:1005                  1  5            2023-01-01T00:02:00 2023-01-01T00:30\n"
        "\n"
        "Undecodable messages (the last 100 at most)\n"
        "    partition:offset                                            clock then\n"
        "  not a JSON object:\n"
        "    not known                                                   2023-01-01T00:30\n"
        "    3:1007                                                      2023-01-01T00:30\n"
        "  it is \xEF\xBF\xBD strange:\n"
        "    3:1008                                                      2023-01-01T00:30\n");
    analysis_destroy(a);
    buffer_free(&out);
}

static void the_newest_incidents_stand_last_and_are_100(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct analysis *a = with_figures();
    for (int i = 0; i < 250; i++)
        analysis_note_undecodable(a, (struct origin){7, i}, "made up");
    written(&out, &figures_text, a, &known);
    buffer_add_byte(&out, '\0');
    const char *first = strstr(out.data, "\n    7:");
    assert_non_null(first);
    assert_memory_equal(first, "\n    7:150 ", 11);
    assert_non_null(strstr(out.data, "\n    7:249 "));
    analysis_destroy(a);
    buffer_free(&out);
}

static void what_is_not_known_is_marked(void **state)
{
    (void)state;
    const struct session_counts unknown = {.known = false};
    struct buffer out = {0};
    struct analysis *a = created(1, (const char *[]){"1h"});
    EXPECT_TEXT_AT(
        0, written(&out, &figures_json, a, &unknown),
        "{\"kind\":\"summary\",\"city\":null,\"rows\":null,\"kept\":null,\"filtered\":null,"
        "\"rejected\":null,\"produced\":null,\"consumed\":0,\"missing\":0,"
        "\"duplicate\":0,\"late\":0,\"undecodable\":0}\n");
    EXPECT_TEXT_AT(1, written(&out, &figures_csv, a, &unknown),
                   ",summary,city,,\n,summary,rows,,\n,summary,kept,,\n,summary,filtered,,\n"
                   ",summary,rejected_date,,\n,summary,rejected_time,,\n"
                   ",summary,rejected_description,,\n,summary,rejected_field,,\n"
                   ",summary,produced,,\n,summary,consumed,,0\n,summary,missing,,0\n"
                   ",summary,duplicate,,0\n,summary,late,,0\n,summary,undecodable,,0\n");
    EXPECT_TEXT_AT(2, written(&out, &figures_text, a, &unknown),
                   "Summary\n"
                   "  rows             not known  in the files\n"
                   "  kept             not known  of the crimes and the time asked for\n"
                   "  filtered         not known  of others\n"
                   "  rejected         not known  cannot be read\n"
                   "  produced         not known  sent to Kafka\n"
                   "  consumed                 0  come from there\n"
                   "  missing                  0  sent but not received\n"
                   "  duplicate                0  come again, not counted twice\n"
                   "  late                     0  come after the figures for their time\n"
                   "  undecodable              0  unrecognised messages\n");
    analysis_destroy(a);
    buffer_free(&out);
}

/* Six windows with names as long as names may be, and counts as wide as there can be. */
static void no_line_of_text_is_too_wide(void **state)
{
    (void)state;
    const char *const names[] = {"00000000000000000000060m", "1h",
                                 "00000000003600s",          "2h",
                                 "0000000000000000000002d",  "000000000003d"};
    struct buffer out = {0};
    struct analysis *a = created(COUNT_OF(names), names);
    feed_clock(a, MESSAGE_START, 0, 0);
    feed_crime(a, UINT64_MAX / 2, 60, "ROBBERY", "Central");
    feed_crime(a, 1, 60, "ROBBERY", "Central");
    feed_clock(a, MESSAGE_CLOCK, UINT64_MAX - 1, HOUR);
    analysis_move(a, (civil_time){BEGIN + HOUR});
    figures_text.begin(&out, a);
    figures_text.tick(&out, a);
    figures_text.summary(&out, a, &known);
    for (struct text rest = buffer_text(&out); rest.ptr != NULL;) {
        struct text line = text_cut(&rest, '\n');
        size_t columns = 0;
        for (size_t i = 0; i < line.len; i++)
            columns += ((unsigned char)line.ptr[i] & 0xC0) != 0x80; /* begins a character */
        EXPECT(columns <= 80, "\"%.*s\"", (int)line.len, line.ptr);
    }
    analysis_destroy(a);
    buffer_free(&out);
}

static void formats_have_names(void **state)
{
    (void)state;
    assert_ptr_equal(figures_format_named(text_of("json")), &figures_json);
    assert_ptr_equal(figures_format_named(text_of("csv")), &figures_csv);
    assert_ptr_equal(figures_format_named(text_of("text")), &figures_text);
    assert_null(figures_format_named(text_of("JSON")));
    assert_null(figures_format_named((struct text){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_writes_the_same_tick),
        cmocka_unit_test(text_lists_the_incidents_behind_the_counts),
        cmocka_unit_test(the_newest_incidents_stand_last_and_are_100),
        cmocka_unit_test(what_is_not_known_is_marked),
        cmocka_unit_test(no_line_of_text_is_too_wide),
        cmocka_unit_test(formats_have_names),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
