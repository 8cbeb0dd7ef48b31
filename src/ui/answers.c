#include "answers.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "blotter/ui/keymap.h"
#include "blotter/ui/moment.h"

/* --- a time --------------------------------------------------------------------------------- */

/* Is it on one of the days of the data? Its first report may come late in the first one. */
static bool is_in_data(const struct session_status *status, civil_time t)
{
    return t.s >= civil_midnight(status->first).s &&
           t.s < civil_add(civil_midnight(status->last), CIVIL_DAY_S).s;
}

static bool go_to(struct deck *d, struct text answer, struct error *err)
{
    const struct session_status *status = d->scene->status;
    civil_time to;
    char first[FORMAT_SIZE];
    char last[FORMAT_SIZE];
    if (!moment_parse(answer, deck_here(d), &to))
        return error_set(err, "that is no time; it goes: %s", moment_forms);
    if (status->has_range && !is_in_data(status, to))
        return error_set(err, "the data is from %s to %s", format_clock(status->first, first),
                         format_clock(status->last, last));
    const char *why = deck_seek(d, to);
    return why == NULL || error_set(err, "%s", why);
}

/* --- near ----------------------------------------------------------------------------------- */

static void write_near(const struct deck *d, struct buffer *out)
{
    char text[NEAR_TEXT_SIZE];
    buffer_add(out, text_of(format_near(&analysis_settings(d->scene->analysis)->near, text)));
}

static bool set_near(struct deck *d, struct text answer, struct error *err)
{
    struct near near;
    if (!near_parse(text_trim(answer), &near))
        return error_set(err, "it goes: LAT,LON,DEGREES, such as 34.021861,-118.282942,0.02");
    analysis_set_near(session_analysis(d->session), &near);
    char deg[FORMAT_SIZE];
    char lat[FORMAT_SIZE];
    char lon[FORMAT_SIZE];
    deck_note(d, "near is within %s degrees of %s, %s", format_number(near.deg, deg),
              format_number(near.lat, lat), format_number(near.lon, lon));
    return true;
}

/* --- the filter ----------------------------------------------------------------------------- */

static bool set_filter(struct deck *d, struct text answer, struct error *err)
{
    char filter[FILTER_SIZE];
    struct text wanted = text_trim(answer);
    if (wanted.len >= FILTER_SIZE)
        return error_set(err, "that is too long");
    snprintf(filter, sizeof filter, "%.*s", (int)wanted.len, wanted.len > 0 ? wanted.ptr : "");
    reports_release(&d->scene->reports); /* those held may not pass */
    analysis_set_filter(session_analysis(d->session), filter);
    deck_note(d, wanted.len > 0 ? "only what holds \"%s\" is counted" : "all is counted%s", filter);
    return true;
}

/* --- help ----------------------------------------------------------------------------------- */

static bool find_help(struct deck *d, struct text answer, struct error *err)
{
    (void)err;
    snprintf(d->scene->find, FIND_SIZE, "%.*s", (int)answer.len, answer.ptr);
    d->scene->help_scroll = 0;
    return true;
}

/* --- all of them ---------------------------------------------------------------------------- */

static const struct {
    enum action action;
    void (*first)(const struct deck *d, struct buffer *out); /* NULL: nothing */
    bool (*answer)(struct deck *d, struct text answer, struct error *err);
    bool empty; /* is an answer, too */
} answers[QUESTION_COUNT] = {
    [QUESTION_TIME] = {ACTION_GO, NULL, go_to, false},
    [QUESTION_NEAR] = {ACTION_NEAR, write_near, set_near, false},
    [QUESTION_FILTER] = {ACTION_FILTER, NULL, set_filter, true},
    [QUESTION_HELP] = {ACTION_FIND_HELP, NULL, find_help, true},
};

void answers_ask(struct deck *d, int key)
{
    const struct key_row *row = keymap_find(key, scene_keys(d->scene));
    for (int i = 0; i < QUESTION_COUNT; i++)
        if (answers[i].action == row->action) {
            struct buffer first = {0};
            if (answers[i].first != NULL)
                answers[i].first(d, &first);
            asking_begin(&d->scene->asking, (enum question)i, buffer_text(&first));
            buffer_free(&first);
        }
}

/* The line stays when the answer will not do, and so does the error, until the next key. */
static void enter(struct deck *d)
{
    struct asking *a = &d->scene->asking;
    struct buffer line = asking_text(a);
    bool leave = line.len == 0 && !answers[a->question].empty;
    a->on = false;
    if (!leave && !answers[a->question].answer(d, buffer_text(&line), &a->error))
        a->on = true;
    else
        prompt_keep(&a->prompt);
    buffer_free(&line);
}

void answers_key(struct deck *d, int key)
{
    struct asking *a = &d->scene->asking;
    d->scene->note[0] = '\0';
    a->error.status = EXIT_STATUS_OK;
    switch (prompt_key(&a->prompt, key)) {
    case PROMPT_ENTERED:
        enter(d);
        break;
    case PROMPT_LEFT:
        a->on = false;
        break;
    case PROMPT_GOES_ON:
        break;
    }
    if (a->question == QUESTION_HELP)
        d->scene->help_scroll = 0;
}
