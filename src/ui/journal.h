/* The journal: what happened, for the Log tab. A line has the city's time and the user's own, which
 * is an argument. The newest lines of each sort are kept, so that a thousand late reports do not
 * push out the news that a child died. */
#ifndef BLOTTER_UI_JOURNAL_H
#define BLOTTER_UI_JOURNAL_H

#include "blotter/session/session_status.h"
#include "blotter/window/terms.h"
#include "list.h"

enum happening {
    HAPPENING_NEWS,  /* a line of the session's */
    HAPPENING_STATE, /* it plays, is paused, has ended */
    HAPPENING_FAULT, /* it is broken */
    HAPPENING_SPEED,
    HAPPENING_SEEK,
    HAPPENING_RUN, /* the figures are another run's */
    HAPPENING_LATE,
    HAPPENING_MISSING,
    HAPPENING_DUPLICATE,
    HAPPENING_UNDECODABLE,
    HAPPENINGS,
};

enum { JOURNAL_TEXT = 200, JOURNAL_EVENTS = 400 };
enum { JOURNAL_LINES = JOURNAL_EVENTS + INCIDENT_KINDS * INCIDENTS_KEPT };

struct journal_line {
    civil_time real; /* on the user's clock */
    civil_time at;   /* on the city's; CIVIL_NEVER before there is one */
    enum happening what;
    char text[JOURNAL_TEXT];
};

struct journal;

struct journal *journal_create(void);
void journal_destroy(struct journal *j); /* takes NULL */

/* The session has a line of news. */
void journal_add_news(struct journal *j, civil_time real, civil_time at, const char *text);

/* Notes what has changed since the last call: state, speed, seek, run, incidents. */
void journal_follow(struct journal *j, civil_time real, const struct session_status *status,
                    const struct analysis *a);

/* The row-th newest line, from 0; NULL when there is none. It stands until the next change. While a
 * line is selected, rows and count are those of when it was. */
const struct journal_line *journal_line(const struct journal *j, size_t row);
size_t journal_count(const struct journal *j);

/* How many lines have come since a line was selected. */
uint64_t journal_newer(const struct journal *j);

/* Which line is selected; and list_do on that list, which holds the lines or lets them go. */
const struct list *journal_list(const struct journal *j);
const char *journal_do(struct journal *j, int act, size_t shown);

#endif
