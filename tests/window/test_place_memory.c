#include "base/check.h"

#include "window/place_memory.h"

/* The same names by the memory, and looked up one by one. */
struct both {
    struct place_memory memory;
    struct interner *by_memory[PLACE_COUNT], *one_by_one[PLACE_COUNT];
};

static void begin(struct both *b)
{
    *b = (struct both){0};
    for (size_t k = 0; k < PLACE_COUNT; k++) {
        b->by_memory[k] = intern_create();
        b->one_by_one[k] = intern_create();
    }
}

static void finish(struct both *b)
{
    place_memory_finish(&b->memory);
    for (size_t k = 0; k < PLACE_COUNT; k++) {
        intern_destroy(b->by_memory[k]);
        intern_destroy(b->one_by_one[k]);
    }
}

/* In blocks that end where the names do, so that reading on is seen. */
static void expect_same(struct both *b, const struct text names[PLACE_COUNT], size_t i)
{
    struct text own[PLACE_COUNT];
    uint32_t numbers[PLACE_COUNT];
    for (size_t k = 0; k < PLACE_COUNT; k++) {
        char *copy = names[k].len > 0 ? malloc(names[k].len) : NULL;
        if (copy != NULL)
            memcpy(copy, names[k].ptr, names[k].len);
        own[k] = (struct text){copy, names[k].len};
    }
    const struct crime c = {.area = own[PLACE_AREA],
                            .district = own[PLACE_DISTRICT],
                            .address = own[PLACE_ADDRESS],
                            .premise = own[PLACE_PREMISE]};
    place_memory_number(&b->memory, &c, b->by_memory, numbers);
    for (size_t k = 0; k < PLACE_COUNT; k++) {
        EXPECT_AT(i, numbers[k] == intern_id(b->one_by_one[k], own[k]));
        free((void *)(uintptr_t)own[k].ptr);
    }
}

static void names_have_the_numbers_of_their_table(void **state)
{
    (void)state;
    static const char *const rows[][PLACE_COUNT] = {
        {"Central", "0163", "700 W 7TH ST", "STREET"},
        {"Central", "0163", "700 W 7TH ST", "SIDEWALK"},
        {"Central", "0164", "700 W 7TH ST", "STREET"},
        {"Centra", "l0163", "700 W 7TH ST", "STREET"}, /* the same bytes, cut elsewhere */
        {"Central0163", "", "700 W 7TH ST", ""},
        {"", "", "", ""},
        {"Central", "0163", "700 W 7TH SX", "STREET"},
        {"Central", "0163", "700 W 8TH ST AND SO ON", "STREET"}, /* their ends are alike */
        {"Central", "0163", "700 W 8TH XX AND SO ON", "STREET"},
        {"a", "b", "c", "d"},
        {"ab", "bc", "cd", "d"},
        {"abc", "bcd", "cde", "d"},
        {"axc", "bxd", "cxe", "d"},
    };
    struct both b;
    begin(&b);
    for (size_t i = 0; i < 2 * COUNT_OF(rows); i++) {
        struct text names[PLACE_COUNT];
        for (size_t k = 0; k < PLACE_COUNT; k++)
            names[k] = text_of(rows[i % COUNT_OF(rows)][k]);
        expect_same(&b, names, i);
    }
    finish(&b);
}

/* Few letters, so that many are alike in part, and lengths around a word's. */
static void random_names_have_the_numbers_of_their_table(void **state)
{
    (void)state;
    enum { LEN_MAX = 300, CASES = 100000 };
    static char bytes[PLACE_COUNT][LEN_MAX];
    struct random r = {18};
    struct both b;
    begin(&b);
    for (size_t i = 0; i < CASES; i++) {
        struct text names[PLACE_COUNT];
        for (size_t k = 0; k < PLACE_COUNT; k++) {
            size_t len = random_below(&r, random_below(&r, 100) == 0 ? LEN_MAX : 26);
            size_t changes = random_below(&r, 3);
            for (size_t n = 0; n < changes && len > 0; n++)
                bytes[k][random_below(&r, len)] = "ab\"\0\xFF"[random_below(&r, 5)];
            names[k] = (struct text){bytes[k], len};
        }
        expect_same(&b, names, i);
    }
    finish(&b);
}

/* 16 MiB of names are forgotten, and what comes then is known as before. */
static void more_names_than_it_may_hold_begin_anew(void **state)
{
    (void)state;
    enum { LEN = 255, PLACES = 24000 };
    static char bytes[PLACE_COUNT][LEN];
    struct both b;
    size_t most = 0;
    begin(&b);
    for (size_t i = 0; i < 2 * PLACES; i++) {
        struct text names[PLACE_COUNT];
        for (size_t k = 0; k < PLACE_COUNT; k++) {
            snprintf(bytes[k], LEN, "%zu.%zu", k, i % PLACES);
            names[k] = (struct text){bytes[k], LEN};
        }
        expect_same(&b, names, i);
        EXPECT_AT(i, b.memory.known_bytes <= 16 * 1024 * 1024);
        most = b.memory.known_bytes > most ? b.memory.known_bytes : most;
    }
    assert_true(most > b.memory.known_bytes);
    finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_the_numbers_of_their_table),
        cmocka_unit_test(random_names_have_the_numbers_of_their_table),
        cmocka_unit_test(more_names_than_it_may_hold_begin_anew),
    };
    return cmocka_run_group_tests_name("window/place_memory", tests, NULL, NULL);
}
