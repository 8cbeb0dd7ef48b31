#include "describe.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "blotter/base/clock.h"
#include "blotter/kafka/status.h"
#include "commands.h"
#include "report_figures.h"

enum { LOOK_EVERY_MS = 1000 };

static bool is_json(const struct settings *s)
{
    return s->format == &figures_json && s->format_layer != LAYER_DEFAULTS;
}

/* --- text ----------------------------------------------------------------------------------- */

static void add_offset(struct buffer *out, const char *name, int64_t offset)
{
    if (offset == STATUS_UNKNOWN)
        buffer_printf(out, "  %s: ?", name);
    else
        buffer_printf(out, "  %s: %" PRId64, name, offset);
}

/* The last message's time is the stream's: the city's. */
static void add_time(struct buffer *out, int64_t ms)
{
    char time[CIVIL_TEXT_LEN];
    if (ms == STATUS_UNKNOWN)
        return;
    civil_write((civil_time){ms / MS_PER_S}, time);
    buffer_printf(out, "  Last: %.*s", CIVIL_TEXT_LEN, time);
}

static void write_topic(struct buffer *out, const struct cluster_status *s)
{
    if (s->partition_count == 0) {
        buffer_printf(out, "Topic: %s  is not there\n", s->topic);
        return;
    }
    buffer_printf(out, "Topic: %s  PartitionCount: %zu  ReplicationFactor: %" PRId32 "\n", s->topic,
                  s->partition_count, s->partitions[0].replicas.count);
    for (size_t i = 0; i < s->partition_count; i++) {
        const struct status_partition *p = &s->partitions[i];
        buffer_printf(out, "  Partition: %zu  ", i);
        status_write_replicas(out, p);
        add_offset(out, "First", p->first);
        add_offset(out, "End", p->end);
        add_time(out, p->last_ms);
        buffer_add_byte(out, '\n');
    }
}

static void write_text(struct buffer *out, const struct cluster_status *s)
{
    buffer_printf(out, "Cluster: %s", s->id);
    if (s->controller != STATUS_UNKNOWN)
        buffer_printf(out, "  Controller: %" PRId32, s->controller);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < s->broker_count; i++) {
        const struct status_broker *b = &s->brokers[i];
        buffer_printf(out, "Broker: %" PRId32 "  %s  %s\n", b->id, b->address,
                      b->up ? "up" : "down");
    }
    write_topic(out, s);
}

/* --- looking -------------------------------------------------------------------------------- */

/* What a look found, or why it found nothing. The latter ends it, but for who follows. */
static bool look(const struct settings *s, struct probe *probe, struct buffer *out,
                 struct error *err)
{
    struct cluster_status status;
    bool ok = probe_look(probe, &status, err);
    if (!ok && !s->follow)
        return false;
    if (!ok && is_json(s))
        status_write_error(out, err);
    else if (!ok)
        buffer_printf(out, "%s\n", err->text);
    else if (is_json(s))
        status_write(out, &status);
    else
        write_text(out, &status);
    if (ok)
        cluster_status_finish(&status);
    return true;
}

/* Text is for a person wherever it goes. */
static bool print(const struct settings *s, const struct buffer *text, struct error *err)
{
    struct buffer out = {0};
    bool json = is_json(s);
    utf8_add_for(&out, buffer_text(text), command_reader(json, !json || isatty(STDOUT_FILENO)));
    bool ok = fwrite(out.data, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
    buffer_free(&out);
    return ok || error_set(err, "standard output: cannot write: %s", strerror(errno));
}

/* Waits for the time of the next look; false when whoever started it has closed the pipe. */
static bool wait_until(mono_time next)
{
    struct pollfd input = {.fd = isatty(STDIN_FILENO) ? -1 : STDIN_FILENO, .events = POLLIN};
    char bytes[64];
    uint64_t left_ms;
    do {
        left_ms = mono_ms_between(mono_now(), next);
        if (poll(&input, 1, (int)left_ms) <= 0)
            continue;
        if ((input.revents & (POLLHUP | POLLERR)) != 0)
            return false;
        if (read(STDIN_FILENO, bytes, sizeof bytes) == 0)
            input.fd = -1;
    } while (left_ms > 0);
    return true;
}

int describe_cluster(const struct settings *s)
{
    struct error err = {0};
    struct kafka_config kafka = settings_kafka(s);
    struct probe *probe = probe_create(&kafka, &err);
    if (probe == NULL)
        return command_fail(&err);
    bool ok;
    bool more;
    do {
        struct buffer text = {0};
        mono_time next = mono_add_ms(mono_now(), LOOK_EVERY_MS);
        ok = look(s, probe, &text, &err) && print(s, &text, &err);
        buffer_free(&text);
        more = ok && s->follow && wait_until(next);
    } while (more);
    probe_destroy(probe);
    return ok ? EXIT_STATUS_OK : command_fail(&err);
}
