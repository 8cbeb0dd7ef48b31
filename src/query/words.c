#include "query_state.h"

const char *const query_tables[] = {"reports", "ticks", "officers", "incidents",
                                    "alerts",  "play",  NULL};

const char *query_word(size_t i)
{
    static const char *const words[] = {
        "SELECT",      "FROM",      "WHERE",    "GROUP BY",     "ORDER BY",    "LIMIT",
        "JOIN",        "HAVING",    "DISTINCT", "count(*)",     "reports",     "ticks",
        "officers",    "incidents", "alerts",   "play",         "reported_at", "occurred_at",
        "id",          "code",      "crime",    "area",         "district",    "address",
        "premise",     "lat",       "lon",      "near",         "officer",     "partition",
        "offset",      "late",      "at",       "clock",        "seq",         "ended",
        "kind",        "to_seq",    "why",      "state",        "speed",       "run",
        "whole_since", "kept",      "consumed", "missing",      "duplicate",   "undecodable",
        "stale",       "bucket(",   "near(",    "distance_km(", "substr(",     "strftime(",
    };
    return i < sizeof words / sizeof words[0] ? words[i] : NULL;
}
