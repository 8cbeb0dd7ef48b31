/* A source: what feeds the topic that a session reads, and how that is steered. There are
 * three: a simulator of our own (own_source.c), others, who are not ours (topic_source.c), and an
 * engine, which has computed the figures already (figures_source.c). The session chooses one when
 * it begins; what they do differently is in this table and nowhere else.
 *
 * A source is fed what is read and turns that into figures. It says when something has changed, and
 * then how it stands; what follows from that for the session the session decides. */
#ifndef BLOTTER_SESSION_SOURCE_H
#define BLOTTER_SESSION_SOURCE_H

#include "blotter/replay/control.h"
#include "blotter/session/session_config.h"
#include "blotter/session/session_status.h"
#include "checkpoint.h"
#include "blotter/window/engines.h"
#include "link.h"

/* Called on the loop's thread. */
struct source_callbacks {
    void (*on_change)(void *user); /* the figures or the status may be others */
    void (*on_news)(void *user, const char *text);
    kafka_log_fn on_kafka_log; /* of a client of the source's own */
    /* It cannot go on. `said`: that has been news already. `hopeless`: session_status has it. */
    void (*on_broken)(void *user, const char *why, bool said, bool hopeless);
    void (*on_gone)(void *user); /* nothing of it runs any more */
    void *user;
};

struct source_kind;

/* What both have, and the session looks at. */
struct source {
    const struct source_kind *kind;
    uv_loop_t *loop;
    const struct session_config *config;
    const struct kafka_config *kafka; /* with the brokers of the embedded cluster */
    struct source_callbacks on;
    struct link_config link;      /* how the topic is to be opened, but for `kafka` */
    struct session_status status; /* how it stands, but for what is the session's */
    struct engines *engines;      /* of one whose figures those are; NULL */
    bool lives;                   /* something of it runs that has to be ended */
    bool follows_clock;           /* as session_follow_clock */
    bool figures_lag;             /* as session_wait_for_figures */
};

/* What a source can do. */
struct source_kind {
    bool reads_again; /* to begin anew the topic is read once more; else only what comes then */
    /* Makes one and fills in `link`; what both have is the session's to fill in. */
    struct source *(*create)(const struct source *both);
    /* Closes the loop's handles, which wants a turn of the loop afterwards. */
    void (*destroy)(struct source *s);

    /* To go on from that place, which stands until it has begun; NULL: to begin anew. False: *why
     * is wrong with it, behind the file's name. */
    bool (*resume)(struct source *s, const struct checkpoint *place, struct error *why);

    /* Begins, once the topic is open. False: *why is wrong with the place to go on from. */
    bool (*begin)(struct source *s, const struct topic_facts *topic, struct consumer *consumer,
                  struct error *why);
    void (*lose_link)(struct source *s); /* the consumer is no more */

    /* What is read: a message, the end of a turn, the end of a partition (NULL: never mind). */
    void (*feed)(struct source *s, const struct incoming *in);
    void (*settle)(struct source *s);
    void (*note_end)(struct source *s, int32_t partition);

    void (*order)(struct source *s, const struct order *order);

    struct analysis *(*figures)(const struct source *s); /* of what is shown */
    civil_time (*final)(const struct source *s);         /* as session_final */
    /* As checkpointer_callbacks.on_look. */
    const struct analysis *(*place)(struct source *s, struct checkpoint *ret);

    /* Ends, and delivers what has been begun; or at once. If it lives on_gone follows. */
    void (*quit)(struct source *s);
    void (*kill)(struct source *s); /* one that lives */
};

extern const struct source_kind own_source, topic_source, figures_source;

#endif
