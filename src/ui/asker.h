/* The asker: a query of the SQL tab, which runs beside the loop and is asked again while the stream
 * plays. One query runs at a time; what it gives is kept as rows until the next answer is whole.
 *
 * A past is taken for each time it runs, so nothing that the loop does waits for it, and it sees
 * nothing of what the loop does meanwhile. */
#ifndef BLOTTER_UI_ASKER_H
#define BLOTTER_UI_ASKER_H

#include <uv.h>

#include "blotter/query/row_record.h"

enum { ANSWER_ROWS_MAX = 10000, ASKED_SIZE = 1024 };

/* What a query gave. Rows stand one behind the other, as records. */
struct answer {
    struct buffer rows;
    size_t *begins; /* where each row begins */
    size_t count, cap;
    bool is_cut;   /* there were more */
    bool has_past; /* it is of `at`, */
    civil_time at, whole_since;
    bool has_let_go;
    uint64_t took_ms;
};

struct query_asker;

/* `changed` comes on the loop's thread when there is something new to show. `memory` as
 * query_prepare has it, and for the rows that are kept. */
struct query_asker *asker_create(uv_loop_t *loop, size_t memory, void (*changed)(void *user),
                                 void *user);

/* Stops what runs and waits for it, turning the loop. Takes NULL. */
void asker_destroy(struct query_asker *a);

/* Asks this from now on. False with *err: it is no query, and what was asked before still is. */
bool asker_ask(struct query_asker *a, struct text sql, struct error *err);

/* Runs it, if there is something new to be seen and the last time is long enough ago: what it takes
 * of a core has a bound. */
void asker_refresh(struct query_asker *a, struct analysis *figures, const struct query_play *play);

/* Stops what runs, which is asked for no more until the next asker_ask; false: nothing runs. */
bool asker_stop(struct query_asker *a);

/* --- what there is to show -------------------------------------------------------------------- */

const char *asker_text(const struct query_asker *a); /* what is asked */
const struct query *
asker_query(const struct query_asker *a); /* of which the answer is; NULL: none yet */
const struct answer *asker_answer(const struct query_asker *a);
const char *asker_problem(const struct query_asker *a); /* why the last time failed; "" */
bool asker_is_busy(const struct query_asker *a, uint64_t *ret_ms);

/* A row of the answer, as a record. */
struct text answer_row(const struct answer *answer, size_t row);

#endif
