#include "leaders.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void leaders_init(struct leaders *r, const char *topic, int32_t partitions)
{
    *r = (struct leaders){
        .topic = mem_copy_text(topic, strlen(topic)),
        .leaders = mem_new((size_t)partitions, sizeof *r->leaders),
        .partitions = partitions,
    };
    for (int32_t i = 0; i < partitions; i++)
        r->leaders[i] = ROUTE_UNKNOWN;
}

void leaders_finish(struct leaders *r)
{
    free(r->brokers);
    free(r->leaders);
    free(r->topic);
    *r = (struct leaders){0};
}

static struct route *find(const struct leaders *r, int32_t id)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->brokers[i].id == id)
            return &r->brokers[i];
    return NULL;
}

void leaders_note_broker(struct leaders *r, int32_t id, bool up)
{
    struct route *broker = find(r, id);
    if (id < 0)
        return;
    if (broker == NULL) {
        r->brokers = mem_grow(r->brokers, &r->cap, r->count + 1, sizeof *r->brokers);
        broker = &r->brokers[r->count++];
    }
    *broker = (struct route){id, up};
}

void leaders_note_leader(struct leaders *r, struct text topic, int32_t partition, int32_t leader)
{
    if (text_is(topic, r->topic) && partition < r->partitions)
        r->leaders[partition] = leader;
}

bool leaders_reach(const struct leaders *r, int32_t partition)
{
    int32_t leader = r->leaders[partition];
    const struct route *broker = find(r, leader);
    return broker != NULL ? broker->up : leader != -1;
}
