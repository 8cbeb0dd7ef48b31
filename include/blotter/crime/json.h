/* JSON (RFC 8259) as messages need it: the members of one object, in one pass over bytes that may
 * be anything.
 *
 * A reader of our own, because messages are most of what a long run does: with jsmn the bytes were
 * looked at once for tokens, and again for what jsmn lets pass (commas and colons anywhere, words
 * that are none) and for escapes, at four times the cost. Here what is not asked for is checked and
 * passed over, and nothing is kept. */
#ifndef BLOTTER_CRIME_JSON_H
#define BLOTTER_CRIME_JSON_H

#include "blotter/base/text.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

/* A value, borrowed. */
struct json_value {
    struct text raw; /* as it stands; a string without its quotes */
    enum json_type type;
    bool escaped; /* a string with a backslash in it */
    bool wrapped; /* neither object nor array, and stands alone in an object: {"0":1} */
};

/* A deeper value is refused. */
enum { JSON_DEPTH_MAX = 1 << 16 };

/* A walk over the members of an object. */
struct json_walk {
    const char *at, *end;
    const char *why;  /* what is wrong, when it ended early */
    bool begun;       /* a member has been found */
    struct text lead; /* the last that json_next has read, and whether it opened the object */
    bool opened;
};

/* Over all of `s`, which must be one object with nothing but blanks around it. */
struct json_walk json_walk(struct text s);

/* The next member's key. False at the end, and when something is wrong; then `why` says what. */
bool json_next(struct json_walk *w, struct json_value *ret_key);

/* Its value, which is to be taken before the next. False when something is wrong. */
bool json_take(struct json_walk *w, struct json_value *ret);

/* A walk over the items of an array that json_take gave; and the next of them. False at the end. */
struct json_walk json_items(const struct json_value *array);
bool json_item(struct json_walk *w, struct json_value *ret);

/* Is all of `s` a number as JSON writes one (RFC 8259, section 6)? The empty text is none. */
bool json_is_number(struct text s);

/* What a string says: `raw` itself, or with its escapes read and its broken UTF-8 mended, appended
 * to `out`. That is at most 3 bytes for one. */
struct text json_string(const struct json_value *value, struct buffer *out);

#endif
