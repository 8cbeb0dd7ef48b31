#include "crime/csv_rows.h"

#include <poll.h>
#include <sys/wait.h>

static void a_line_over_its_limit_is_not_waited_for_either(void **state)
{
    (void)state;
    struct buffer file = {0};
    buffer_printf(&file, HEADER "1,2,3,4,5\n");
    for (int i = 0; i < 40000; i++)
        buffer_printf(&file, "%s", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    buffer_printf(&file, "\n6,7,8,9,0\n");
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t writer = fork();
    if (writer == 0) {
        struct text left = buffer_text(&file);
        while (left.len > 0) {
            ssize_t put = write(ends[1], left.ptr, left.len < 5000 ? left.len : 5000);
            left = (struct text){left.ptr + put, left.len - (size_t)put};
        }
        _exit(0);
    }
    close(ends[1]);
    struct error err = {0};
    struct csv_row row;
    struct csv_reader *r = csv_open("test.csv", ends[0], cities, &err);
    assert_non_null(r);
    uint64_t lines[3] = {0};
    enum csv_result result;
    for (size_t count = 0; (result = csv_next(r, &row, &err)) != CSV_END;) {
        assert_true(result == CSV_ROW || result == CSV_WAITS);
        if (result == CSV_ROW)
            lines[count++] = row.line;
        else
            poll(&(struct pollfd){.fd = csv_fd(r), .events = POLLIN}, 1, -1);
    }
    assert_int_equal(lines[1], 3);
    assert_int_equal(lines[2], 4);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    csv_close(r);
    buffer_free(&file);
}

static void fill_file(struct buffer *b, char c, size_t count)
{
    buffer_reserve(b, count);
    memset(b->data + b->len, c, count);
    b->len += count;
}

static void a_field_over_its_limit_costs_its_own_line(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        size_t len;
        const char *after, *rows;
    } cases[] = {
        {"1,", CSV_FIELD_MAX + 1, ",3,4\n5,6\n", "2:1||3|4|!\n3:5|6|||"},
        {"1,2,3,4,5,6,", CSV_FIELD_MAX + 1, ",7\n5,6\n", "2:1|2|3|4|5!\n3:5|6|||"},
        {"1,\"", CSV_FIELD_MAX + 1, "\",3,4\n5,6\n", "2:1||3|4|!\n3:5|6|||"},
        {"1,", CSV_FIELD_MAX + 1, "", "2:1||||!"},
        {"", CSV_FIELD_MAX + 1, "\n5,6", "2:||||!\n3:5|6|||"},
        {"1,", CSV_ROW_MAX + 1, ",3,4\n5,6\n", "2:1||3|4|!\n3:5|6|||"},
        {"1,", 3 * CSV_ROW_MAX, ",3,4\n5,6\n", "2:1||3|4|!\n3:5|6|||"},
        {"1,", 9 * CSV_ROW_MAX + 12345, "\n\n5,6\n", "2:1||||!\n4:5|6|||"},
        {"1,", 9 * CSV_ROW_MAX + 12345, "\r\n5,6\n", "2:1||||!\n3:5|6|||"},
        {"1,", 9 * CSV_ROW_MAX + 12345, "\r5,6\n", "2:1||||!\n3:5|6|||"},
        {"1,", 9 * CSV_ROW_MAX + 12345, "", "2:1||||!"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer file = {0};
        buffer_printf(&file, "%s%s", HEADER, cases[i].before);
        fill_file(&file, 'x', cases[i].len);
        buffer_printf(&file, "%s", cases[i].after);
        struct buffer rows = read_all(file_of(buffer_text(&file)));
        /* Of a line that is too long to keep, the fields behind the limit need not be there. */
        if (cases[i].len > CSV_ROW_MAX && rows.len > 8 && memcmp(rows.data, "2:1||||!", 8) == 0)
            EXPECT_TEXT_AT(i, ((struct text){rows.data + 8, rows.len - 8}),
                           strchr(cases[i].rows, '!') + 1);
        else
            EXPECT_TEXT_AT(i, buffer_text(&rows), cases[i].rows);
        buffer_free(&rows);
        buffer_free(&file);
    }
}

static void a_field_at_its_limit_is_read(void **state)
{
    (void)state;
    struct buffer file = {0};
    buffer_printf(&file, "%s1,", HEADER);
    fill_file(&file, 'x', CSV_FIELD_MAX);
    buffer_printf(&file, ",3\n4");
    struct buffer rows = read_all(file_of(buffer_text(&file)));
    struct text text = buffer_text(&rows);
    assert_int_equal(text.len, 4 + CSV_FIELD_MAX + 4 + 1 + 7);
    EXPECT_TEXT_AT(0, ((struct text){text.ptr + 4 + CSV_FIELD_MAX, 12}), "|3||\n3:4||||");
    buffer_free(&rows);
    buffer_free(&file);
}

/* However much follows the quote, only its own line is lost, and that line is not too long. */
static void a_quote_never_closed_costs_its_own_line_in_a_long_file(void **state)
{
    (void)state;
    struct buffer file = {0};
    buffer_printf(&file, "%s1,\"never closed,3\n", HEADER);
    for (size_t i = 0; i < 20000; i++)
        buffer_printf(&file, "%zu,%0*d,3,4,5\n", i, (int)(i % 50), 7);
    struct buffer rows = read_all(file_of(buffer_text(&file)));
    struct text rest = buffer_text(&rows);
    EXPECT_TEXT_AT(0, text_cut(&rest, '\n'), "2:1|never closed,3|||");
    for (size_t i = 0; i < 20000; i++) {
        char expected[128];
        snprintf(expected, sizeof expected, "%zu:%zu|%0*d|3|4|5", i + 3, i, (int)(i % 50), 7);
        EXPECT_TEXT_AT(i + 1, text_cut(&rest, '\n'), expected);
    }
    assert_null(rest.ptr);
    buffer_free(&rows);
    buffer_free(&file);
}

/* --- the borders of the read buffer ----------------------------------------------------------- */

/* The piece of a file that is put across the border, and its rows with "%d" for the lines. */
static const char across[] = "1,\"a,\"\"b\"\"\",3\r\n"
                             "\"x\ny\",\"c\r\nd\",,\r\n"
                             "\r\n"
                             "4,\"q\"z,5\n"
                             "5,6\r7,8\n"
                             "\n"
                             "caf\xC3\xA9,never \"closed\",\"3\n"
                             "9,\"\",\"\"\n";

static void put_across(size_t border, size_t offset, struct buffer *file)
{
    static const size_t line = 100;
    file->len = 0;
    buffer_printf(file, "%s", HEADER);
    size_t fill = border - offset - file->len;
    while (fill > 0) {
        size_t len = fill >= 2 * line ? line : fill;
        fill_file(file, 'f', len - 1);
        buffer_add_byte(file, '\n');
        fill -= len;
    }
    buffer_append(file, across, sizeof across - 1);
    for (size_t i = 0; i < 20; i++)
        buffer_printf(file, "%zu,last\n", i);
}

/* What comes behind the filler, without line numbers. */
static struct buffer behind_the_filler(struct text rows)
{
    struct buffer out = {0};
    for (struct text rest = rows; rest.ptr != NULL;) {
        struct text row = text_cut(&rest, '\n');
        struct text line = text_cut(&row, ':');
        if (row.ptr == NULL) /* the second line of a field */
            row = line;
        if (row.len > 0 && row.ptr[0] == 'f')
            continue;
        buffer_add(&out, row);
        buffer_add_byte(&out, '\n');
    }
    return out;
}

static void rows_are_the_same_wherever_the_buffer_ends(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct buffer expected = {0};
    for (size_t offset = 0; offset <= sizeof across; offset++)
        for (size_t border = 1; border <= 2; border++) {
            put_across(border * 256 * 1024, offset, &file);
            struct buffer rows = read_all(file_of(buffer_text(&file)));
            struct buffer behind = behind_the_filler(buffer_text(&rows));
            if (offset == 0 && border == 1)
                buffer_add(&expected, buffer_text(&behind));
            EXPECT(text_equal(buffer_text(&behind), buffer_text(&expected)),
                   "border %zu, cut at %zu: %.*s, expected %.*s", border, offset, (int)behind.len,
                   behind.data, (int)expected.len, expected.data);
            buffer_free(&behind);
            buffer_free(&rows);
        }
    static const char begins[] = "1|a,\"b\"|3||\n"
                                 "x\n"
                                 "y|c\r\n"
                                 "d|||\n"
                                 "4|q\"z,5|||\n"
                                 "5|6|||\n"
                                 "7|8|||\n"
                                 "caf\xC3\xA9|never \"closed\"|3||\n"
                                 "9||||\n"
                                 "0|last|||\n";
    EXPECT(expected.len > sizeof begins && memcmp(expected.data, begins, sizeof begins - 1) == 0,
           "%.*s", (int)expected.len, expected.data);
    buffer_free(&expected);
    buffer_free(&file);
}

/* --- a large well-formed file against a parser of RFC 4180 ------------------------------------ */

/* A random file, and its rows as rows_of shows them. */
static void random_file(struct random *r, size_t size, struct buffer *file, struct buffer *rows)
{
    size_t line = 2;
    buffer_printf(file, "%s", HEADER);
    while (file->len < size) {
        size_t fields = 1 + random_below(r, 7);
        size_t first = line;
        struct buffer row = {0};
        for (size_t i = 0; i < fields; i++) {
            char value[300];
            size_t len =
                random_below(r, 50) == 0 ? random_below(r, sizeof value) : random_below(r, 12);
            bool quoted = random_below(r, 2) == 0 || (fields == 1 && len == 0);
            for (size_t k = 0; k < len; k++) /* blanks are only inside: fields are trimmed */
                value[k] = k == 0 || k + 1 == len ? 'x'
                           : quoted               ? "ab \",\n,\"\n\xC3"[random_below(r, 10)]
                                                  : "abcdefgh' "[random_below(r, 10)];
            if (i > 0)
                buffer_add_byte(file, ',');
            if (quoted)
                buffer_add_byte(file, '"');
            for (size_t k = 0; k < len; k++) {
                line += value[k] == '\n';
                if (value[k] == '"')
                    buffer_add_byte(file, '"');
                buffer_add_byte(file, value[k]);
            }
            if (quoted)
                buffer_add_byte(file, '"');
            if (i < 5) {
                if (i > 0)
                    buffer_add_byte(&row, '|');
                buffer_append(&row, value, len);
            }
        }
        for (size_t i = fields; i < 5; i++)
            buffer_add_byte(&row, '|');
        buffer_printf(rows, "%s%zu:", rows->len > 0 ? "\n" : "", first);
        buffer_add(rows, buffer_text(&row));
        buffer_free(&row);
        static const char *const ends[] = {"\n", "\r\n", "\n\n", "\r\n \r\n"};
        size_t end = random_below(r, COUNT_OF(ends));
        buffer_printf(file, "%s", ends[end]);
        line += 1 + end / 2;
    }
}

static void a_large_random_file_reads_as_it_was_written(void **state)
{
    (void)state;
    struct random r = {7};
    for (size_t i = 0; i < 4; i++) {
        struct buffer file = {0};
        struct buffer expected = {0};
        random_file(&r, 1200000 + i * 77777, &file, &expected);
        bool zipped = i % 2 == 1;
        struct buffer rows =
            read_all(zipped ? gz_file_of(buffer_text(&file)) : file_of(buffer_text(&file)));
        size_t same = 0;
        while (same < rows.len && same < expected.len && rows.data[same] == expected.data[same])
            same++;
        EXPECT(rows.len == expected.len && same == rows.len, "file %zu, from %zu of %zu: %.*s", i,
               same, expected.len, 200, rows.data + (same > 100 ? same - 100 : 0));
        buffer_free(&rows);
        buffer_free(&expected);
        buffer_free(&file);
    }
}

/* A line without quotes is split by us, one with quotes by libcsv: an empty quoted field at the end
 * changes nothing else. */
static void lines_with_and_without_quotes_are_split_alike(void **state)
{
    (void)state;
    struct random r = {14};
    struct buffer plain = {0};
    struct buffer quoted = {0};
    buffer_printf(&plain, "%s", HEADER);
    buffer_printf(&quoted, "%s", HEADER);
    for (size_t i = 0; i < 20000; i++) {
        char line[16];
        size_t len = 1 + random_below(&r, sizeof line - 1);
        for (size_t k = 0; k < len; k++)
            line[k] = ",,a \t\vb\xC3"[random_below(&r, 8)];
        line[random_below(&r, len)] = ','; /* never empty */
        const char *end = random_below(&r, 2) == 0 ? "\n" : "\r\n";
        buffer_append(&plain, line, len);
        buffer_append(&quoted, line, len);
        buffer_printf(&plain, "%s", end);
        buffer_printf(&quoted, ",\"\"%s", end);
    }
    struct buffer one = read_all(file_of(buffer_text(&plain)));
    struct buffer other = read_all(file_of(buffer_text(&quoted)));
    struct text a = buffer_text(&one);
    struct text b = buffer_text(&other);
    for (size_t i = 0; a.ptr != NULL || b.ptr != NULL; i++) {
        struct text x = text_cut(&a, '\n');
        struct text y = text_cut(&b, '\n');
        EXPECT(text_equal(x, y), "row %zu: %.*s, %.*s", i, (int)x.len, x.ptr, (int)y.len, y.ptr);
    }
    buffer_free(&one);
    buffer_free(&other);
    buffer_free(&plain);
    buffer_free(&quoted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_over_its_limit_is_not_waited_for_either),
        cmocka_unit_test(a_field_over_its_limit_costs_its_own_line),
        cmocka_unit_test(a_field_at_its_limit_is_read),
        cmocka_unit_test(a_quote_never_closed_costs_its_own_line_in_a_long_file),
        cmocka_unit_test(rows_are_the_same_wherever_the_buffer_ends),
        cmocka_unit_test(a_large_random_file_reads_as_it_was_written),
        cmocka_unit_test(lines_with_and_without_quotes_are_split_alike),
    };
    return cmocka_run_group_tests_name("crime/csv_limits", tests, set_up_cities, tear_down_cities);
}
