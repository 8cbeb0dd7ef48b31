#include "orders.h"

#include <stdio.h>

static void write_down(struct session *s, const char *order)
{
    size_t len = strlen(s->orders);
    snprintf(s->orders + len, sizeof s->orders - len, "%s ", order);
}

struct analysis *session_analysis(struct session *s)
{
    return s->analysis;
}

void session_pause(struct session *s)
{
    write_down(s, "pause");
}

void session_resume(struct session *s)
{
    write_down(s, "resume");
}

void session_set_speed(struct session *s, struct speed speed)
{
    char text[DURATION_TEXT_SIZE];
    speed_write(speed, text);
    s->status->speed = speed;
    write_down(s, text);
}

void session_step(struct session *s, int64_t simulated_ms)
{
    write_down(s, simulated_ms == 600000 ? "step" : "another step");
}

void session_seek(struct session *s, civil_time at)
{
    char text[CIVIL_TEXT_LEN + 1] = {0};
    civil_write(at, text);
    write_down(s, text);
}

void session_pause_at(struct session *s, civil_time at)
{
    char text[CIVIL_TEXT_LEN + 8] = "until-";
    civil_write(at, text + strlen(text));
    write_down(s, text);
}

void session_restart(struct session *s)
{
    write_down(s, "restart");
}

void session_fault(struct session *s, enum fault kind)
{
    write_down(s, fault_name(kind));
}

bool session_toggle_broker(struct session *s)
{
    s->status->broker_away = !s->status->broker_away;
    write_down(s, s->status->broker_away ? "broker-away" : "broker-back");
    return true;
}

size_t session_silent(const struct session *s, uint32_t *ret, size_t max)
{
    size_t count = s->silent < max ? s->silent : max;
    for (size_t i = 0; i < count; i++)
        ret[i] = (uint32_t)i + 3;
    return count;
}

void session_go_on_without(struct session *s, uint32_t officer)
{
    char order[32];
    snprintf(order, sizeof order, "without-%u", (unsigned)officer);
    write_down(s, order);
}

static const struct snapshot_format no_formats[] = {{0}};

void orders_set(struct stage *st, struct deck *d, struct session *s, int cols, int rows)
{
    stage_set(st, "1h,6h,12h", true);
    canvas_resize(&st->canvas, cols, rows);
    *s = (struct session){.analysis = st->analysis, .status = &st->status};
    *d = (struct deck){.scene = &st->scene,
                       .canvas = &st->canvas,
                       .session = s,
                       .first_speed = st->status.speed,
                       .formats = no_formats};
}

void orders_set_range(struct stage *st)
{
    st->status.has_range = st->status.seeking = true;
    civil_parse(text_of("2023-01-01"), &st->status.first);
    civil_parse(text_of("2023-01-31T23:00"), &st->status.last);
    civil_parse(text_of("2023-01-10T12:00"), &st->status.seek_to);
}

void orders_type(struct deck *d, const char *keys)
{
    for (; *keys != '\0'; keys++)
        deck_press(d, *keys);
}
