#include "text_incidents.h"

#include <inttypes.h>
#include <stdio.h>

enum { WHERE_AT = 4, OFFICER_END = 29, SEQ_AT = 31, REPORTED_AT = 44, CLOCK_AT = 64 };

/* A table's row. Text of what is not known is empty. */
struct row {
    char where[40], officer[16], seq[48], reported[CIVIL_TEXT_LEN + 1], clock[CIVIL_TEXT_LEN + 1];
};

static const struct {
    const char *title;
    struct row heads; /* of the columns that are known */
} tables[INCIDENT_KINDS] = {
    [INCIDENT_LATE] = {"Late reports",
                       {"partition:offset", "officer", "seq", "reported", "clock then"}},
    [INCIDENT_MISSING] = {"Gaps, some of which may have been filled since",
                          {"partition:offset", "officer", "seq", "", "clock then"}},
    [INCIDENT_DUPLICATE] = {"Duplicates",
                            {"partition:offset", "officer", "seq", "reported", "clock then"}},
    [INCIDENT_UNDECODABLE] = {"Undecodable messages",
                              {"partition:offset", "", "", "", "clock then"}},
};

static void put_row(struct page *page, const struct row *row)
{
    int seq_end = row->reported[0] != '\0' ? REPORTED_AT : CLOCK_AT;
    page_put(page, WHERE_AT, OFFICER_END - WHERE_AT, text_of(row->where));
    page_put_right(page, OFFICER_END, row->officer);
    page_put(page, SEQ_AT, seq_end - SEQ_AT - 1, text_of(row->seq));
    page_put(page, REPORTED_AT, CLOCK_AT - REPORTED_AT, text_of(row->reported));
    page_put(page, CLOCK_AT, PAGE_COLUMNS - CLOCK_AT, text_of(row->clock));
    page_end_line(page);
}

enum { TO_THE_MINUTE = CIVIL_TEXT_LEN - 3 };

static void write_time(civil_time t, int len, char out[CIVIL_TEXT_LEN + 1])
{
    char text[CIVIL_TEXT_LEN];
    out[0] = '\0';
    if (t.s <= CIVIL_NEVER.s)
        return;
    civil_write(t, text);
    snprintf(out, CIVIL_TEXT_LEN + 1, "%.*s", len, text);
}

static void put_incident(struct page *page, const struct incident *i)
{
    struct row row = {.where = "not known"};
    if (i->from.partition >= 0)
        snprintf(row.where, sizeof row.where, "%" PRId32 ":%" PRId64, i->from.partition,
                 i->from.offset);
    if (i->officer != 0)
        snprintf(row.officer, sizeof row.officer, "%" PRIu32, i->officer);
    if (i->seq != i->to_seq)
        snprintf(row.seq, sizeof row.seq, "%" PRIu64 "-%" PRIu64, i->seq, i->to_seq);
    else if (i->seq != 0)
        snprintf(row.seq, sizeof row.seq, "%" PRIu64, i->seq);
    write_time(i->reported_at, CIVIL_TEXT_LEN, row.reported);
    write_time(i->at, TO_THE_MINUTE, row.clock);
    put_row(page, &row);
}

/* The oldest first; the reason stands above those that share it. */
static void put_kind(struct page *page, const struct analysis *a, enum incident_kind kind)
{
    const char *why = NULL;
    size_t count = 0;
    while (analysis_incident(a, kind, count) != NULL)
        count++;
    if (count == 0)
        return;
    page_end_line(page);
    page_printf(page, "%s (the last %d at most)", tables[kind].title, INCIDENTS_KEPT);
    put_row(page, &tables[kind].heads);
    while (count-- > 0) {
        const struct incident *incident = analysis_incident(a, kind, count);
        if (why == NULL || strcmp(why, incident->why) != 0)
            page_printf(page, "  %s:", incident->why);
        why = incident->why;
        put_incident(page, incident);
    }
}

void text_incidents_write(struct page *page, const struct analysis *a)
{
    for (int kind = 0; kind < INCIDENT_KINDS; kind++)
        put_kind(page, a, (enum incident_kind)kind);
}
