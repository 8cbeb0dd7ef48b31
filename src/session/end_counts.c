#include "blotter/session/end_counts.h"

void end_counts_take(struct session_counts *counts, const struct event *end,
                     uint64_t reports_before)
{
    *counts = (struct session_counts){
        .known = true,
        .injected = counts->injected,
        .rows = end->rows,
        .kept = end->kept,
        .filtered = end->filtered,
        .produced = end->produced + reports_before,
        .acked = end->acked + reports_before,
        .rejected_date = end->rejected_date,
        .rejected_time = end->rejected_time,
        .rejected_description = end->rejected_description,
        .rejected_field = end->rejected_field,
    };
}
