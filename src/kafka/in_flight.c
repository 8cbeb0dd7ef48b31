#include "in_flight.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

/* The opaque is the row's index: a row's address would not stand when the table grows. */
static size_t row_of(const struct in_flight *f, const void *opaque)
{
    size_t row = (uintptr_t)opaque;
    BUG_IF(row >= f->row_count);
    return row;
}

void *in_flight_add(struct in_flight *f, int64_t timestamp_ms, bool counted)
{
    size_t row = f->row_count;
    if (f->unused_count > 0) {
        row = f->unused[--f->unused_count];
    } else {
        f->rows = mem_grow(f->rows, &f->rows_cap, ++f->row_count, sizeof *f->rows);
    }
    f->rows[row] = (struct in_flight_message){f->next_number++, timestamp_ms, counted};
    return (void *)(uintptr_t)row; /* NOLINT(performance-no-int-to-ptr) */
}

const struct in_flight_message *in_flight_get(const struct in_flight *f, const void *opaque)
{
    return &f->rows[row_of(f, opaque)];
}

void in_flight_remove(struct in_flight *f, const void *opaque)
{
    f->unused = mem_grow(f->unused, &f->unused_cap, f->unused_count + 1, sizeof *f->unused);
    f->unused[f->unused_count++] = row_of(f, opaque);
}

size_t in_flight_count(const struct in_flight *f)
{
    return f->row_count - f->unused_count;
}

void in_flight_finish(struct in_flight *f)
{
    free(f->rows);
    free(f->unused);
    *f = (struct in_flight){0};
}
