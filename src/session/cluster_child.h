/* The embedded cluster: `blotter cluster` as a child, when no brokers were named. */
#ifndef BLOTTER_SESSION_CLUSTER_CHILD_H
#define BLOTTER_SESSION_CLUSTER_CHILD_H

#include <uv.h>

#include "blotter/base/error.h"
#include "blotter/session/session_config.h"

/* Called on the loop's thread. */
struct cluster_child_callbacks {
    void (*on_brokers)(void *user, const char *brokers); /* it is there: once */
    void (*on_news)(void *user, const char *text);
    /* It is gone, and how: "…: exit 1". Afterwards cluster_child_destroy. */
    void (*on_gone)(void *user, const char *how);
    void *user;
};

struct cluster_child;

/* NULL with *err. `config` is borrowed; what on_brokers names stands until it is destroyed. */
struct cluster_child *cluster_child_start(uv_loop_t *loop, const struct session_config *config,
                                          const struct cluster_child_callbacks *callbacks,
                                          struct error *err);

/* To be ended soon: goes on if it was stopped, when it would hear nothing. */
void cluster_child_wake(struct cluster_child *e);
void cluster_child_end(struct cluster_child *e);
void cluster_child_kill(struct cluster_child *e);

/* Takes a broker, from 1, away as one that has failed, or brings it back. */
void cluster_child_fail_broker(struct cluster_child *e, int broker, bool fails);

void cluster_child_destroy(struct cluster_child *e); /* takes NULL */

#endif
