/* Details: what the messages said of the newest reports beyond what is counted. The log has only
 * what figures need; these are for who looks at one report. */
#ifndef BLOTTER_WINDOW_DETAILS_H
#define BLOTTER_WINDOW_DETAILS_H

#include "blotter/crime/message.h"
#include "blotter/window/tally.h"
#include "blotter/window/terms.h"

enum { DETAIL_ID_SIZE = 32, DETAIL_CODE_SIZE = 12 };

struct detail {
    struct origin from;
    civil_time occurred_at;
    uint64_t seq;
    uint32_t officer;        /* 0 and seq 0: of a foreign message */
    char id[DETAIL_ID_SIZE]; /* cut; "" for none */
    char code[DETAIL_CODE_SIZE];
};

/* A ring of `cap` of them; {0} keeps none. */
struct details {
    struct detailed {
        struct report report;
        struct detail detail;
    } * of;
    size_t cap;
    uint64_t count; /* all there have been */
};

void details_init(struct details *d, size_t cap);
void details_finish(struct details *d); /* leaves {0} */

/* With a `cap` that is not 0. */
void details_add(struct details *d, const struct report *r, const struct message *m,
                 struct origin from);

/* A copy, which the caller finishes. */
struct details details_copy(const struct details *d);

/* Finds what is known of a report; where several reports are counted alike, of the newest. False:
 * nothing is kept of it. */
bool details_find(const struct details *d, const struct report *r, struct detail *ret);

#endif
