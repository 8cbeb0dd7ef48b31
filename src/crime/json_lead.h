/* The lead of a JSON value, remembered from one message to the next. */
#ifndef BLOTTER_CRIME_JSON_LEAD_H
#define BLOTTER_CRIME_JSON_LEAD_H

#include "blotter/crime/json.h"
#include "plain.h"

/* All that stands in front of a value, from the end of the last one: brace or comma, key, colon and
 * blanks. The messages of a topic have the same keys in the same order, so it is likely to be what
 * it was the last time, and need not be read again. */
enum { JSON_LEAD_MAX = 3 * PLAIN_STEP };
struct json_lead {
    char bytes[JSON_LEAD_MAX];
    unsigned short lanes[JSON_LEAD_MAX / PLAIN_STEP]; /* of its bytes, as of plain_bits */
    unsigned char len;                                /* 0: none */
    bool opens;                                       /* the first of an object */
};

/* The lead that json_next has just read; a longer one is none. */
void json_lead_note(struct json_lead *lead, const struct json_walk *w);

/* Goes on to the next value if this is in front of it; else nothing has changed. */
static inline bool json_follow(struct json_walk *w, const struct json_lead *lead)
{
    const char *at = w->at;
    ptrdiff_t left = w->end - at;
    if (lead->len == 0 || lead->opens == w->begun)
        return false;
    for (size_t i = 0; i * PLAIN_STEP < lead->len; i++, at += PLAIN_STEP, left -= PLAIN_STEP) {
        if (left < PLAIN_STEP)
            return false;
        plain_bytes known = plain_load(lead->bytes + i * PLAIN_STEP);
        if ((plain_bits((plain_bytes)(plain_load(at) != known)) & lead->lanes[i]) != 0)
            return false;
    }
    w->at += lead->len;
    w->begun = true;
    return true;
}

#endif
