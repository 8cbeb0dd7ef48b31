/* What an engine has computed of a window at a tick: a value on the topic of windows (DESIGN §10).
 * How it is read, and held against the figures of our own. */
#ifndef BLOTTER_WINDOW_ENGINE_VALUE_H
#define BLOTTER_WINDOW_ENGINE_VALUE_H

#include "blotter/window/analysis.h"

enum {
    ENGINE_NAME_MAX = 31,
    ENGINE_ROWS_MAX = 100,
    ENGINE_VALUE_MAX = 1 << 16, /* bytes of one that is read */
};

enum engine_list { ENGINE_CRIMES, ENGINE_PLACES, ENGINE_LISTS };

struct engine_row {
    struct text name;
    uint64_t count;
};

/* Its texts are borrowed from the bytes that were read, and from `strings`. */
struct engine_value {
    struct text by;   /* the engine's name, 1 to ENGINE_NAME_MAX bytes, none of them NUL */
    int64_t length_s; /* of the window */
    civil_time at;
    uint64_t total, near;
    struct engine_row rows[ENGINE_LISTS][ENGINE_ROWS_MAX]; /* as they stand there */
    size_t row_count[ENGINE_LISTS];
    struct buffer strings;
};

/* Reads any bytes. False: *ret_why, a constant text, says what is wrong with them. Either way
 * engine_value_finish follows. */
bool engine_value_read(struct text json, struct engine_value *ret, const char **ret_why);
void engine_value_finish(struct engine_value *v);

/* What may differ: bits of a set. */
enum {
    ENGINE_DIFFERS_TOTAL = 1 << 0,
    ENGINE_DIFFERS_NEAR = 1 << 1,
    ENGINE_DIFFERS_CRIMES = 1 << 2,
    ENGINE_DIFFERS_PLACES = 1 << 3,
};

/* In what the value is not `ours`, which is counted of `a`; 0: it is equal. Of a list as many rows
 * are compared as the value has, TOP_ROWS at least. */
unsigned engine_value_differs(const struct engine_value *v, const struct analysis *a,
                              const struct tally *ours);

#endif
