#include "base/bugs.h"

#include "blotter/base/heap.h"

static int by_key_and_order(const void *one, const void *other)
{
    const struct heap_item *a = one;
    const struct heap_item *b = other;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void what_is_taken_out_is_always_the_first(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct random r = {seed};
        struct heap heap = {0};
        struct heap_item items[400];
        size_t count = 0;
        for (uint64_t n = 0; n < 2000; n++) {
            struct heap_item item = {(int64_t)random_below(&r, 50), n, (size_t)n * 3};
            size_t what = random_below(&r, 5);
            qsort(items, count, sizeof items[0], by_key_and_order);
            EXPECT((heap_top(&heap) == NULL) == (count == 0), "seed %d", (int)seed);
            if (count > 0)
                EXPECT(memcmp(heap_top(&heap), &items[0], sizeof item) == 0, "seed %d", (int)seed);
            if (what < 3 && count < COUNT_OF(items)) {
                heap_push(&heap, item);
                items[count++] = item;
            } else if (what == 3 && count > 0) {
                heap_replace(&heap, item);
                items[0] = item;
            } else if (count > 0) {
                heap_pop(&heap);
                items[0] = items[--count];
            }
        }
        heap_finish(&heap);
    }
}

static void take_from_an_empty_one(void)
{
    struct heap heap = {0};
    heap_replace(&heap, (struct heap_item){.key = 1});
}

static void spoil_the_order(void)
{
    struct heap heap = {0};
    for (int64_t k = 0; k < 9; k++)
        heap_push(&heap, (struct heap_item){.key = k});
    heap.items[1].key = -1;
    heap_replace(&heap, (struct heap_item){.key = 5});
}

static void hold_more_than_there_is_room_for(void)
{
    struct heap heap = {.count = 3};
    heap_push(&heap, (struct heap_item){.key = 1});
}

static void a_heap_that_is_none_stops(void **state)
{
    (void)state;
    static const struct bug_case cases[] = {
        {"h->count == 0", take_from_an_empty_one},
        {"heap_before(&items[child], &items[0])", spoil_the_order},
        {"h->count > h->cap", hold_more_than_there_is_room_for},
    };
    bug_check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_out_is_always_the_first),
        cmocka_unit_test(a_heap_that_is_none_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
