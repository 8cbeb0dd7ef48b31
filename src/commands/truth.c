#include "truth.h"

#include <inttypes.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/crime/cities.h"
#include "blotter/session/end_counts.h"
#include "held_output.h"
#include "output.h"
#include "report_figures.h"
#include "ticks.h"

struct truth {
    const struct cities *cities;
    struct truth_callbacks on;
    struct sink sink;
    struct output output;
    struct buffer text;

    /* A reader of its own that has all there is, and at once. */
    struct decoder *decoder;
    struct analysis *figures;
    struct session_counts counts;
    struct ticks ticks;
    struct held_output behind; /* the ticks, until all messages are out */
    bool ending;
};

/* --- a line a message ------------------------------------------------------------------------ */

static void put_time(struct buffer *out, const char *key, civil_time at)
{
    char text[CIVIL_TEXT_LEN];
    civil_write(at, text);
    buffer_printf(out, ",\"%s\":\"%.*s\"", key, CIVIL_TEXT_LEN, text);
}

/* The report that a message is, or that it is done to, which bytes that are none do not say. */
static void put_report(struct truth *t, const struct sink_message *m)
{
    struct buffer whole = {0};
    struct message of;
    const char *why;
    message_write_crime_head(&whole, m->run, m->officer, m->seq);
    buffer_add(&whole, m->tail);
    if (decoder_read(t->decoder, buffer_text(&whole), wall_now(), &of, &why) == DECODED_MESSAGE) {
        buffer_printf(&t->text, ",\"id\":");
        json_write_string(&t->text, of.crime.id);
        put_time(&t->text, "reported_at", of.crime.reported_at);
    }
    buffer_free(&whole);
}

static void write_line(struct truth *t, const struct sink_message *m)
{
    static const char *const words[] = {[MESSAGE_START] = "start",
                                        [MESSAGE_CRIME] = "crime",
                                        [MESSAGE_CLOCK] = "clock",
                                        [MESSAGE_END] = "end"};
    bool garbled = m->fault == FAULT_GARBLED;
    t->text.len = 0;
    buffer_printf(&t->text, "{\"kind\":\"%s\",\"sent\":\"%s\"",
                  m->fault == FAULT_NONE ? "plain" : fault_name(m->fault),
                  garbled ? "garbage" : words[m->kind]);
    if (m->kind == MESSAGE_START) {
        buffer_printf(&t->text, ",\"run\":");
        json_write_string(&t->text, m->run);
    }
    buffer_printf(&t->text, ",\"officer\":%" PRIu32 ",\"seq\":%" PRIu64, m->officer, m->seq);
    if (m->tail.len > 0)
        put_report(t, m);
    if (m->kind != MESSAGE_CRIME)
        put_time(&t->text, "at", (civil_time){m->timestamp_ms / MS_PER_S});
    put_time(&t->text, "sent_at", m->due);
    buffer_printf(&t->text, "}\n");
}

/* --- the figures ----------------------------------------------------------------------------- */

static bool put_tick(struct truth *t, struct error *err)
{
    analysis_move(t->figures, t->ticks.next);
    t->text.len = 0;
    figures_json.tick(&t->text, t->figures);
    analysis_next_batch(t->figures);
    ticks_advance(&t->ticks);
    return held_output_put(&t->behind, buffer_text(&t->text), err);
}

/* Those up to `to`, up to which the figures are final. */
static bool put_ticks(struct truth *t, civil_time to, struct error *err)
{
    while (ticks_are_due(&t->ticks, t->figures, to))
        if (!ticks_are_few(&t->ticks, civil_later(analysis_until(t->figures), to), err) ||
            !put_tick(t, err))
            return false;
    return true;
}

/* A run that was sought begins its figures anew. */
static void follow(struct truth *t, struct text run)
{
    if (text_equal(run, analysis_run(t->figures)))
        return;
    analysis_follow(t->figures, run);
    ticks_forget(&t->ticks);
    held_output_drop(&t->behind);
}

static bool count(struct truth *t, const struct sink_message *m, struct error *err)
{
    const struct origin from = {.partition = (int32_t)m->partition};
    const char *why;
    struct message read;
    follow(t, m->run);
    if (decoder_read(t->decoder, m->value, wall_now(), &read, &why) == DECODED_MESSAGE)
        analysis_feed(t->figures, &read, from);
    else
        analysis_note_undecodable(t->figures, from, why);
    return put_ticks(t, analysis_final(t->figures), err);
}

/* --- as a sink ------------------------------------------------------------------------------- */

static enum sink_result truth_send(void *self, const struct sink_message *m, struct error *err)
{
    struct truth *t = self;
    if (!output_has_room(&t->output))
        return SINK_FULL;
    enum sink_result result = t->sink.send(t->sink.self, m, err);
    if (result != SINK_TAKEN)
        return result;
    write_line(t, m);
    if (!output_put(&t->output, buffer_text(&t->text), err))
        return err->status == EXIT_STATUS_OK ? SINK_CLOSED : SINK_FAILED;
    return count(t, m, err) ? SINK_TAKEN : SINK_FAILED;
}

static uint64_t truth_acked(void *self)
{
    struct truth *t = self;
    return t->sink.acked(t->sink.self);
}

static size_t truth_outstanding(void *self)
{
    struct truth *t = self;
    return t->sink.outstanding(t->sink.self);
}

static bool truth_is_sound(void *self, struct error *err)
{
    struct truth *t = self;
    return t->sink.is_sound(t->sink.self, err);
}

struct sink truth_face(struct truth *t, const struct sink *sink)
{
    t->sink = *sink;
    return (struct sink){
        .self = t,
        .partitions = sink->partitions,
        .wants_credit = sink->wants_credit,
        .send = truth_send,
        .acked = truth_acked,
        .outstanding = truth_outstanding,
        .is_sound = truth_is_sound,
    };
}

/* --- what the simulator says ----------------------------------------------------------------- */

/* Of a FILE that can be read only once nobody knew before. */
static void note_city(struct truth *t, struct text name)
{
    const struct profile *city = cities_named(t->cities, name);
    if (city != NULL)
        analysis_note_city(t->figures, city);
}

void truth_note(struct truth *t, const struct event *event)
{
    if (t == NULL)
        return;
    if (event->kind == EVENT_END)
        end_counts_take(&t->counts, event, 0);
    else if (event->kind == EVENT_INJECTED)
        t->counts.injected = event->injected;
    else if (event->kind == EVENT_CITY)
        note_city(t, event->text);
}

/* --- the end --------------------------------------------------------------------------------- */

static void end(struct truth *t, const struct error *failed)
{
    t->ending = false;
    t->on.on_end(t->on.user, failed);
}

/* The ticks and the summary, as there is room. */
static void go_on_ending(struct truth *t)
{
    struct error err = {0};
    bool ok = output_is_sound(&t->output, &err);
    while (ok && t->behind.file != NULL && output_has_room(&t->output)) {
        t->text.len = 0;
        ok = held_output_read(&t->behind, &t->text, &err) &&
             output_put(&t->output, buffer_text(&t->text), &err);
    }
    if (!ok)
        end(t, err.status != EXIT_STATUS_OK ? &err : NULL);
    else if (t->behind.file == NULL && output_is_out(&t->output))
        end(t, output_finish(&t->output, &err) ? NULL : &err);
}

static bool put_rest(struct truth *t, struct error *err)
{
    if (!put_ticks(t, analysis_last_report(t->figures), err) ||
        (ticks_are_left(&t->ticks, t->figures) && !put_tick(t, err)))
        return false;
    t->text.len = 0;
    figures_json.summary(&t->text, t->figures, &t->counts);
    return held_output_put(&t->behind, buffer_text(&t->text), err);
}

void truth_end(struct truth *t)
{
    struct error err;
    t->ending = true;
    if (put_rest(t, &err))
        go_on_ending(t);
    else
        end(t, &err);
}

static void on_moved(void *user)
{
    struct truth *t = user;
    if (t->ending)
        go_on_ending(t);
    else
        t->on.on_moved(t->on.user);
}

/* --- life ------------------------------------------------------------------------------------ */

struct truth *truth_create(uv_loop_t *loop, const struct settings *s,
                           const struct truth_callbacks *callbacks, struct error *err)
{
    struct output output;
    if (!output_open(&output, s->truth, err))
        return NULL;
    struct truth *t = mem_new(1, sizeof *t);
    t->cities = s->cities;
    t->on = *callbacks;
    t->output = output;
    output_begin(&t->output, loop, on_moved, t);
    t->decoder = decoder_create(NULL);
    t->figures = analysis_create(&s->analysis);
    t->ticks.every_s = s->every_s;
    return t;
}

void truth_destroy(struct truth *t)
{
    if (t == NULL)
        return;
    held_output_drop(&t->behind);
    output_close(&t->output);
    analysis_destroy(t->figures);
    decoder_destroy(t->decoder);
    buffer_free(&t->text);
    free(t);
}
