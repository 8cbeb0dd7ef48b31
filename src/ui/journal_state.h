/* The journal from inside:
 *
 *     journal.c           what is kept, and reading it
 *     journal_follow.c    what is worth a line */
#ifndef BLOTTER_UI_JOURNAL_STATE_H
#define BLOTTER_UI_JOURNAL_STATE_H

#include "blotter/ui/journal.h"

/* An incident as the analysis has it, and when it was seen here. */
struct seen {
    uint64_t number;
    civil_time real;
    struct incident incident;
};

struct event {
    uint64_t number;
    struct journal_line line;
};

struct journal {
    uint64_t lines; /* all there have been; a line's number is how many there were with it */
    struct event events[JOURNAL_EVENTS];
    uint64_t event_count; /* of a ring: all there have been */
    struct seen seen[INCIDENT_KINDS][INCIDENTS_KEPT];
    uint64_t seen_count[INCIDENT_KINDS];

    struct list list;
    struct journal_line *held; /* while a line is selected: those there were */
    size_t held_count;
    uint64_t held_at; /* `lines` then */

    /* As it was when it was last followed. */
    bool followed;
    enum session_state state;
    struct speed speed;
    bool seeking;
    civil_time seek_to;
    char run[64];
    uint64_t incidents[INCIDENT_KINDS];
};

void journal_add(struct journal *j, civil_time real, civil_time at, enum happening what,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));
void journal_see(struct journal *j, civil_time real, enum incident_kind kind,
                 const struct incident *incident);

/* The newest line that is no incident; NULL when there is none. */
struct journal_line *journal_newest_event(struct journal *j);

#endif
