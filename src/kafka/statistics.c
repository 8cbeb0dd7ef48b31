#include "statistics.h"

#include "blotter/crime/json.h"

/* The next member whose value is of that type. */
static bool next_of_type(struct json_walk *w, enum json_type type, struct json_value *ret_key,
                         struct json_value *ret)
{
    while (json_next(w, ret_key) && json_take(w, ret))
        if (ret->type == type)
            return true;
    return false;
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

static void read_broker(struct text json, const struct statistics_callbacks *on)
{
    struct json_walk w = json_walk(json);
    struct json_value key;
    struct json_value value;
    struct text name = {0};
    int32_t id = -1;
    bool up = false;
    bool known = false;
    while (json_next(&w, &key) && json_take(&w, &value)) {
        if (text_is(key.raw, "nodename") && value.type == JSON_STRING)
            name = value.raw;
        else if (text_is(key.raw, "nodeid"))
            known = value.type == JSON_NUMBER && to_id(value.raw, &id);
        else if (text_is(key.raw, "state"))
            up = text_is(value.raw, "UP") || text_is(value.raw, "UPDATE");
    }
    if (known && name.len > 0)
        on->on_broker(on->user, name, id, up);
}

static void read_partition(struct text topic, struct text json,
                           const struct statistics_callbacks *on)
{
    struct json_walk w = json_walk(json);
    struct json_value key;
    struct json_value value;
    int32_t partition = -1;
    int32_t leader = -1;
    bool known = false;
    while (next_of_type(&w, JSON_NUMBER, &key, &value)) {
        if (text_is(key.raw, "leader"))
            known = to_id(value.raw, &leader);
        else if (text_is(key.raw, "partition") && !to_id(value.raw, &partition))
            return;
    }
    if (known && partition >= 0) /* -1 holds what has no partition yet */
        on->on_leader(on->user, topic, partition, leader);
}

static void read_topic(struct text topic, struct text json, const struct statistics_callbacks *on)
{
    struct json_walk w = json_walk(json);
    struct json_value key;
    struct json_value value;
    while (next_of_type(&w, JSON_OBJECT, &key, &value)) {
        struct json_walk partitions = json_walk(value.raw);
        if (!text_is(key.raw, "partitions"))
            continue;
        while (next_of_type(&partitions, JSON_OBJECT, &key, &value))
            read_partition(topic, value.raw, on);
    }
}

void statistics_read(struct text json, const struct statistics_callbacks *on)
{
    struct json_walk w = json_walk(json);
    struct json_value key;
    struct json_value value;
    while (next_of_type(&w, JSON_OBJECT, &key, &value)) {
        struct json_walk members = json_walk(value.raw);
        bool brokers = text_is(key.raw, "brokers");
        if (!brokers && (on->on_leader == NULL || !text_is(key.raw, "topics")))
            continue;
        while (next_of_type(&members, JSON_OBJECT, &key, &value))
            if (brokers)
                read_broker(value.raw, on);
            else
                read_topic(key.raw, value.raw, on);
    }
}
