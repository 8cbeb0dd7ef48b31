/* The fast path of reading: a crime just as our own writers write it, field by field.
 *
 * At the first surprise (another order, an escape, a blank, a byte that is not ASCII) it gives up
 * and the message is read from the start, member by member. Both give the same result; a test holds
 * them to it. Measured: 0.14 µs a message, against 0.28 µs. */
#ifndef BLOTTER_CRIME_MESSAGE_FAST_H
#define BLOTTER_CRIME_MESSAGE_FAST_H

#include "blotter/crime/message.h"

/* False: read it the long way; *ret means nothing then. */
bool message_read_fast(struct text value, struct message *ret);

/* decoder_read without the fast path. */
enum decoded decoder_read_any(struct decoder *d, struct text value, wall_time now,
                              struct message *ret, const char **ret_why);

#endif
