#include "watch_options.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

bool watch_set_attach(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->attach.on = text_is(value, "yes");
    return true;
}

bool watch_set_from(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    s->has_from = true;
    s->from_layer = s->layer;
    if (text_is(value, "beginning"))
        s->attach.from = CONSUMER_FROM_BEGINNING;
    else if (text_is(value, "end"))
        s->attach.from = CONSUMER_FROM_END;
    else if (civil_parse(value, &s->attach.from_time))
        s->attach.from = CONSUMER_FROM_TIME;
    else
        return error_usage(err, "beginning, end or a time: YYYY-MM-DD[THH:MM[:SS]]");
    return true;
}

static bool set_duration(struct text value, int64_t *ret_ms, struct error *err)
{
    return duration_parse(value, ret_ms) ||
           error_usage(err, "a duration such as 500ms, 5s, 90m or 1h");
}

bool watch_set_lateness(void *target, struct text value, struct error *err)
{
    int64_t ms;
    if (!set_duration(value, &ms, err))
        return false;
    if (ms % MS_PER_S != 0)
        return error_usage(err, "whole seconds, minutes, hours or days, such as 90m");
    ((struct settings *)target)->attach.lateness_s = ms / MS_PER_S;
    return true;
}

bool watch_set_idle(void *target, struct text value, struct error *err)
{
    return set_duration(value, &((struct settings *)target)->idle_ms, err);
}

bool watch_set_follow(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->follow = text_is(value, "yes");
    return true;
}

bool watch_set_compare(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->compare = text_is(value, "yes");
    return true;
}

bool watch_set_patterns(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->analysis.shows_patterns = text_is(value, "yes");
    return true;
}

bool watch_set_figures(void *target, struct text value, struct error *err)
{
    ((struct settings *)target)->figures = value.ptr;
    return kafka_check_topic(value.ptr, err);
}

bool watch_set_state(void *target, struct text value, struct error *err)
{
    if (value.len == 0)
        return error_usage(err, "a folder");
    ((struct settings *)target)->state_folder = value.ptr;
    return true;
}

/* A run's id may hold commas, a time does not. */
bool watch_set_continues(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    const char *comma = strrchr(value.ptr, ',');
    if (comma == NULL || comma == value.ptr || !civil_parse(text_of(comma + 1), &s->continues_at))
        return error_usage(err, "it goes: RUN,TIME");
    s->continues = (struct text){value.ptr, (size_t)(comma - value.ptr)};
    return true;
}

bool watch_set_faults(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    s->faults_text = value.ptr;
    return faults_parse(value, &s->faults, err);
}

bool watch_set_checkpoint(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    s->has_checkpoint = true;
    return set_duration(value, &s->checkpoint_ms, err);
}

/* --- what a checkpoint is of ---------------------------------------------------------------- */

static void add_file(struct buffer *out, const char *file)
{
    char resolved[PATH_MAX];
    const char *path = realpath(file, resolved);
    buffer_printf(out, " file=%s", path != NULL ? path : file);
}

static void add_time(struct buffer *out, const char *name, civil_time t)
{
    if (t.s != CIVIL_NEVER.s && t.s != CIVIL_FOREVER.s)
        buffer_printf(out, " %s=%" PRId64, name, t.s);
}

void watch_write_source(const struct settings *s, struct buffer *out)
{
    const struct selection_config *selection = &s->selection;
    if (s->attach.on) {
        buffer_printf(out, "topic=%s", s->topic);
    } else {
        if (s->city != NULL)
            buffer_printf(out, "city=%s ", s->city);
        buffer_printf(out, "seed=%" PRIu64 " delay=%" PRIu32 "-%" PRIu32, selection->seed,
                      selection->delay_from_minutes, selection->delay_to_minutes);
        if (s->faults_text != NULL)
            buffer_printf(out, " faults=%s", s->faults_text);
        add_time(out, "start", selection->start);
        add_time(out, "end", selection->end);
        for (size_t i = 0; i < selection->crime_count; i++)
            buffer_printf(out, " crime=%.*s", (int)selection->crimes[i].len,
                          selection->crimes[i].ptr);
        for (size_t i = 0; i < s->file_count; i++)
            add_file(out, s->files[i]);
    }
}
