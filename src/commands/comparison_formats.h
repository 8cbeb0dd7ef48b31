/* How a window of an engine's beside ours is written, in each of `report`'s formats (DESIGN §10).
 */
#ifndef BLOTTER_COMMANDS_COMPARISON_FORMATS_H
#define BLOTTER_COMMANDS_COMPARISON_FORMATS_H

#include "blotter/window/engine_value.h"

struct compared {
    civil_time at;
    size_t window;
    const char *by; /* NULL: there is no engine */
    const struct analysis *ours;
    const struct engine_value *theirs; /* NULL: it never came */
    unsigned differs;                  /* bits of ENGINE_DIFFERS_… */
};

static inline bool compared_is_equal(const struct compared *c)
{
    return c->theirs != NULL && c->differs == 0;
}

/* {"kind":"compare","at":T,"window":"6h","by":"spark","equal":true}; of what differs also
 * "ours":{…},"theirs":{…}, with what does; of what never came "came":false. */
void compared_write_json(struct buffer *out, const struct compared *c);

/* In the long form, all of them named by the engine:
 *
 *     2023-02-11T18:00:00,6h,equal,spark,1          or 0
 *     …,6h,came,spark,0                             it never came
 *     …,6h,differs,spark,total                      each that does: total, near, crimes, places */
void compared_write_csv(struct buffer *out, const struct compared *c);

/* A line. */
void compared_write_text(struct buffer *out, const struct compared *c);

#endif
