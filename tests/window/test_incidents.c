#include "base/check.h"

#include "window/incidents.h"

static void the_last_hundred_are_kept(void **state)
{
    (void)state;
    struct incidents list = {0};
    assert_null(incidents_at(&list, 0));
    for (uint64_t n = 1; n <= 250; n++) {
        incidents_add(&list, &(struct incident){.from = {3, (int64_t)n}, .seq = n, .why = "so"});
        EXPECT_AT(n, list.count == n);
        size_t kept = n < INCIDENTS_KEPT ? n : INCIDENTS_KEPT;
        for (size_t back = 0; back < kept; back++)
            EXPECT_AT(n, incidents_at(&list, back)->seq == n - back);
        EXPECT_AT(n, incidents_at(&list, kept) == NULL);
    }
    incidents_finish(&list);
    assert_null(incidents_at(&list, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_hundred_are_kept),
    };
    return cmocka_run_group_tests_name("window/incidents", tests, NULL, NULL);
}
