#include "base/check.h"

#include <unistd.h>

#include "blotter/base/ini_file.h"

struct reader {
    char path[64];
    struct buffer entries;
    struct error err;
};

static bool take(void *user, const char *section, const char *name, const char *value,
                 struct error *err)
{
    struct reader *r = user;
    if (strcmp(value, "bad") == 0)
        return error_usage(err, "is bad");
    buffer_printf(&r->entries, "[%s]%s=%s|", section, name, value);
    return true;
}

/* Reads a file of that content; its name is in r->path afterwards, the file gone. */
static bool read_content(struct reader *r, struct text content)
{
    *r = (struct reader){.path = "/tmp/blotter-ini-XXXXXX"};
    int fd = mkstemp(r->path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content.ptr, content.len), content.len);
    close(fd);
    bool ok = ini_file_read(r->path, take, r, &r->err);
    unlink(r->path);
    return ok;
}

static void entries_come_with_their_section(void **state)
{
    (void)state;
    static const struct {
        const char *content;
        const char *entries;
    } cases[] = {
        {"", ""},
        {"\n\n \n", ""},
        {"a=1\nb = 2 \r\n", "[]a=1|[]b=2|"},
        {"a=1", "[]a=1|"},
        {"\xEF\xBB\xBF"
         "a=1\n",
         "[]a=1|"},
        {"a: 1\n", "[]a=1|"},
        {"a=\n", "[]a=|"},
        {"a=1\n[x]\na=2\nb=3\n[ y]\nc=4\n", "[]a=1|[x]a=2|[x]b=3|[ y]c=4|"},
        {"  a=1\n\tb=2\n   [x]\n  c=3\n", "[]a=1|[]b=2|[x]c=3|"},
        {"# a=1\n;a=2\n  # a=3\nb=4\n", "[]b=4|"},
        {"a=1 ; one\n[x] ; of x\nb=2;3 # 4#5\n", "[]a=1|[x]b=2;3 # 4#5|"},
        {"a=b=c\na=x y\n", "[]a=b=c|[]a=x y|"},
        {"a=1\na=2\n", "[]a=1|[]a=2|"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct reader r;
        EXPECT(read_content(&r, text_of(cases[i].content)), "row %zu: %s", i, r.err.text);
        EXPECT_TEXT_AT(i, buffer_text(&r.entries), cases[i].entries);
        buffer_free(&r.entries);
    }
}

static void the_first_wrong_line_is_told(void **state)
{
    (void)state;
    const struct {
        struct text content;
        const char *said; /* behind the path */
    } cases[] = {
        {LITERAL("a=bad\nb=bad\n"), ":1: a: is bad"},
        {LITERAL("\n# x\n[s]\n\n  b=bad"), ":5: b: is bad"},
        {LITERAL("a=1\nnonsense\nb=bad\n"), ":2: neither [SECTION] nor NAME = VALUE"},
        {LITERAL("a=bad\nnonsense\n"), ":1: a: is bad"},
        {LITERAL("[s\n"), ":1: neither [SECTION] nor NAME = VALUE"},
        {LITERAL("a=1\nb=\0\n"), ":2: a zero byte: this is no text"},
        {LITERAL("x\na=\0\n"), ":1: neither [SECTION] nor NAME = VALUE"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct reader r;
        EXPECT_AT(i, !read_content(&r, cases[i].content));
        EXPECT_AT(i, r.err.status == EXIT_STATUS_USAGE);
        EXPECT_AT(i, strncmp(r.err.text, r.path, strlen(r.path)) == 0);
        EXPECT_TEXT_AT(i, text_of(r.err.text + strlen(r.path)), cases[i].said);
        buffer_free(&r.entries);
    }
}

/* Whatever the longest line is that this inih takes: it comes as a whole, or is an error. */
static void no_line_is_cut_off(void **state)
{
    (void)state;
    for (size_t len = 100; len < 10000; len += 1 + len / 100) {
        struct reader r;
        struct buffer content = {0};
        buffer_printf(&content, "x=1\nlong=%0*d\ny=2\n", (int)len, 7);
        bool ok = read_content(&r, buffer_text(&content));
        buffer_free(&content);
        buffer_printf(&content, "[]x=1|[]long=%0*d|[]y=2|", (int)len, 7);
        if (ok)
            EXPECT(text_equal(buffer_text(&r.entries), buffer_text(&content)), "%zu", len);
        else
            EXPECT(strstr(r.err.text, ":2: longer than the ") != NULL, "%zu: %s", len, r.err.text);
        EXPECT(ok ? len < 4096 : len > 180, "%zu", len);
        buffer_free(&content);
        buffer_free(&r.entries);
    }
}

static void a_file_that_is_not_there_is_empty_and_one_that_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    struct reader r = {.entries = {0}};
    assert_true(ini_file_read("/nosuch/config", take, &r, &r.err));
    assert_true(ini_file_read("/dev/null/config", take, &r, &r.err));
    assert_true(ini_file_read("/dev/null", take, &r, &r.err));
    assert_false(ini_file_read("/tmp", take, &r, &r.err));
    assert_int_equal(r.err.status, EXIT_STATUS_FAILURE);
    assert_string_equal(r.err.text, "/tmp: cannot read: Is a directory");
    assert_false(ini_file_read("/dev/zero", take, &r, &r.err));
    assert_string_equal(r.err.text, "/dev/zero:1: a zero byte: this is no text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_with_their_section),
        cmocka_unit_test(the_first_wrong_line_is_told),
        cmocka_unit_test(no_line_is_cut_off),
        cmocka_unit_test(a_file_that_is_not_there_is_empty_and_one_that_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
