#include "base/check.h"
#include "crime/files.h"

#include "blotter/crime/row.h"

#define HEADER "DATE OCC,TIME OCC,Crm Cd Desc,Note\n"

/* The values of all rows of a file, a line each, reported at second 60 by officer 7. */
static struct buffer values_of(struct text file)
{
    struct error err = {0};
    struct buffer out = {0};
    struct csv_row row;
    struct csv_reader *r = csv_open("test.csv", file_of(file), NULL, &err);
    EXPECT(r != NULL, "%s", err.text);
    struct row_writer *w = row_writer_create(csv_names(r));
    while (csv_next(r, &row, &err) == CSV_ROW) {
        if (out.len > 0)
            buffer_add_byte(&out, '\n');
        row_write(w, &out, csv_exact(r), (civil_time){60}, 7);
    }
    row_writer_destroy(w);
    csv_close(r);
    return out;
}

#define KEYS(date, time, crime, note)                                                              \
    "{\"DATE OCC\":\"" date "\",\"TIME OCC\":\"" time "\",\"Crm Cd Desc\":\"" crime                \
    "\",\"Note\":\"" note "\",\"Stream Time\":60000,\"Officer Id\":7}"

static void values_are_the_text_of_the_file(void **state)
{
    (void)state;
    static const struct {
        const char *file, *values;
    } cases[] = {
        {HEADER "1,2,3,4\n", KEYS("1", "2", "3", "4")},
        {HEADER "1,2,3,4", KEYS("1", "2", "3", "4")},
        {HEADER "1,2,3,4\r\n", KEYS("1", "2", "3", "4")},
        {HEADER "1,2,3,4\r5,6,7,8\r", KEYS("1", "2", "3", "4") "\n" KEYS("5", "6", "7", "8")},
        /* blanks */
        {HEADER " 1 , 2,3 ,  a  b  \n", KEYS(" 1 ", " 2", "3 ", "  a  b  ")},
        {HEADER ",  ,\t,\n", KEYS("", "  ", "\\u0009", "")},
        {HEADER "\" 1 \",\"  \",3,\"\"\n", KEYS(" 1 ", "  ", "3", "")},
        {HEADER "\" 1 \" , \"2\",3\t,\t\"4\"\t\n", KEYS(" 1 ", "2", "3\\u0009", "4")},
        /* quotes and what must be escaped */
        {HEADER "1,2,\"a \"\"b\"\", c\",\"\"\"\"\n", KEYS("1", "2", "a \\\"b\\\", c", "\\\"")},
        {HEADER "1,2,\"a\nb\r\n\nc\",\"\n\"\n",
         KEYS("1", "2", "a\\u000ab\\u000d\\u000a\\u000ac", "\\u000a")},
        {HEADER "1,2,a\\b\x01/\x7F,\f\v\n",
         KEYS("1", "2", "a\\\\b\\u0001/\\u007f", "\\u000c\\u000b")},
        {HEADER "1,2,caf\xC3\xA9,\xE2\x82x\xFF\n",
         KEYS("1", "2", "caf\xC3\xA9", "\xEF\xBF\xBDx\xEF\xBF\xBD")},
        /* stray quotes cost their own line, and stay in it */
        {HEADER "1,2,a \"b\" c,\"q\"z\n5\n",
         KEYS("1", "2", "a \\\"b\\\" c", "q\\\"z") "\n" KEYS("5", "", "", "")},
        {HEADER "1,2,3,\"never closed\n5,6,7,8\n",
         KEYS("1", "2", "3", "never closed") "\n" KEYS("5", "6", "7", "8")},
        {HEADER "1,\"a\" \"b\" ,3,4\n", KEYS("1", "a\\\" \\\"b", "3", "4")},
        /* short and long rows, empty lines */
        {HEADER "1\n,\n1,2,3,4,5,6\n\"\"\n",
         KEYS("1", "", "", "") "\n" KEYS("", "", "", "") "\n" KEYS("1", "2", "3",
                                                                   "4") "\n" KEYS("", "", "", "")},
        {HEADER "\n \n1,2,3,4\n\n", KEYS("1", "2", "3", "4")},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer out = values_of(text_of(cases[i].file));
        EXPECT_TEXT_AT(i, buffer_text(&out), cases[i].values);
        buffer_free(&out);
    }
    struct buffer out = values_of(LITERAL(HEADER "1,a\0b,\"\0\",4"));
    EXPECT_TEXT_AT(99, buffer_text(&out), KEYS("1", "a\\u0000b", "\\u0000", "4"));
    buffer_free(&out);
}

#define NEEDED "DATE OCC,TIME OCC,Crm Cd Desc,"
#define VALUES "\"DATE OCC\":\"1\",\"TIME OCC\":\"2\",\"Crm Cd Desc\":\"3\","
#define OURS "\"Stream Time\":60000,\"Officer Id\":7}"

static void names_are_the_text_of_the_header(void **state)
{
    (void)state;
    static const struct {
        const char *header, *row, *value;
    } cases[] = {
        {NEEDED "Location ", "1,2,3,4", "{" VALUES "\"Location \":\"4\"," OURS},
        {NEEDED " x\r", "1,2,3,4\r", "{" VALUES "\" x\":\"4\"," OURS},
        {"\xEF\xBB\xBF" NEEDED "x", "1,2,3,4", "{" VALUES "\"x\":\"4\"," OURS},
        {"\xEF\xBB\xBF\"DATE OCC\",TIME OCC,Crm Cd Desc", "1,2,3", "{" VALUES OURS},
        {"\"\xEF\xBB\xBF"
         "DATE OCC\",TIME OCC,Crm Cd Desc",
         "1,2,3", "{" VALUES OURS},
        {"\n\r\n" NEEDED "x", "1,2,3,4", "{" VALUES "\"x\":\"4\"," OURS},
        {NEEDED "\"a\n\"\"b\"\"\"", "1,2,3,4", "{" VALUES "\"a\\u000a\\\"b\\\"\":\"4\"," OURS},
        {NEEDED "\xFF", "1,2,3,4", "{" VALUES "\"\xEF\xBF\xBD\":\"4\"," OURS},
        /* of a repeated name the first; what broken bytes are mended to is a name too */
        {NEEDED "x,y,x,DATE OCC,x", "1,2,3,4,5,6,7,8", "{" VALUES "\"x\":\"4\",\"y\":\"5\"," OURS},
        {NEEDED "x,X,x ", "1,2,3,4,5,6", "{" VALUES "\"x\":\"4\",\"X\":\"5\",\"x \":\"6\"," OURS},
        {NEEDED "\xFF,\xFE", "1,2,3,4,5", "{" VALUES "\"\xEF\xBF\xBD\":\"4\"," OURS},
        {NEEDED ",", "1,2,3,4,5", "{" VALUES "\"\":\"4\"," OURS},
        /* our two names are ours */
        {NEEDED "Officer Id,x,Stream Time", "1,2,3,4,5,6", "{" VALUES "\"x\":\"5\"," OURS},
        {NEEDED "officer id", "1,2,3,4", "{" VALUES "\"officer id\":\"4\"," OURS},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer file = {0};
        buffer_printf(&file, "%s\n%s\n", cases[i].header, cases[i].row);
        struct buffer out = values_of(buffer_text(&file));
        EXPECT_TEXT_AT(i, buffer_text(&out), cases[i].value);
        buffer_free(&out);
        buffer_free(&file);
    }
}

static void times_are_milliseconds_since_1970_also_before_it(void **state)
{
    (void)state;
    static const struct {
        int64_t s;
        uint32_t officer;
        const char *value;
    } cases[] = {
        {0, 1, "{\"Stream Time\":0,\"Officer Id\":1}"},
        {1672535520, 10000, "{\"Stream Time\":1672535520000,\"Officer Id\":10000}"},
        {-1, 3, "{\"Stream Time\":-1000,\"Officer Id\":3}"},
        {-62135596800, 3, "{\"Stream Time\":-62135596800000,\"Officer Id\":3}"},
    };
    struct row_writer *w = row_writer_create((struct csv_fields){NULL, 0});
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer out = {0};
        row_write(w, &out, (struct csv_fields){NULL, 0}, (civil_time){cases[i].s},
                  cases[i].officer);
        EXPECT_TEXT_AT(i, buffer_text(&out), cases[i].value);
        buffer_free(&out);
    }
    row_writer_destroy(w);
    row_writer_destroy(NULL);
}

/* A header line over CSV_ROW_MAX is cut there: its names up to there are names. And an oversized
 * row, whose bytes are not kept, has no fields. */
static void what_is_too_long_is_cut(void **state)
{
    (void)state;
    struct buffer file = {0};
    buffer_printf(&file, "%s", "DATE OCC,TIME OCC,Crm Cd Desc,");
    buffer_reserve(&file, CSV_ROW_MAX * 3);
    memset(file.data + file.len, 'x', CSV_ROW_MAX * 3);
    file.len += CSV_ROW_MAX * 3;
    buffer_printf(&file, "\n1,2,3,4\n1,2,3,");
    buffer_reserve(&file, CSV_ROW_MAX * 3);
    memset(file.data + file.len, 'y', CSV_ROW_MAX * 3);
    file.len += CSV_ROW_MAX * 3;
    buffer_printf(&file, "\n1,2,3,5\n");
    struct error err;
    struct csv_row row;
    struct csv_reader *r = csv_open("test.csv", file_of(buffer_text(&file)), NULL, &err);
    assert_non_null(r);
    assert_int_equal(csv_names(r).count, 4);
    EXPECT_TEXT_AT(0, csv_names(r).field[2], "Crm Cd Desc");
    static const char *const last[] = {"4", NULL, "5"};
    for (size_t i = 0; i < COUNT_OF(last); i++) {
        EXPECT_AT(i, csv_next(r, &row, &err) == CSV_ROW && row.oversized == (last[i] == NULL));
        struct csv_fields fields = csv_exact(r);
        EXPECT_AT(i, fields.count == (last[i] == NULL ? 1 : 4));
        EXPECT_TEXT_AT(i, fields.field[fields.count - 1], last[i] == NULL ? "" : last[i]);
    }
    csv_close(r);
    buffer_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_the_text_of_the_file),
        cmocka_unit_test(names_are_the_text_of_the_header),
        cmocka_unit_test(times_are_milliseconds_since_1970_also_before_it),
        cmocka_unit_test(what_is_too_long_is_cut),
    };
    return cmocka_run_group_tests_name("crime/row_write", tests, NULL, NULL);
}
