/* What a key of a message means: one of our own kinds' fields, a column of others', or nothing.
 *
 * The messages of a topic have the same few keys over and over, so the answer is remembered by the
 * key's bytes: 30 spellings are compared once and not for each of 30 keys of a million messages. */
#ifndef BLOTTER_SRC_CRIME_MESSAGE_KEYS_H
#define BLOTTER_SRC_CRIME_MESSAGE_KEYS_H

#include "blotter/crime/profile.h"
#include "json_lead.h"

/* The fields of our own kinds. */
enum own_key {
    OWN_KIND,
    OWN_RUN,
    OWN_OFFICER,
    OWN_OFFICERS,
    OWN_SEQ,
    OWN_BEGAN,
    OWN_WINDOWS_FROM,
    OWN_AT,
    OWN_UNTIL,
    OWN_CONTINUES,
    OWN_PAUSED,
    OWN_OBEYS,
    OWN_ID,
    OWN_REPORTED_AT,
    OWN_OCCURRED_AT,
    OWN_CODE,
    OWN_CRIME,
    OWN_AREA,
    OWN_DISTRICT,
    OWN_ADDRESS,
    OWN_PREMISE,
    OWN_LAT,
    OWN_LON,
    OWN_COUNT,
};

/* Where the value of a key is kept: our own fields by their numbers, behind them others' columns,
 * and last a place for what means nothing. One of our own names is a column as well, of messages
 * without a kind. */
enum { PLACE_OF_COLUMNS = OWN_COUNT, PLACE_UNUSED = OWN_COUNT + COLUMN_KEYS, PLACES };

struct key_meaning {
    unsigned char place;
    unsigned char column; /* enum column */
    unsigned char rank;   /* of the column's spelling */
};

enum { KEY_SLOTS = 256, KEY_START = KEY_SLOTS, KEY_OTHER, KEY_MAX = 32 };

struct key_slot {
    char key[KEY_MAX]; /* as it stands, without its quotes */
    unsigned char len; /* 0: free */
    struct key_meaning meaning;
    unsigned short next;   /* the slot of the key that came behind it */
    struct json_lead lead; /* that it came with */
};

/* Two slots hold no key: what is before a message's first, and one that is not remembered.
 * {.profile = p} knows none. */
struct key_memory {
    const struct profile *profile; /* says what a key of others is */
    struct key_slot slots[KEY_OTHER + 1];
};

static inline struct key_slot *key_start(struct key_memory *m)
{
    return &m->slots[KEY_START];
}

/* The slot of the key that may come behind another. */
static inline struct key_slot *key_behind(struct key_memory *m, const struct key_slot *slot)
{
    return &m->slots[slot->next];
}

/* The slot of the key that json_next has found behind `last`. `strings` has room for what
 * json_string makes of it. */
struct key_slot *key_find(struct key_memory *m, struct key_slot *last, const struct json_value *key,
                          const struct json_walk *w, struct buffer *strings);

#endif
