/* Messages: what stands on the topic, written and read (DESIGN §3 "Message"). */
#ifndef BLOTTER_CRIME_MESSAGE_H
#define BLOTTER_CRIME_MESSAGE_H

#include "blotter/base/civil.h"
#include "blotter/base/clock.h"
#include "blotter/base/text.h"
#include "blotter/crime/cities.h"
#include "blotter/crime/record.h"

enum message_kind { MESSAGE_START, MESSAGE_CRIME, MESSAGE_CLOCK, MESSAGE_END };

/* One message. Fields that its kind does not have are zero. Texts are borrowed. */
struct message {
    enum message_kind kind;
    struct text run;
    uint32_t officer;        /* from 1 */
    uint32_t officers;       /* not in a crime */
    uint64_t seq;            /* a crime's own, from 1; elsewhere the last one sent */
    int64_t began_ms;        /* start: real time, ms since 1970 */
    civil_time windows_from; /* start */
    civil_time at;           /* start, clock, end */
    civil_time until;        /* start: the run's last report */
    struct text continues;   /* start: the run that this one goes on from, empty for none */
    bool paused;             /* clock */
    bool listens;            /* not in a crime: its simulator obeys a state of play on a topic */
    uint64_t obeys;          /* if so: the number of the last one that it has obeyed, 0 for none */
    struct crime crime;      /* crime */
};

/* --- writing -------------------------------------------------------------------------------- */

/* Appends the value of a message that is no crime, one line without its newline. */
void message_write(struct buffer *out, const struct message *m);

/* A crime's value is a head, which depends on the run, and a tail, which does not: the simulator
 * writes the tails while it reads the file and joins the two when it sends. */
void message_write_crime_head(struct buffer *out, struct text run, uint32_t officer, uint64_t seq);
void message_write_crime_tail(struct buffer *out, const struct crime *c);

/* Appends a JSON string with its quotes: only `"`, `\` and control bytes are escaped. The text is
 * valid UTF-8. */
void json_write_string(struct buffer *out, struct text s);

/* --- reading -------------------------------------------------------------------------------- */

struct decoder;

/* Messages of others are read by the profile that all is read by (cities_use), else by the first
 * that the keys of one of them fit as a file's header would, or else that can read one. `cities` is
 * borrowed; NULL: the shipped ones. */
struct decoder *decoder_create(const struct cities *cities);
void decoder_destroy(struct decoder *d); /* takes NULL */

/* By which messages of others are read; NULL before one of them has said it. */
const struct profile *decoder_profile(const struct decoder *d);

enum decoded {
    DECODED_MESSAGE,
    DECODED_FOREIGN,     /* JSON without `kind`, but a crime (DESIGN §4 "Foreign topics") */
    DECODED_UNDECODABLE, /* anything else; *ret_why says what is wrong with it */
};

/* Reads a value. The texts of *ret point into it or into the decoder and stand until the next
 * call. Fields may come in any order; unknown ones are passed over; of a repeated one the last
 * counts. Harmless for any bytes. A start that began more than BEGAN_AHEAD_MS after `now`, the
 * reader's clock, is undecodable: it would be the newest run for good (DESIGN §4 "Runs").
 *
 * A foreign crime is a MESSAGE_CRIME without run, officer and seq. Its fields are those of a row:
 * under any name of a profile, read as a file's are, but numbers may be texts and texts
 * numbers, dates also ISO or ms since 1970, and a field an object with one value, as pandas writes
 * one row: {"Area Name":{"0":"Central"},…}. It is reported at `reported_at`, else `Stream Time`,
 * else when it occurred, whichever can be read first; without an id the id is empty; without a time
 * of its own it has occurred in 1970, as ours have. */
enum { BEGAN_AHEAD_MS = 24 * 60 * 60 * MS_PER_S };
enum decoded decoder_read(struct decoder *d, struct text value, wall_time now, struct message *ret,
                          const char **ret_why);

#endif
