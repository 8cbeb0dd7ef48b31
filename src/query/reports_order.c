/* Rows in the order of a text column: by counting, since the log has the texts by number. */
#include <stdlib.h>

#include "reports_table.h"

static int by_name(const void *one, const void *other, void *names)
{
    struct text a = intern_text(names, *(const uint32_t *)one);
    struct text b = intern_text(names, *(const uint32_t *)other);
    return text_compare(a, b);
}

/* Where the rows of each number begin, in the order of the names: counts become places. Takes
 * `numbers` to sort those that there are. */
static void find_places(const struct past *p, int column, uint64_t *counts, uint32_t *numbers,
                        size_t count)
{
    size_t there = 0;
    uint64_t place = 0;
    for (uint32_t number = 0; number < count; number++)
        if (counts[number] > 0)
            numbers[there++] = number;
    qsort_r(numbers, there, sizeof *numbers, by_name, (void *)(uintptr_t)report_names(p, column));
    for (size_t i = 0; i < there; i++) {
        uint64_t rows = counts[numbers[i]];
        counts[numbers[i]] = place;
        place += rows;
    }
}

struct report_range {
    const struct past *past;
    int column;
    uint64_t low, high;
};

static void fill_order(const struct report_range *r, uint64_t *counts, uint32_t *numbers,
                       size_t count, uint64_t *order)
{
    const struct past *p = r->past;
    memset(counts, 0, count * sizeof *counts);
    for (uint64_t at = r->low; at < r->high; at++)
        counts[report_number(past_report(p, at), r->column)]++;
    find_places(p, r->column, counts, numbers, count);
    for (uint64_t at = r->low; at < r->high; at++)
        order[counts[report_number(past_report(p, at), r->column)]++] = at;
}

uint64_t *reports_order(const struct past *p, int column, uint64_t low, uint64_t high)
{
    const struct report_range range = {p, column, low, high};
    size_t count = report_name_count(p, column);
    uint64_t *counts = sqlite3_malloc64((count + 1) * sizeof *counts);
    uint32_t *numbers = sqlite3_malloc64((count + 1) * sizeof *numbers);
    uint64_t *order = sqlite3_malloc64((high - low + 1) * sizeof *order);
    bool has_room = counts != NULL && numbers != NULL && order != NULL;
    if (has_room)
        fill_order(&range, counts, numbers, count, order);
    sqlite3_free(counts);
    sqlite3_free(numbers);
    if (has_room)
        return order;
    sqlite3_free(order);
    return NULL;
}
