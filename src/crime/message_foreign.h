/* Messages of others, read as crimes (DESIGN §4 "Foreign topics").
 *
 *     {"DR_NO":"230104567","DATE OCC":"01/01/2023","TIME OCC":"0005","Stream Time":1672535520000,…}
 *     {"Date Occurred":{"0":"2010-01-05T00:00:00.000Z"},"Time Occurred":{"0":150},…}
 *
 * A column's value is text or a number, or, as pandas writes a frame of one row, an object with
 * such a value for its only member. */
#ifndef BLOTTER_SRC_CRIME_MESSAGE_FOREIGN_H
#define BLOTTER_SRC_CRIME_MESSAGE_FOREIGN_H

#include "blotter/crime/record.h"
#include "message_keys.h"

/* The columns of the message being read, NULL for one that is not there. */
struct foreign {
    const struct json_value *value[COLUMN_KEYS];
    unsigned char rank[COLUMN_KEYS];
};

/* Of several spellings the earlier in the table counts, of one that is repeated the last: false
 * when this one does not. */
static inline bool foreign_note(struct foreign *f, struct key_meaning key,
                                const struct json_value *value)
{
    size_t i = key.column;
    if (i == COLUMN_NONE || (f->value[i] != NULL && f->rank[i] < key.rank))
        return false;
    f->value[i] = value;
    f->rank[i] = key.rank;
    return true;
}

/* Reads the crime that they are; NULL, or what is wrong. The texts stand in the message, in
 * `strings`, which has room for what json_string makes of them, and in `scratch`. */
const char *foreign_read(const struct foreign *f, const struct profile *profile,
                         struct buffer *strings, struct buffer *scratch, struct crime *ret);

#endif
