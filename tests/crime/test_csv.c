#include "crime/csv_rows.h"

#include <fcntl.h>

#include "blotter/base/utf8.h"

#define NEAREST "; nearest is the profile of Los Angeles (how to write one: man blotter, PROFILES)"

static const struct {
    const char *file, *rows;
} files[] = {
    {HEADER, ""},
    {HEADER "1,2,3,4,5", "2:1|2|3|4|5"},
    {HEADER "1,2,3,4,5\n", "2:1|2|3|4|5"},
    {HEADER "1,2,3,4,5\r\n6,7,8,9,0\r\n", "2:1|2|3|4|5\n3:6|7|8|9|0"},
    {HEADER "1,2,3,4,5\r\n6,7,8,9,0", "2:1|2|3|4|5\n3:6|7|8|9|0"},
    {HEADER "1,2,3,4,5\r", "2:1|2|3|4|5"},
    /* trimmed, in and out of quotes */
    {HEADER " 1 ,\t2\t,\" 3 \",\"\n4\t\" , 5 ", "2:1|2|3|4|5"},
    {HEADER "a  b,,,,", "2:a  b||||"},
    /* quotes */
    {HEADER "\"1\",\"2\",\"3\",\"4\",\"5\"\n", "2:1|2|3|4|5"},
    {HEADER "\"a,b\",\"c\"\"d\",\"\"\"\",\"\",\"\"\"e\"\"\"\n6", "2:a,b|c\"d|\"||\"e\"\n3:6||||"},
    {HEADER "\"a\nb\",2,\"c\r\nd\",4,5\n6", "2:a\nb|2|c\r\nd|4|5\n5:6||||"},
    {HEADER "\"a\n\n\nb\",2\n6", "2:a\n\n\nb|2|||\n6:6||||"},
    {HEADER "\"a\",2,3,4,\"5", "2:a|2|3|4|5"},
    /* a stray quote costs its own line */
    {HEADER "1,2\n4,\"q\"z,5\n6,7", "2:1|2|||\n3:4|q\"z,5|||\n4:6|7|||"},
    {HEADER "4,q\"z,5\n6,7", "2:4|q\"z|5||\n3:6|7|||"},
    {HEADER "4,q \"Q, z\" r,5\n6,7", "2:4|q \"Q|z\" r|5|\n3:6|7|||"},
    {HEADER "4,6\"\n5,\"7\"\n", "2:4|6\"|||\n3:5|7|||"},
    {HEADER "1,\"never closed,3\n4,5,\"6\",7\n8", "2:1|never closed,3|||\n3:4|5|6|7|\n4:8||||"},
    {HEADER "1,\"never closed,3\r\n4,5\r\n8", "2:1|never closed,3|||\n3:4|5|||\n4:8||||"},
    {HEADER "1,\"never closed", "2:1|never closed|||"},
    {HEADER "1,\"never closed\n", "2:1|never closed|||"},
    {HEADER "1,\"a\n2,\"b\n3,\"c\n", "2:1|a|||\n3:2|b|||\n4:3|c|||"},
    {HEADER "\"\n\n5", "2:||||\n4:5||||"},
    /* empty lines are no rows, an empty field is one */
    {HEADER "\n\n1\n\r\n\r\n2\n\n", "4:1||||\n7:2||||"},
    {HEADER "   \n\t\n1", "4:1||||"},
    {HEADER "   ", ""},
    {HEADER "\"\"\n,\n", "2:||||\n3:||||"},
    {"\n\r\n" HEADER "1", "4:1||||"},
    /* short and long rows */
    {HEADER "1\n2,3\n1,2,3,4,5,6,7,8\n9,", "2:1||||\n3:2|3|||\n4:1|2|3|4|5\n5:9||||"},
    /* a CR alone ends a row, as it does for libcsv and for Python's csv */
    {HEADER "1,2\r3,4\n5,6\r\n", "2:1|2|||\n3:3|4|||\n4:5|6|||"},
    {"DR_NO,DATE OCC,TIME OCC,Crm Cd Desc,LOCATION\r1,2\r3,4\r", "2:1|2|||\n3:3|4|||"},
    {HEADER "1,\"a\rb\",3\n4", "2:1|a\rb|3||\n4:4||||"},
    {HEADER "1\r\r\n2", "2:1||||\n4:2||||"},
    {HEADER "1,\"a\r2,3\"x\r4,5", "2:1|a|||\n3:2|3\"x|||\n4:4|5|||"},
    /* byte-order marks */
    {"\xEF\xBB\xBF" HEADER "1", "2:1||||"},
    {"\xEF\xBB\xBF\"DR_NO\",\"DATE OCC\",\"TIME OCC\",\"Crm Cd Desc\"\r\n\"1\",\"2\"\r\n",
     "2:1|2|||"},
    {"\"\xEF\xBB\xBF"
     "DR_NO\",DATE OCC,TIME OCC,Crm Cd Desc\n1,2",
     "2:1|2|||"},
    {"\"DR_\nNO\",DATE OCC,TIME OCC,Crm Cd Desc\n1,2", "3:1|2|||"},
    /* repeated columns: the first */
    {"DR_NO,DATE OCC,TIME OCC,Crm Cd Desc,DR_NO,DATE OCC\n1,2,3,4,5,6", "2:1|2|3|4|"},
    {"DR,Date Occurred,TIME OCC,Crm Cd Desc,DR_NO,DATE OCC\n1,2,3,4,5,6", "2:5|6|3|4|"},
    /* no crime files */
    {"", "?test.csv: empty file"},
    {"\n", "?test.csv: no header row"},
    {"\xEF\xBB\xBF", "?test.csv: no header row"},
    {"\xEF\xBB\xBFx",
     "?test.csv:1: no column for the occurrence date (DATE OCC, Date Occurred)" NEAREST},
    {"\xEF\xBB\xBFxy\n",
     "?test.csv:1: no column for the occurrence date (DATE OCC, Date Occurred)" NEAREST},
    {"a,b\n1,2\n",
     "?test.csv:1: no column for the occurrence date (DATE OCC, Date Occurred)" NEAREST},
    {"DATE OCC,Crm Cd Desc\n", "?test.csv:1: no column for the occurrence time (TIME OCC, Time "
                               "Occurred)" NEAREST},
    /* other separators, as the header has them; a comma is then a byte like others */
    {"DR_NO;DATE OCC;TIME OCC;Crm Cd Desc;LOCATION\n1;2;3;a, b;5\n;;;;\n\"1;2\";3;\"4\n\";5;6\n7",
     "2:1|2|3|a, b|5\n3:||||\n4:1;2|3|4|5|6\n6:7||||"},
    {"\n\r\nDR_NO|DATE OCC|TIME OCC|Crm Cd Desc\n1|2|3|\"4\"\"|\"|5\n", "4:1|2|3|4\"||"},
    {"DR_NO\tDATE OCC\tTIME OCC\tCrm Cd Desc\tLOCATION\n\t2\t\t\" 4 \"\t "
     "5\t\n1\t\t3\t\t\n\t\t\t4\r\n",
     "2:|2||4|5\n3:1||3||\n4:|||4|"},
    {"\"DR_NO;;;;;\",DATE OCC,TIME OCC,Crm Cd Desc\n1,2;2,3,4", "2:|2;2|3|4|"},
    /* found by the fuzzer: a header that is cut to its first line after columns behind it were seen
     */
    {"\"i\",\"a\nb\",DATE OCC,TIME OCC,Crm Cd Desc,\"x\"y\n1,2,3,4,5,6\n",
     "?test.csv:1: no column for the occurrence date (DATE OCC, Date Occurred)" NEAREST},
    {"{\"a\":1}", "?test.csv: not CSV: it begins with \"{\""},
    {"<!DOCTYPE html>\n<html>", "?test.csv: not CSV: it begins with \"<\""},
};

static void rows_are_read_by_the_fields_they_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer rows = read_all(file_of(text_of(files[i].file)));
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i].rows);
        buffer_free(&rows);
    }
}

static void gz_files_read_as_what_they_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer rows = read_all(gz_file_of(text_of(files[i].file)));
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i].rows);
        buffer_free(&rows);
    }
}

static void pipes_read_as_what_comes_out_of_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        size_t len = strlen(files[i].file);
        assert_int_equal(write(ends[1], files[i].file, len), (ssize_t)len);
        close(ends[1]);
        struct buffer rows = read_all(ends[0]);
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i].rows);
        EXPECT_AT(i, fcntl(ends[0], F_GETFD) < 0); /* the descriptor is closed in any case */
        buffer_free(&rows);
    }
}

static void a_pipe_is_never_waited_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer rows = read_slowly(text_of(files[i].file));
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i].rows);
        buffer_free(&rows);
        char zipped[4096];
        int fd = gz_file_of(text_of(files[i].file));
        ssize_t len = read(fd, zipped, sizeof zipped);
        close(fd);
        rows = read_slowly((struct text){zipped, (size_t)len});
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i].rows);
        buffer_free(&rows);
    }
}

static void add_unit(struct buffer *out, uint32_t unit, bool little_endian)
{
    buffer_add_byte(out, (char)(little_endian ? unit & 0xFF : unit >> 8));
    buffer_add_byte(out, (char)(little_endian ? unit >> 8 : unit & 0xFF));
}

/* Text as UTF-16 with a mark. */
static struct buffer wide(struct text s, bool little_endian)
{
    struct buffer out = {0};
    add_unit(&out, 0xFEFF, little_endian);
    while (s.len > 0) {
        size_t len;
        bool ok;
        uint32_t point = utf8_next(s, &len, &ok);
        if (point >= 0x10000) {
            add_unit(&out, 0xD800 + ((point - 0x10000) >> 10), little_endian);
            point = 0xDC00 + ((point - 0x10000) & 0x3FF);
        }
        add_unit(&out, point, little_endian);
        s = (struct text){s.ptr + len, s.len - len};
    }
    return out;
}

static void utf16_reads_as_what_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(files); i++) {
        struct text file = text_of(files[i / 2].file);
        struct buffer as_utf16 = wide(file, i % 2 == 0);
        struct buffer rows = read_all(file_of(buffer_text(&as_utf16)));
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i / 2].rows);
        buffer_free(&rows);
        rows = read_slowly(buffer_text(&as_utf16));
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i / 2].rows);
        buffer_free(&rows);
        rows = read_all(gz_file_of(buffer_text(&as_utf16)));
        EXPECT_TEXT_AT(i, buffer_text(&rows), files[i / 2].rows);
        buffer_free(&rows);
        buffer_free(&as_utf16);
    }
}

static void broken_utf16_is_mended(void **state)
{
    (void)state;
    static const struct {
        struct text row; /* behind a header, little endian */
        const char *rows;
    } cases[] = {
        {{"\xE9\0", 2}, "2:\xC3\xA9||||"},
        {{"\x3D\xD8\x00\xDE", 4}, "2:\xF0\x9F\x98\x80||||"},
        {{"\x3D\xD8,\0", 4}, "2:\xEF\xBF\xBD||||"},
        {{"\x00\xDE,\0", 4}, "2:\xEF\xBF\xBD||||"},
        {{"\x3D\xD8\x3D\xD8\x00\xDE", 6}, "2:\xEF\xBF\xBD\xF0\x9F\x98\x80||||"},
        {{"1\0\x3D\xD8", 4}, "2:1\xEF\xBF\xBD||||"},
        {{"1\0"
          "2",
          3},
         "2:1\xEF\xBF\xBD||||"},
        {{"1\0\x3D\xD8\x00", 5}, "2:1\xEF\xBF\xBD||||"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer file = wide(text_of(HEADER), true);
        buffer_add(&file, cases[i].row);
        struct buffer rows = read_all(file_of(buffer_text(&file)));
        EXPECT_TEXT_AT(i, buffer_text(&rows), cases[i].rows);
        buffer_free(&rows);
        rows = read_slowly(buffer_text(&file));
        EXPECT_TEXT_AT(i, buffer_text(&rows), cases[i].rows);
        buffer_free(&rows);
        buffer_free(&file);
    }
}

static void nul_bytes_are_bytes(void **state)
{
    (void)state;
    struct buffer rows = read_all(file_of(LITERAL(HEADER "1,a\0b,3\n4")));
    assert_true(text_equal(buffer_text(&rows), LITERAL("2:1|a\0b|3||\n3:4||||")));
    buffer_free(&rows);
}

static void check_refused(int fd, size_t i, const char *what)
{
    struct buffer rows = read_all(fd);
    struct buffer wanted = {0};
    buffer_printf(&wanted, "?test.csv: not CSV: %s", what);
    EXPECT_TEXT_AT(i, buffer_text(&rows), wanted.data);
    buffer_free(&rows);
    buffer_free(&wanted);
}

static void files_of_other_kinds_are_refused_and_named(void **state)
{
    (void)state;
    static const struct {
        struct text begin;
        const char *what;
    } kinds[] = {
        {{"PK\3\4\0\0\0\0", 8}, "it is a zip archive or a workbook, unpack it or save it as CSV"},
        {{"PK\5\6\0\0\0\0", 8}, "it is an empty zip archive"},
        {{"7z\xBC\xAF\x27\x1C\0\4", 8}, "it is a 7z archive, unpack it"},
        {{"Rar!\x1A\x07\1\0", 8}, "it is a rar archive, unpack it"},
        {{"\xFD\x37zXZ\0\0\4", 8}, "it is compressed with xz, decompress it"},
        {{"\x28\xB5\x2F\xFD\0\0", 6}, "it is compressed with zstd, decompress it"},
        {{"BZh91AY&SY", 10}, "it is compressed with bzip2, decompress it"},
        {{"\xD0\xCF\x11\xE0\xA1\xB1", 6}, "it is a workbook, save it as CSV"},
        {{"\xFF\xFE\0\0D\0\0\0R\0\0\0", 12}, "it holds binary data"}, /* UTF-32 */
        {{"\x7F"
          "ELF\2\1\0\0",
          8},
         "it holds binary data"},
        {{"DR_NO\0,DATE OCC,TIME OCC,Crm Cd Desc\n1,2,3,4\n", 45}, "it holds binary data"},
        {{"a\0b,DATE OCC,TIME OCC,Crm Cd Desc\n1,2,3,4\n", 42}, "it holds binary data"},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        check_refused(file_of(kinds[i].begin), i, kinds[i].what);
        check_refused(gz_file_of(kinds[i].begin), i, kinds[i].what);
    }
}

/* What stands behind a tar's header has all the columns. */
static void a_tar_is_refused_also_within_gz(void **state)
{
    (void)state;
    char tar[2048] = "crimes.csv";
    memcpy(tar + 257, "ustar", 5);
    memcpy(tar + 512, HEADER "1,2,3,4,5\n", sizeof HEADER "1,2,3,4,5\n" - 1);
    struct text file = {tar, sizeof tar};
    check_refused(file_of(file), 0, "it is a tar archive, unpack it");
    check_refused(gz_file_of(file), 1, "it is a tar archive, unpack it");
    memset(tar + 257, 0, 5); /* from before 1988, without a magic */
    check_refused(file_of(file), 2, "it holds binary data");
}

static void gz_within_gz_is_said(void **state)
{
    (void)state;
    char inner[512];
    int fd = gz_file_of(LITERAL(HEADER "1,2,3,4,5\n"));
    ssize_t len = read(fd, inner, sizeof inner);
    close(fd);
    assert_true(len > 0);
    check_refused(gz_file_of((struct text){inner, (size_t)len}), 0,
                  "it is compressed twice with gzip, decompress it once");
}

static void what_is_no_file_is_one_clear_error(void **state)
{
    (void)state;
    static const struct {
        const char *path, *error;
    } cases[] = {
        {"/nonexistent/a.csv", "/nonexistent/a.csv: cannot open: No such file or directory"},
        {"", ": cannot open: No such file or directory"},
        {"/", "/: is a folder, not a CSV file"},
        {"/dev/null", "/dev/null: empty file"},
        {"/dev/null/x", "/dev/null/x: cannot open: Not a directory"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        EXPECT_AT(i, csv_open(cases[i].path, -1, cities, &err) == NULL);
        EXPECT_TEXT_AT(i, text_of(err.text), cases[i].error);
        EXPECT_AT(i, err.status == EXIT_STATUS_FAILURE);
    }
    csv_close(NULL);
}

/* Cut at every length: always the error, and never a row that is not in the file. */
static void a_gz_file_that_is_cut_short_is_an_error(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_printf(&text, "%s", HEADER);
    for (int i = 0; i < 50; i++)
        buffer_printf(&text, "%d,%d,%d,row,%d\n", i, i * 7919 % 1000, i * 104729 % 1000, i);
    int fd = gz_file_of(buffer_text(&text));
    char whole[4096];
    ssize_t size = read(fd, whole, sizeof whole);
    close(fd);
    for (ssize_t len = 18; len < size; len++) {
        struct buffer rows = read_all(file_of((struct text){whole, (size_t)len}));
        const char *why = memmem(rows.data, rows.len, "?", 1);
        EXPECT(why != NULL, "%d of %d bytes", (int)len, (int)size);
        EXPECT(memmem(rows.data, rows.len, "test.csv: cut short", 19) != NULL ||
                   memmem(rows.data, rows.len, "test.csv: cannot read", 21) != NULL,
               "%d of %d bytes: %.*s", (int)len, (int)size, (int)rows.len, rows.data);
        buffer_free(&rows);
    }
    whole[size / 2] ^= 0x10; /* and one that is broken */
    struct buffer rows = read_all(file_of((struct text){whole, (size_t)size}));
    EXPECT(memmem(rows.data, rows.len, "?test.csv: c", 12) != NULL, "%.*s", (int)rows.len,
           rows.data);
    buffer_free(&rows);
    buffer_free(&text);
}

static void progress_counts_the_bytes_of_the_stored_file(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_printf(&text, "%s", HEADER);
    for (int i = 0; i < 50000; i++)
        buffer_printf(&text, "%d,2,3,row,5\n", i);
    for (int zipped = 0; zipped < 2; zipped++) {
        int fd = zipped ? gz_file_of(buffer_text(&text)) : file_of(buffer_text(&text));
        uint64_t size = (uint64_t)lseek(fd, 0, SEEK_END);
        lseek(fd, 0, SEEK_SET);
        struct error err;
        struct csv_reader *r = csv_open("test.csv", fd, cities, &err);
        assert_non_null(r);
        assert_int_equal(csv_bytes_total(r), size);
        uint64_t before = 0;
        struct csv_row row;
        while (csv_next(r, &row, &err) == CSV_ROW) {
            uint64_t now = csv_bytes_read(r);
            EXPECT(now >= before && now <= size, "line %d", (int)row.line);
            before = now;
        }
        assert_int_equal(csv_bytes_read(r), size);
        assert_int_equal(csv_next(r, &row, &err), CSV_END); /* again and again */
        csv_close(r);
    }
    buffer_free(&text);
}

/* --- the city's own files --------------------------------------------------------------------- */

static struct csv_reader *open_sample(const char *name, struct error *err)
{
    const char *folder = getenv("BLOTTER_TEST_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : BLOTTER_TEST_DATA, name);
    return csv_open(path, -1, cities, err);
}

static const struct {
    const char *name;
    int rows;
    /* of the first row: id, date, time, crime, code, area, district, address, location, lat, lon */
    const char *first[11];
} samples[] = {
    {"2010-snake-case-bom.csv",
     20,
     {"1208575", "3/11/13", "1800", "INTIMATE PARTNER - SIMPLE ASSAULT", "626", "77th Street",
      "1241", "6300    BRYNHURST                    AV", "(33.9829, -118.3338)", "", ""}},
    {"2010-to-present-header.csv",
     20,
     {"230404629", "01/18/2023", "1500", "THEFT-GRAND ($950.01 & OVER)EXCPT,GUNS,FOWL,LIVESTK,PROD",
      "341", "Hollenbeck", "0456", "2400    FAIRMOUNT                    ST",
      "(34.0521, -118.2045)", "", ""}},
    {"2020-mixed-dates.csv",
     20,
     {"010304468", "01/08/2020 00:00", "2230", "BATTERY - SIMPLE ASSAULT", "624", "Southwest",
      "0377", "", "1100 W  39TH                         PL", "34.0141", "-118.2978"}},
    {"bom-crlf-quoted-iso.csv",
     5,
     {"220314085", "2020-05-12", "1110", "THEFT OF IDENTITY", "", "Southwest", "", "",
      "2500 S  SYCAMORE                     AV", "", ""}},
    {"no-coordinates.csv",
     20,
     {"10304468", "01/08/2020 12:00:00 AM", "2230", "BATTERY - SIMPLE ASSAULT", "", "Southwest", "",
      "", "1100 W  39TH                         PL", "", ""}},
};

static void the_citys_dialects_are_read(void **state)
{
    (void)state;
    static const enum column shown[] = {
        COLUMN_ID,       COLUMN_DATE,    COLUMN_TIME,     COLUMN_CRIME, COLUMN_CODE, COLUMN_AREA,
        COLUMN_DISTRICT, COLUMN_ADDRESS, COLUMN_LOCATION, COLUMN_LAT,   COLUMN_LON};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct error err = {0};
        struct csv_reader *r = open_sample(samples[i].name, &err);
        EXPECT(r != NULL, "row %zu: %s", i, err.text);
        struct csv_row row;
        int rows = 0;
        while (csv_next(r, &row, &err) == CSV_ROW) {
            rows++;
            EXPECT_AT(i, row.line == (uint64_t)rows + 1);
            for (size_t k = 0; rows == 1 && k < COUNT_OF(shown); k++)
                EXPECT_TEXT_AT(i, row.field[shown[k]], samples[i].first[k]);
        }
        EXPECT(rows == samples[i].rows, "row %zu: %d rows", i, rows);
        csv_close(r);
    }
}

static void what_only_bears_the_name_of_csv_is_one_clear_error(void **state)
{
    (void)state;
    static const struct {
        const char *name, *error;
    } cases[] = {
        {"not-csv-notebook.csv", "not-csv-notebook.csv: not CSV: it begins with \"{\""},
        {"not-csv-pointer.csv",
         "not-csv-pointer.csv: not CSV: a Git LFS pointer, fetch the file itself"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        EXPECT_AT(i, open_sample(cases[i].name, &err) == NULL);
        const char *name = strstr(err.text, cases[i].name);
        EXPECT(name != NULL && strcmp(name, cases[i].error) == 0, "row %zu: %s", i, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_by_the_fields_they_have),
        cmocka_unit_test(gz_files_read_as_what_they_hold),
        cmocka_unit_test(pipes_read_as_what_comes_out_of_them),
        cmocka_unit_test(a_pipe_is_never_waited_for),
        cmocka_unit_test(utf16_reads_as_what_it_says),
        cmocka_unit_test(broken_utf16_is_mended),
        cmocka_unit_test(nul_bytes_are_bytes),
        cmocka_unit_test(files_of_other_kinds_are_refused_and_named),
        cmocka_unit_test(a_tar_is_refused_also_within_gz),
        cmocka_unit_test(gz_within_gz_is_said),
        cmocka_unit_test(what_is_no_file_is_one_clear_error),
        cmocka_unit_test(a_gz_file_that_is_cut_short_is_an_error),
        cmocka_unit_test(progress_counts_the_bytes_of_the_stored_file),
        cmocka_unit_test(the_citys_dialects_are_read),
        cmocka_unit_test(what_only_bears_the_name_of_csv_is_one_clear_error),
    };
    return cmocka_run_group_tests_name("crime/csv", tests, set_up_cities, tear_down_cities);
}
