#include "routes.h"

#include <stdlib.h>

#include "broker_name.h"

#include "blotter/base/memory.h"

void routes_init(struct routes *r, const char *topic, int32_t partitions)
{
    *r = (struct routes){
        .topic = mem_copy_text(topic, strlen(topic)),
        .leaders = mem_new((size_t)partitions, sizeof *r->leaders),
        .partitions = partitions,
    };
    for (int32_t i = 0; i < partitions; i++)
        r->leaders[i] = ROUTE_UNKNOWN;
}

void routes_finish(struct routes *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->brokers[i].name);
    free(r->brokers);
    free(r->leaders);
    free(r->topic);
    *r = (struct routes){0};
}

static struct route *broker_named(struct routes *r, struct text name)
{
    for (size_t i = 0; i < r->count; i++)
        if (text_is(name, r->brokers[i].name))
            return &r->brokers[i];
    r->brokers = mem_grow(r->brokers, &r->cap, r->count + 1, sizeof *r->brokers);
    struct route *broker = &r->brokers[r->count++];
    *broker = (struct route){.name = mem_copy_text(name.ptr, name.len), .id = ROUTE_UNKNOWN};
    return broker;
}

static bool begins_with(struct text s, struct text start)
{
    return s.len >= start.len && memcmp(s.ptr, start.ptr, start.len) == 0;
}

/* Cuts off what stands before `mark`, and the mark itself; false when it is not there. */
static bool cut_at(struct text *rest, const char *mark, struct text *ret)
{
    size_t len = strlen(mark);
    const char *found = memmem(rest->ptr, rest->len, mark, len);
    if (found == NULL)
        return false;
    size_t before = (size_t)(found - rest->ptr);
    *ret = (struct text){rest->ptr, before};
    *rest = (struct text){found + len, rest->len - before - len};
    return true;
}

static bool to_id(struct text s, int32_t *ret)
{
    uint64_t number = 0;
    bool none = text_is(s, "-1");
    if (!none && !text_to_u64(s, INT32_MAX, &number))
        return false;
    *ret = none ? -1 : (int32_t)number;
    return true;
}

/* "host:9092/1: Broker changed state APIVERSION_QUERY -> UP" */
static void note_state(struct routes *r, struct text line)
{
    struct text name;
    struct text before;
    if (broker_name_cut(&line, &name) && cut_at(&line, " -> ", &before))
        broker_named(r, name)->down = !text_is(line, "UP") && !text_is(line, "UPDATE");
}

/* "host:9092/1:   Broker #0/3: host:9093 NodeId 2": who tells, and of whom. A number goes with its
 * broker to another address. */
static void note_broker(struct routes *r, struct text line)
{
    struct text before;
    struct text name;
    int32_t id;
    if (!cut_at(&line, "  Broker #", &before) || !cut_at(&line, ": ", &before) ||
        !cut_at(&line, " NodeId ", &name) || !to_id(line, &id))
        return;
    for (size_t i = 0; i < r->count; i++)
        if (r->brokers[i].id == id)
            r->brokers[i].id = ROUTE_UNKNOWN;
    broker_named(r, name)->id = id;
}

/* "  Topic la-crime partition 0 Leader 2" */
static void note_leader(struct routes *r, struct text line)
{
    struct text topic;
    struct text partition;
    int32_t leader;
    int32_t number;
    if (cut_at(&line, " partition ", &topic) && text_is(topic, r->topic) &&
        cut_at(&line, " Leader ", &partition) && to_id(partition, &number) && number >= 0 &&
        number < r->partitions && to_id(line, &leader))
        r->leaders[number] = leader;
}

void routes_log(struct routes *r, const char *facility, struct text text)
{
    static const struct text topic = {"  Topic ", 8};
    if (strcmp(facility, "STATE") == 0) {
        note_state(r, text);
    } else if (strcmp(facility, "METADATA") == 0) {
        note_broker(r, text);
        if (begins_with(text, topic))
            note_leader(r, (struct text){text.ptr + topic.len, text.len - topic.len});
    }
}

bool routes_reach(const struct routes *r, int32_t partition)
{
    int32_t leader = r->leaders[partition];
    for (size_t i = 0; i < r->count; i++)
        if (r->brokers[i].id == leader)
            return leader == ROUTE_UNKNOWN || !r->brokers[i].down;
    return leader != -1;
}
