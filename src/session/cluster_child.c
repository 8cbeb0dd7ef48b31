#include "cluster_child.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "child.h"

struct cluster_child {
    struct cluster_child_callbacks on;
    struct child *child;
    char *brokers; /* NULL: it has not said yet */
};

static void on_line(void *user, struct text line)
{
    struct cluster_child *e = user;
    struct text rest = line;
    if (!text_is(text_cut(&rest, ' '), "bootstrap") || e->brokers != NULL)
        return;
    e->brokers = mem_copy_text(rest.ptr, rest.len);
    e->on.on_brokers(e->on.user, e->brokers);
}

static void on_news(void *user, const char *text)
{
    struct cluster_child *e = user;
    e->on.on_news(e->on.user, text);
}

static void on_exit_of_child(void *user, int64_t status, int signal)
{
    struct cluster_child *e = user;
    char how[120];
    child_describe_exit("the embedded cluster died", status, signal, how, sizeof how);
    e->on.on_gone(e->on.user, how);
}

struct cluster_child *cluster_child_start(uv_loop_t *loop, const struct session_config *config,
                                          const struct cluster_child_callbacks *callbacks,
                                          struct error *err)
{
    char partitions[16];
    char replication[16];
    snprintf(partitions, sizeof partitions, "%" PRId32, config->partitions);
    snprintf(replication, sizeof replication, "%" PRId32, config->replication);
    const char *const args[] = {"cluster",           "--no-config",  "--topic",
                                config->kafka.topic, "--partitions", partitions,
                                "--replication",     replication,    NULL};
    struct cluster_child *e = mem_new(1, sizeof *e);
    e->on = *callbacks;
    e->child = child_start(loop, &(struct child_config){config->program, args, NULL, -1},
                           &(struct child_callbacks){on_line, on_news, on_exit_of_child, e}, err);
    if (e->child != NULL)
        return e;
    free(e);
    return NULL;
}

void cluster_child_wake(struct cluster_child *e)
{
    child_kill(e->child, SIGCONT);
}

void cluster_child_end(struct cluster_child *e)
{
    child_close_input(e->child);
}

void cluster_child_kill(struct cluster_child *e)
{
    child_kill(e->child, SIGKILL);
}

void cluster_child_fail_broker(struct cluster_child *e, int broker, bool fails)
{
    char line[32];
    snprintf(line, sizeof line, "broker %d %s\n", broker, fails ? "down" : "up");
    child_write(e->child, text_of(line));
}

void cluster_child_destroy(struct cluster_child *e)
{
    if (e == NULL)
        return;
    child_destroy(e->child);
    free(e->brokers);
    free(e);
}
