/* The pipeline without a screen, which `report` and `sql` share: a session whose figures are moved
 * from tick to tick, or to the end; a printer says what is put out there. */
#ifndef BLOTTER_COMMANDS_PIPELINE_H
#define BLOTTER_COMMANDS_PIPELINE_H

#include <uv.h>

#include "blotter/session/session.h"
#include "settings.h"

struct pipeline;

enum printed {
    PRINTED,         /* the whole tick */
    PRINTED_NOT_YET, /* there will be more: the printer calls pipeline_go_on */
    PRINTED_FAILED,  /* nothing more, *err says why */
};

struct printer {
    void *user;
    bool is_json;         /* what it prints, on a terminal */
    bool has_ticks;       /* else it prints once, at the end */
    bool has_to_be_clean; /* a topic with clocks that has incidents is a failure */

    /* What stands before the first tick, or before the summary when there is none. */
    void (*begin)(void *user, struct buffer *out, const struct analysis *a);

    /* The figures have moved on, not further than to the next tick; NULL. What is to be out before
     * that tick is put with pipeline_next_text and pipeline_put. */
    void (*moved)(void *user, struct pipeline *p);

    /* Some of the tick at the analysis' position; nothing moves before it is PRINTED. */
    enum printed (*tick)(void *user, struct buffer *out, struct pipeline *p, struct error *err);
    void (*summary)(void *user, struct buffer *out, struct session *s);

    /* Of one that says PRINTED_NOT_YET, else NULL: the rest of the tick is not wanted any more; and
     * does it still look at the figures? The loop turns until it does not. */
    void (*stop)(void *user);
    bool (*is_busy)(void *user);
    void (*release)(void *user); /* the figures go; NULL: it holds nothing of them */

    /* What to exit with when all went well; NULL: EXIT_STATUS_OK. */
    enum exit_status (*status)(void *user, const struct analysis *a);
};

/* All of the command; returns the exit status. */
int pipeline_run(const struct settings *s, const char *program, const struct printer *printer);

/* On the loop's thread, and not from a function of the printer. */
void pipeline_go_on(struct pipeline *p);

/* Empty, but for what stands before the first of all; and puts what stands there then. */
struct buffer *pipeline_next_text(struct pipeline *c);
void pipeline_put(struct pipeline *c);

struct session *pipeline_session(struct pipeline *p);
uv_loop_t *pipeline_loop(struct pipeline *p);

#endif
