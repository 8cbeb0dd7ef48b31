#include "blotter/kafka/status.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/crime/json.h"
#include "blotter/crime/message.h"

void cluster_status_finish(struct cluster_status *s)
{
    free(s->brokers);
    free(s->partitions);
    *s = (struct cluster_status){0};
}

size_t cluster_status_down(const struct cluster_status *s)
{
    size_t down = 0;
    for (size_t i = 0; i < s->broker_count; i++)
        down += !s->brokers[i].up;
    return down;
}

bool status_is_short(const struct status_partition *p)
{
    return p->isr.count < p->replicas.count;
}

static void add_list(struct buffer *out, const char *name, const struct status_brokers *list)
{
    buffer_printf(out, " %s: ", name);
    for (int32_t i = 0; i < list->count; i++)
        buffer_printf(out, i > 0 ? ",%" PRId32 : "%" PRId32, list->ids[i]);
}

void status_write_replicas(struct buffer *out, const struct status_partition *p)
{
    if (p->leader >= 0)
        buffer_printf(out, "Leader: %" PRId32, p->leader);
    else
        buffer_printf(out, "Leader: none");
    add_list(out, "Replicas", &p->replicas);
    add_list(out, "Isr", &p->isr);
}

/* --- writing --------------------------------------------------------------------------------- */

static void add_text(struct buffer *out, const char *key, const char *value)
{
    buffer_printf(out, ",\"%s\":", key);
    json_write_string(out, text_of(value));
}

static void add_number(struct buffer *out, const char *key, int64_t value)
{
    if (value == STATUS_UNKNOWN)
        buffer_printf(out, ",\"%s\":null", key);
    else
        buffer_printf(out, ",\"%s\":%" PRId64, key, value);
}

static void add_brokers(struct buffer *out, const char *key, const struct status_brokers *list)
{
    buffer_printf(out, ",\"%s\":[", key);
    for (int32_t i = 0; i < list->count; i++)
        buffer_printf(out, i > 0 ? ",%" PRId32 : "%" PRId32, list->ids[i]);
    buffer_add_byte(out, ']');
}

static void begin_line(struct buffer *out, const char *kind)
{
    buffer_printf(out, "{\"kind\":\"%s\"", kind);
}

static void end_line(struct buffer *out)
{
    buffer_printf(out, "}\n");
}

static void write_partition(struct buffer *out, size_t number, const struct status_partition *p)
{
    begin_line(out, "partition");
    add_number(out, "partition", (int64_t)number);
    add_number(out, "leader", p->leader);
    add_brokers(out, "replicas", &p->replicas);
    add_brokers(out, "isr", &p->isr);
    add_number(out, "first", p->first);
    add_number(out, "end", p->end);
    add_number(out, "last_ms", p->last_ms);
    end_line(out);
}

void status_write(struct buffer *out, const struct cluster_status *s)
{
    begin_line(out, "cluster");
    add_text(out, "cluster", s->id);
    add_number(out, "controller", s->controller);
    add_number(out, "brokers", (int64_t)s->broker_count);
    add_text(out, "topic", s->topic);
    add_number(out, "partitions", (int64_t)s->partition_count);
    end_line(out);
    for (size_t i = 0; i < s->broker_count; i++) {
        begin_line(out, "broker");
        add_number(out, "broker", s->brokers[i].id);
        add_text(out, "address", s->brokers[i].address);
        buffer_printf(out, ",\"up\":%s", s->brokers[i].up ? "true" : "false");
        end_line(out);
    }
    for (size_t i = 0; i < s->partition_count; i++)
        write_partition(out, i, &s->partitions[i]);
}

void status_write_error(struct buffer *out, const struct error *err)
{
    begin_line(out, "error");
    add_text(out, "text", err->text);
    end_line(out);
}

/* --- reading --------------------------------------------------------------------------------- */

/* What a line of any kind says; what it does not say is unknown or empty. */
struct status_words {
    struct text kind, cluster, topic, address, text;
    int64_t controller, brokers, partitions, broker, partition, leader, first, end, last_ms;
    bool up;
    struct status_brokers replicas, isr;
};

enum said_type { SAID_TEXT, SAID_NUMBER, SAID_FLAG, SAID_BROKERS };

#define SAID(name, type)                                                                           \
    {                                                                                              \
#name, type, offsetof(struct status_words, name)                                           \
    }

static const struct {
    const char *key;
    enum said_type type;
    size_t at;
} said_rows[] = {
    SAID(kind, SAID_TEXT),        SAID(cluster, SAID_TEXT),      SAID(topic, SAID_TEXT),
    SAID(address, SAID_TEXT),     SAID(text, SAID_TEXT),         SAID(controller, SAID_NUMBER),
    SAID(brokers, SAID_NUMBER),   SAID(partitions, SAID_NUMBER), SAID(broker, SAID_NUMBER),
    SAID(partition, SAID_NUMBER), SAID(leader, SAID_NUMBER),     SAID(first, SAID_NUMBER),
    SAID(end, SAID_NUMBER),       SAID(last_ms, SAID_NUMBER),    SAID(up, SAID_FLAG),
    SAID(replicas, SAID_BROKERS), SAID(isr, SAID_BROKERS),
};

enum { SAID_ROWS = sizeof said_rows / sizeof said_rows[0] };

static int64_t to_number(struct text s)
{
    uint64_t number;
    return text_to_u64(s, INT64_MAX, &number) ? (int64_t)number : STATUS_UNKNOWN;
}

static int32_t to_broker(struct text s)
{
    int64_t number = to_number(text_trim(s));
    return number <= INT32_MAX ? (int32_t)number : STATUS_UNKNOWN;
}

static void to_brokers(struct text array, struct status_brokers *ret)
{
    struct text rest = text_trim((struct text){array.ptr + 1, array.len - 2});
    ret->count = 0;
    while (rest.len > 0 && ret->count < STATUS_REPLICAS_MAX)
        ret->ids[ret->count++] = to_broker(text_cut(&rest, ','));
}

static void note(struct status_words *said, size_t row, const struct json_value *value,
                 struct buffer *strings)
{
    void *to = (char *)said + said_rows[row].at;
    switch (said_rows[row].type) {
    case SAID_TEXT:
        if (value->type == JSON_STRING)
            *(struct text *)to = json_string(value, strings);
        break;
    case SAID_NUMBER:
        if (value->type == JSON_NUMBER)
            *(int64_t *)to = to_number(value->raw);
        break;
    case SAID_FLAG:
        *(bool *)to = value->type == JSON_TRUE;
        break;
    case SAID_BROKERS:
        if (value->type == JSON_ARRAY)
            to_brokers(value->raw, to);
        break;
    }
}

/* `strings` has room for all of the line's, so that none moves. */
static bool read_said(struct text line, struct buffer *strings, struct status_words *ret)
{
    struct json_walk walk = json_walk(line);
    struct json_value key;
    struct json_value value;
    *ret = (struct status_words){0};
    for (size_t i = 0; i < SAID_ROWS; i++)
        if (said_rows[i].type == SAID_NUMBER)
            *(int64_t *)((char *)ret + said_rows[i].at) = STATUS_UNKNOWN;
    while (json_next(&walk, &key) && json_take(&walk, &value))
        for (size_t i = 0; i < SAID_ROWS; i++)
            if (text_is(key.raw, said_rows[i].key))
                note(ret, i, &value, strings);
    return walk.why == NULL;
}

static void copy_name(char to[STATUS_NAME_SIZE], struct text from)
{
    size_t len = from.len < STATUS_NAME_SIZE ? from.len : STATUS_NAME_SIZE - 1;
    memset(to, 0, STATUS_NAME_SIZE);
    if (len > 0)
        memcpy(to, from.ptr, len);
}

/* The places of a line that has not come are marked by what no line says. */
enum { NOT_COME = -2 };

static void begin_status(struct cluster_status *s, const struct status_words *said)
{
    cluster_status_finish(s);
    copy_name(s->id, said->cluster);
    copy_name(s->topic, said->topic);
    s->controller = said->controller <= INT32_MAX ? (int32_t)said->controller : STATUS_UNKNOWN;
    s->broker_count = (size_t)said->brokers;
    s->partition_count = (size_t)said->partitions;
    s->brokers = mem_new(s->broker_count, sizeof *s->brokers);
    s->partitions = mem_new(s->partition_count, sizeof *s->partitions);
    for (size_t i = 0; i < s->broker_count; i++)
        s->brokers[i].id = NOT_COME;
    for (size_t i = 0; i < s->partition_count; i++)
        s->partitions[i].leader = NOT_COME;
}

static bool take_broker(struct cluster_status *s, const struct status_words *said)
{
    size_t i = 0;
    while (i < s->broker_count && s->brokers[i].id != NOT_COME)
        i++;
    if (i == s->broker_count)
        return false;
    s->brokers[i] = (struct status_broker){.id = (int32_t)said->broker, .up = said->up};
    copy_name(s->brokers[i].address, said->address);
    return true;
}

static bool take_partition(struct cluster_status *s, const struct status_words *said)
{
    if (said->partition < 0 || (size_t)said->partition >= s->partition_count)
        return false;
    s->partitions[said->partition] = (struct status_partition){
        .leader = said->leader <= INT32_MAX ? (int32_t)said->leader : STATUS_UNKNOWN,
        .replicas = said->replicas,
        .isr = said->isr,
        .first = said->first,
        .end = said->end,
        .last_ms = said->last_ms,
    };
    return true;
}

/* From the last line on, which is the last to come. */
static bool is_whole(const struct cluster_status *s)
{
    for (size_t i = s->partition_count; i > 0; i--)
        if (s->partitions[i - 1].leader == NOT_COME)
            return false;
    for (size_t i = s->broker_count; i > 0; i--)
        if (s->brokers[i - 1].id == NOT_COME)
            return false;
    return true;
}

static enum status_read take(struct cluster_status *s, const struct status_words *said,
                             struct error *err)
{
    bool taken = false;
    if (text_is(said->kind, "error")) {
        error_set(err, "%.*s", (int)said->text.len, said->text.ptr);
        return STATUS_ERROR;
    }
    if (text_is(said->kind, "cluster") && said->brokers >= 0 &&
        said->brokers <= STATUS_BROKERS_MAX && said->partitions >= 0 &&
        said->partitions <= PARTITIONS_MAX) {
        begin_status(s, said);
        taken = true;
    } else if (text_is(said->kind, "broker") && said->broker >= 0 && said->broker <= INT32_MAX) {
        taken = take_broker(s, said);
    } else if (text_is(said->kind, "partition")) {
        taken = take_partition(s, said);
    }
    if (!taken)
        return STATUS_IGNORED;
    return is_whole(s) ? STATUS_DONE : STATUS_MORE;
}

enum status_read status_read_line(struct cluster_status *s, struct text line, struct error *err)
{
    struct buffer strings = {0};
    struct status_words said;
    buffer_reserve(&strings, 3 * line.len);
    enum status_read result =
        read_said(line, &strings, &said) ? take(s, &said, err) : STATUS_IGNORED;
    buffer_free(&strings);
    return result;
}
