/* The store: the reports of the input in the order they are sent, and what became of its rows.
 *
 * A report is kept as the tail of its message (crime/message.h), written once while the file is
 * read; whoever replays it only puts a head before it. What does not fit into the memory that may
 * be used goes to disk in sorted runs (spool.h), and cursors merge them. The order is the same
 * either way: by report time, then by place in the input. */
#ifndef BLOTTER_REPLAY_STORE_H
#define BLOTTER_REPLAY_STORE_H

#include "blotter/base/error.h"
#include "blotter/crime/selection.h"
#include "report_entry.h"

struct sort;
struct spool;

struct store_counts {
    uint64_t rows;
    uint64_t of[VERDICT_COUNT];
};

struct store {
    size_t memory; /* bytes that `reports` and `tails` may take; more goes to disk */
    struct store_counts counts;
    size_t count; /* reports, wherever they are */
    civil_time first, last;

    struct report_entry *reports; /* those in memory; all of them, sorted, when there is no spool */
    size_t held, cap;
    struct buffer tails;
    struct spool *spool; /* NULL: everything is in memory */

    /* What is held is being sorted: */
    enum { STORE_RESTS, STORE_SORTS, STORE_WRITES } work;
    struct sort *sort;              /* has the reports while it sorts */
    size_t written;                 /* reports, of the run that it writes */
    uint64_t sort_done, sort_total; /* bytes that it goes through; they stay when it is done */
};

enum { STORE_LEAST_MEMORY = 4 * 1024 * 1024 };

/* `memory` in bytes; less than STORE_LEAST_MEMORY is taken as that. */
void store_init(struct store *s, size_t memory);
void store_finish(struct store *s);

/* Adds a report behind the others. Not while it is being sorted or spooled. */
void store_add(struct store *s, const struct crime *c, uint32_t officer);

/* The same, with a text for its tail. */
void store_add_tail(struct store *s, civil_time reported_at, uint32_t officer, struct text tail);

/* Has it to be spooled before the next report? */
bool store_is_full(const struct store *s);

/* Writes what is in memory to disk as one sorted run. This takes some time, so it goes on by so
 * many steps, each the work of one report, and is called again until *ret_spooled. False with *err:
 * the disk cannot be written to. */
bool store_spool(struct store *s, size_t steps, bool *ret_spooled, struct error *err);

/* The same after the last report, before the first cursor: sorts what there is, where it is. */
bool store_sort(struct store *s, size_t steps, bool *ret_sorted, struct error *err);

struct store_cursor;

/* A cursor at the first report later than `after`. The store stays as it is while it lives. */
struct store_cursor *store_cursor_create(const struct store *s, civil_time after);
void store_cursor_destroy(struct store_cursor *c); /* takes NULL */

/* The report it is at; NULL behind the last, and when the disk cannot be read: store_cursor_failed.
 */
const struct stored_report *store_cursor_peek(struct store_cursor *c);
void store_cursor_next(struct store_cursor *c);
/* How many reports are at or before `t`. */
size_t store_count_until(const struct store *s, civil_time t);

bool store_cursor_failed(const struct store_cursor *c, struct error *err);

#endif
