#include "blotter/replay/play_state.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "blotter/crime/json.h"
#include "blotter/crime/message.h"

enum field_type {
    FIELD_NUMBER,
    FIELD_RUN,
    FIELD_TIME,
    FIELD_TIME_OR_NULL,
    FIELD_SPEED,
    FIELD_FLAG
};

#define FIELD(name, type)                                                                          \
    {                                                                                              \
#name, type, offsetof(struct play_state, name)                                             \
    }

static const struct {
    const char *key;
    enum field_type type;
    size_t at;
} fields[] = {
    FIELD(n, FIELD_NUMBER),
    FIELD(first_run, FIELD_RUN),
    FIELD(run, FIELD_RUN),
    FIELD(data_from, FIELD_TIME_OR_NULL),
    FIELD(began_at, FIELD_TIME_OR_NULL),
    FIELD(windows_from, FIELD_TIME_OR_NULL),
    FIELD(at, FIELD_TIME),
    FIELD(real_ms, FIELD_NUMBER),
    FIELD(speed, FIELD_SPEED),
    FIELD(paused, FIELD_FLAG),
};

enum { FIELDS = sizeof fields / sizeof fields[0], ALL_FIELDS = (1 << FIELDS) - 1 };

_Static_assert(sizeof(uint64_t) == sizeof(int64_t), "numbers are read alike");

void play_run_name(wall_time now, char ret[PLAY_RUN_SIZE])
{
    snprintf(ret, PLAY_RUN_SIZE, "%016" PRIx64, now.us);
}

struct play_state play_state_first(const char *run, civil_time first, struct speed speed,
                                   wall_time now)
{
    struct play_state state = {
        .data_from = civil_add(first, -1),
        .began_at = CIVIL_NEVER,
        .windows_from = CIVIL_NEVER,
        .at = civil_add(first, -1),
        .real_ms = wall_ms(now),
        .speed = speed,
    };
    snprintf(state.first_run, sizeof state.first_run, "%s", run);
    memcpy(state.run, state.first_run, sizeof state.run);
    return state;
}

/* --- writing -------------------------------------------------------------------------------- */

static void write_time(struct buffer *out, civil_time t)
{
    char text[CIVIL_TEXT_LEN];
    if (t.s == CIVIL_NEVER.s) {
        buffer_printf(out, "null");
        return;
    }
    civil_write(t, text);
    buffer_printf(out, "\"%.*s\"", CIVIL_TEXT_LEN, text);
}

static void write_field(struct buffer *out, size_t i, const void *value)
{
    char speed[DURATION_TEXT_SIZE];
    switch (fields[i].type) {
    case FIELD_NUMBER:
        buffer_add_u64(out, *(const uint64_t *)value);
        break;
    case FIELD_RUN:
        json_write_string(out, text_of(value));
        break;
    case FIELD_TIME:
    case FIELD_TIME_OR_NULL:
        write_time(out, *(const civil_time *)value);
        break;
    case FIELD_SPEED:
        speed_write(*(const struct speed *)value, speed);
        json_write_string(out, text_of(speed));
        break;
    case FIELD_FLAG:
        buffer_printf(out, *(const bool *)value ? "true" : "false");
        break;
    }
}

void play_state_write(struct buffer *out, const struct play_state *state)
{
    for (size_t i = 0; i < FIELDS; i++) {
        buffer_printf(out, "%s\"%s\":", i == 0 ? "{" : ",", fields[i].key);
        write_field(out, i, (const char *)state + fields[i].at);
    }
    buffer_add_byte(out, '}');
}

/* --- reading -------------------------------------------------------------------------------- */

static bool read_run(struct text s, char *ret)
{
    if (s.len == 0 || s.len >= PLAY_RUN_SIZE || memchr(s.ptr, '\0', s.len) != NULL)
        return false;
    memset(ret, 0, PLAY_RUN_SIZE);
    memcpy(ret, s.ptr, s.len);
    return true;
}

static bool read_number(const struct json_value *value, void *ret)
{
    uint64_t number;
    if (value->type != JSON_NUMBER || !text_to_u64(value->raw, INT64_MAX / 2, &number))
        return false;
    *(uint64_t *)ret = number;
    return true;
}

/* `strings` has room for all of the value. */
static bool read_text(enum field_type type, const struct json_value *value, struct buffer *strings,
                      void *ret)
{
    if (value->type != JSON_STRING)
        return false;
    struct text s = json_string(value, strings);
    switch (type) {
    case FIELD_RUN:
        return read_run(s, ret);
    case FIELD_SPEED:
        return speed_parse(s, ret);
    default:
        return civil_parse(s, ret);
    }
}

static bool read_field(size_t i, const struct json_value *value, struct buffer *strings, void *ret)
{
    switch (fields[i].type) {
    case FIELD_NUMBER:
        return read_number(value, ret);
    case FIELD_FLAG:
        *(bool *)ret = value->type == JSON_TRUE;
        return value->type == JSON_TRUE || value->type == JSON_FALSE;
    case FIELD_TIME_OR_NULL:
        *(civil_time *)ret = CIVIL_NEVER;
        return value->type == JSON_NULL || read_text(FIELD_TIME, value, strings, ret);
    default:
        return read_text(fields[i].type, value, strings, ret);
    }
}

static unsigned read_fields(struct json_walk *walk, struct buffer *strings, struct play_state *ret)
{
    struct json_value key;
    struct json_value value;
    unsigned got = 0;
    while (json_next(walk, &key) && json_take(walk, &value))
        for (size_t i = 0; i < FIELDS; i++)
            if (text_is(key.raw, fields[i].key)) {
                unsigned bit = 1U << i;
                bool ok = read_field(i, &value, strings, (char *)ret + fields[i].at);
                got = ok ? got | bit : got & ~bit;
            }
    return walk->why == NULL ? got : 0;
}

bool play_state_read(struct text json, struct play_state *ret)
{
    struct json_walk walk = json_walk(json);
    struct buffer strings = {0};
    struct play_state state = {0};
    buffer_reserve(&strings, 3 * json.len);
    unsigned got = read_fields(&walk, &strings, &state);
    buffer_free(&strings);
    bool sought = state.began_at.s != CIVIL_NEVER.s;
    if (got != ALL_FIELDS || state.n == 0 || sought != (state.windows_from.s != CIVIL_NEVER.s) ||
        (sought && state.windows_from.s > state.began_at.s))
        return false;
    *ret = state;
    return true;
}

bool play_state_follows(const struct play_state *state, uint64_t n, struct error *refused)
{
    if (state->n <= n)
        return false;
    return (state->n <= PLAY_STATE_MAX && state->n - n <= PLAY_STATE_MAX_JUMP) ||
           error_set(refused,
                     "a state of play numbered %" PRIu64 " is refused: the last was %" PRIu64,
                     state->n, n);
}

/* --- playing -------------------------------------------------------------------------------- */

int64_t play_state_position_ms(const struct play_state *state, int64_t real_ms)
{
    /* Past all that can be written, whatever clocks and speeds others have. */
    const double most = 9e15;
    int64_t at_ms = state->at.s * MS_PER_S;
    if (state->paused || state->speed.ms_per_s == 0)
        return at_ms;
    double elapsed_s = (double)(real_ms - state->real_ms) / MS_PER_S;
    double moved_ms = elapsed_s * (double)state->speed.ms_per_s;
    if (moved_ms > most || moved_ms < -most)
        moved_ms = moved_ms > 0 ? most : -most;
    return at_ms + (int64_t)moved_ms;
}

double play_state_reports(const struct play_state *state, int64_t real_ms)
{
    return (double)(real_ms - state->real_ms) / MS_PER_S * state->speed.rate;
}

bool play_state_is_of(const struct play_state *state, struct text first_run)
{
    return text_is(first_run, state->first_run);
}
