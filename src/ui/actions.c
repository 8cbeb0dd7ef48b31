#include "actions.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "blotter/base/bug.h"
#include "blotter/base/trace.h"
#include "asker.h"
#include "blotter/ui/format.h"
#include "completion.h"
#include "draw.h"
#include "tabs.h"

enum { SILENT_AT_ONCE = 64 };

/* Says the result of an action in the footer. */
static void note(struct deck *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct deck *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(d->scene->note, NOTE_SIZE, format, args);
    va_end(args);
}

/* --- orders --------------------------------------------------------------------------------- */

/* Can the play be paused, resumed, stepped? */
static bool is_playable(const struct deck *d, struct error *err)
{
    static const char *const why_not[] = {
        [SESSION_STARTING] = "it is still starting",
        [SESSION_LOADING] = "it is still loading",
        [SESSION_WAITING] = "nothing is playing",
        [SESSION_PLAYING] = NULL,
        [SESSION_PAUSED] = NULL,
        [SESSION_ENDED] = "all has been played",
        [SESSION_BROKEN] = "nothing is playing",
        [SESSION_QUITTING] = "it is quitting",
    };
    enum session_state state = d->scene->status->state;
    char key[KEY_NAME_SIZE];
    if (state == SESSION_ENDED || state == SESSION_BROKEN)
        return error_set(err, "%s; %s starts over", why_not[state],
                         keymap_key(d->scene->keymap, "restart", key));
    return why_not[state] == NULL || error_set(err, "%s", why_not[state]);
}

static bool pause_or_play(struct deck *d, const struct action *a, struct error *err)
{
    (void)a;
    if (!is_playable(d, err))
        return false;
    if (d->scene->status->state == SESSION_PAUSED)
        session_resume(d->session);
    else
        session_pause(d->session);
    return true;
}

static bool set_speed(struct deck *d, const struct action *a, struct error *err)
{
    char text[FORMAT_SIZE];
    struct speed before = d->scene->status->speed;
    const struct speed to[] = {
        [SPEED_SET] = a->speed,
        [SPEED_UP] = speed_above(before),
        [SPEED_DOWN] = speed_below(before),
        [SPEED_FIRST] = d->first_speed,
    };
    struct speed speed = to[a->number];
    (void)err;
    if (speed_is_same(speed, before))
        note(d, "already at %s", format_pace(speed, text));
    session_set_speed(d->session, speed);
    return true;
}

static bool step(struct deck *d, const struct action *a, struct error *err)
{
    if (!is_playable(d, err))
        return false;
    analysis_next_batch(session_analysis(d->session)); /* the batch is the step's */
    session_step(d->session, a->number);
    return true;
}

/* Where the play is, or is on its way to: so that keys pressed fast add up. */
static civil_time here(const struct deck *d)
{
    const struct session_status *status = d->scene->status;
    return status->seeking ? status->seek_to : analysis_position(d->scene->analysis);
}

/* As long as there is something playing; not beyond the data. */
static bool move_to(struct deck *d, civil_time to, struct error *err)
{
    const struct session_status *status = d->scene->status;
    bool is_there =
        status->has_range && (status->state == SESSION_PLAYING || status->state == SESSION_PAUSED ||
                              status->state == SESSION_ENDED);
    if (!is_there)
        return error_set(err, "nothing is playing");
    to = civil_later(to, civil_add(status->first, -1));
    session_seek(d->session, civil_earlier(to, status->last));
    return true;
}

/* The same, and can be undone. */
static bool seek_to(struct deck *d, civil_time to, struct error *err)
{
    civil_time from = here(d);
    if (!move_to(d, to, err))
        return false;
    marks_note_seek(&d->scene->marks, from);
    return true;
}

static bool undo(struct deck *d, const struct action *a, struct error *err)
{
    civil_time to;
    (void)a;
    if (!marks_undo(&d->scene->marks, &to))
        return error_set(err, "no seek to undo");
    return move_to(d, to, err);
}

static bool seek(struct deck *d, const struct action *a, struct error *err)
{
    return seek_to(d, civil_add(here(d), a->number / MS_PER_S), err);
}

/* Is the time on a day of the data? The first report may come late on the first day. */
static bool is_in_data(const struct session_status *status, civil_time t)
{
    return t.s >= civil_midnight(status->first).s &&
           t.s < civil_add(civil_midnight(status->last), CIVIL_DAY_S).s;
}

static bool go(struct deck *d, const struct action *a, struct error *err)
{
    const struct session_status *status = d->scene->status;
    civil_time to;
    char first[FORMAT_SIZE];
    char last[FORMAT_SIZE];
    if (!moment_parse(text_of(a->text), here(d), &to))
        return error_set(err, "Not a time. Try %s", moment_forms);
    if (status->has_range && !is_in_data(status, to))
        return error_set(err, "the data is from %s to %s", format_clock(status->first, first),
                         format_clock(status->last, last));
    return seek_to(d, to, err);
}

static bool skip_silent(struct deck *d, const struct action *a, struct error *err)
{
    uint32_t officers[SILENT_AT_ONCE];
    (void)a;
    size_t count = session_silent(d->session, officers, SILENT_AT_ONCE);
    for (size_t i = 0; i < count; i++)
        session_go_on_without(d->session, officers[i]);
    if (count == 0)
        return error_set(err, "nobody is silent");
    if (count == 1)
        note(d, "going on without officer %" PRIu32, officers[0]);
    else
        note(d, "going on without %zu officers", count);
    return true;
}

static bool restart(struct deck *d, const struct action *a, struct error *err)
{
    (void)a, (void)err;
    d->scene->news[0] = '\0'; /* the latest line was about the run before */
    session_restart(d->session);
    return true;
}

/* A run that goes on from its place would not know of it. */
static bool do_fault(struct deck *d, const struct action *a, struct error *err)
{
    static const char *const promises[] = {
        [FAULT_LATE] = "the next report comes an hour late",
        [FAULT_DUPLICATE] = "the next report comes twice",
        [FAULT_MISSING] = "the next report does not come",
        [FAULT_GARBLED] = "garbage comes behind the next report",
    };
    if (!is_playable(d, err))
        return false;
    if (d->scene->status->attached || d->keeps_place)
        return error_set(err, "faults on purpose: not with %s",
                         d->keeps_place ? "--state" : "--attach");
    receipt_await(&d->scene->receipt, (enum fault)a->number, d->scene->status);
    session_fault(d->session, (enum fault)a->number);
    note(d, "%s", promises[a->number]);
    return true;
}

static bool toggle_broker(struct deck *d, const struct action *a, struct error *err)
{
    char key[KEY_NAME_SIZE];
    (void)a;
    if (!session_toggle_broker(d->session))
        return error_set(err, "only a broker of the embedded cluster can be taken away");
    receipt_await(&d->scene->receipt, FAULT_NONE, d->scene->status);
    if (d->scene->status->broker_away)
        note(d, "broker 1 is away; %s brings it back", keymap_key(d->scene->keymap, "broker", key));
    else
        note(d, "broker 1 is back");
    return true;
}

/* Ten minutes before it: what led to it is seen. */
static bool go_before(struct deck *d, const struct past_alert *alert, struct error *err)
{
    enum { BEFORE_S = 600 };
    return seek_to(d, civil_add(alert->fired, -BEFORE_S), err);
}

static bool jump(struct deck *d, const struct action *a, struct error *err)
{
    const struct alert_history *h = &d->scene->alerts;
    civil_time from = here(d);
    bool next = a->number == JUMP_NEXT;
    if (a->number == JUMP_NAMED) {
        const struct mark *named = marks_find(&d->scene->marks, text_of(a->text));
        return named != NULL ? seek_to(d, named->at, err)
                             : error_set(err, "no mark \"%.40s\"; m sets one", a->text);
    }
    const struct past_alert *alert =
        next ? alert_history_next(h, from) : alert_history_previous(h, from);
    const struct mark *mark = marks_beside(&d->scene->marks, from, next);
    if (d->scene->marks.count == 0 && alerts_of(d->scene->analysis) == NULL)
        return error_set(err, "no mark is set, and there are no rules: give some with --alert or "
                              "under [alerts]");
    if (alert == NULL && mark == NULL)
        return error_set(err, "no mark and no alert %s this time", next ? "after" : "before");
    civil_time to = alert != NULL ? alert->fired : mark->at;
    if (alert != NULL && mark != NULL)
        to = next ? civil_earlier(to, mark->at) : civil_later(to, mark->at);
    return seek_to(d, to, err);
}

/* Where it was when the name was asked for: it may have played on since. */
static bool set_mark(struct deck *d, const struct action *a, struct error *err)
{
    char clock[FORMAT_SIZE];
    civil_time at = d->scene->mark_at.s > CIVIL_NEVER.s ? d->scene->mark_at : here(d);
    if (at.s <= CIVIL_NEVER.s)
        return error_set(err, "nothing is playing");
    const struct mark *mark = marks_set(&d->scene->marks, at, text_of(a->text), err);
    if (mark == NULL)
        return false;
    note(d, "mark %s at %s", mark->name, format_clock(mark->at, clock));
    return true;
}

static bool set_loop(struct deck *d, const struct action *a, struct error *err)
{
    struct marks *m = &d->scene->marks;
    char from[FORMAT_SIZE];
    char to[FORMAT_SIZE];
    (void)a;
    if (!marks_loop(m, here(d)))
        return error_set(err, "the loop's end is at its begin: play on, and press it again");
    if (m->loop == LOOP_NONE)
        note(d, "no loop any more");
    else if (m->loop == LOOP_BEGUN)
        note(d, "the loop begins at %s; once more where it ends", format_clock(m->loop_from, from));
    else
        note(d, "plays from %s to %s, again and again", format_clock(m->loop_from, from),
             format_clock(m->loop_to, to));
    return true;
}

void deck_follow_loop(struct deck *d, civil_time position)
{
    const struct session_status *status = d->scene->status;
    bool plays = status->state == SESSION_PLAYING || status->state == SESSION_ENDED;
    if (plays && !status->seeking && marks_loop_is_through(&d->scene->marks, position))
        session_seek(d->session, d->scene->marks.loop_from);
}

static bool run_command(struct deck *d, const struct action *a, struct error *err)
{
    (void)d, (void)a;
    return error_set(err, "type a command"); /* what is typed is done as what it is */
}

/* --- what is counted ------------------------------------------------------------------------ */

static bool next_place(struct deck *d, const struct action *a, struct error *err)
{
    (void)a, (void)err;
    struct analysis *analysis = session_analysis(d->session);
    enum place place = (analysis_settings(analysis)->place + 1) % PLACE_COUNT;
    analysis_set_place(analysis, place);
    note(d, "places by %s", place_name(place));
    return true;
}

static bool set_near(struct deck *d, const struct action *a, struct error *err)
{
    char deg[FORMAT_SIZE];
    char lat[FORMAT_SIZE];
    char lon[FORMAT_SIZE];
    (void)err;
    struct near near = a->near;
    size_t point = d->scene->point;
    const struct near *now = analysis_point(session_analysis(d->session), point);
    if (near.name[0] == '\0' && near.lat == now->lat && near.lon == now->lon)
        memcpy(near.name, now->name, sizeof near.name); /* another circle around the same place */
    analysis_set_near(session_analysis(d->session), point, &near);
    bool only = analysis_point(session_analysis(d->session), 1) == NULL;
    note(d, "near%s%s is within %s degrees of %s, %s", only ? "" : " ", only ? "" : near.name,
         format_number(a->near.deg, deg), format_number(a->near.lat, lat),
         format_number(a->near.lon, lon));
    return true;
}

static bool set_filter(struct deck *d, const struct action *a, struct error *err)
{
    (void)err;
    reports_release(&d->scene->reports); /* the reports held may not pass the filter */
    analysis_set_filter(session_analysis(d->session), a->text);
    note(d, a->text[0] != '\0' ? "counting only reports with \"%s\"" : "everything is counted%s",
         a->text);
    return true;
}

/* The folder's end says more than its beginning. */
static bool save(struct deck *d, const struct action *a, struct error *err)
{
    enum { FOLDER_SHOWN = 60 };
    char name[SNAPSHOT_NAME_SIZE];
    char folder[PATH_MAX];
    (void)a;
    if (!snapshot_save(d->formats, d->scene->analysis, &d->scene->status->counts, name, err))
        return false;
    const char *where = getcwd(folder, sizeof folder) != NULL ? folder : ".";
    size_t len = strlen(where);
    bool cut = len > FOLDER_SHOWN;
    note(d, "saved %s.txt and .json in %s%s", name, cut ? "..." : "",
         cut ? where + len - FOLDER_SHOWN : where);
    return true;
}

/* --- what is shown -------------------------------------------------------------------------- */

static bool show_tab(struct deck *d, const struct action *a, struct error *err)
{
    int64_t count = (int64_t)tabs_count(d->scene);
    int64_t tab = a->number;
    if (tab == TAB_NEXT || tab == TAB_PREVIOUS)
        tab = ((int64_t)d->scene->tab + (tab == TAB_NEXT ? 1 : count - 1)) % count;
    if (tab >= count)
        return error_set(err, "no tab %" PRId64 "; there are %" PRId64, tab + 1, count);
    d->scene->tab = (size_t)tab;
    d->scene->help = false;
    return true;
}

static bool in_view(struct deck *d, const struct action *a, struct error *err)
{
    const char *why = scene_do(d->scene, d->canvas, a);
    struct list *list = &d->scene->alerts.list;
    if (list->open) {
        list->open = false;
        return go_before(d, alert_history_row(&d->scene->alerts, list->selected), err);
    }
    return why == NULL || error_set(err, "%s", why);
}

/* :NAME is a query of the user's. */
static bool find_named(const struct scene *s, struct text *query, struct error *err)
{
    if (query->len == 0 || query->ptr[0] != ':')
        return true;
    struct text name = {query->ptr + 1, query->len - 1};
    for (const struct named_query *q = s->queries; q != NULL && q->name != NULL; q++)
        if (text_is(name, q->name)) {
            *query = text_of(q->text);
            return true;
        }
    return error_set(err, "no query of that name under [queries] in the configuration");
}

static bool ask_query(struct deck *d, const struct action *a, struct error *err)
{
    struct text query = text_trim(text_of(a->text));
    if (d->scene->asker == NULL)
        return error_set(err, "nothing can be asked yet");
    if (!find_named(d->scene, &query, err) || !asker_ask(d->scene->asker, query, err))
        return false;
    d->scene->sql_top = 0;
    return true;
}

static bool stop_query(struct deck *d, const struct action *a, struct error *err)
{
    (void)a;
    return (d->scene->asker != NULL && asker_stop(d->scene->asker)) ||
           error_set(err, "no query runs");
}

static bool toggle_help(struct deck *d, const struct action *a, struct error *err)
{
    (void)err;
    d->scene->help = a->verb == VERB_HELP && !d->scene->help;
    d->scene->help_scroll = 0;
    d->scene->find[0] = '\0';
    return true;
}

static bool scroll_help(struct deck *d, const struct action *a, struct error *err)
{
    (void)err;
    int hidden = scene_help_hidden(d->scene, d->canvas);
    size_t page = (size_t)d->canvas->rows / 2;
    d->scene->help_scroll =
        (int)list_moved((size_t)d->scene->help_scroll, (int)a->number, (size_t)hidden, page);
    return true;
}

static bool find_in_help(struct deck *d, const struct action *a, struct error *err)
{
    (void)err;
    snprintf(d->scene->find, FIND_SIZE, "%s", a->text);
    d->scene->help_scroll = 0;
    return true;
}

static bool quit(struct deck *d, const struct action *a, struct error *err)
{
    (void)a, (void)err;
    d->quit = true;
    return true;
}

/* --- doing them ----------------------------------------------------------------------------- */

static bool (*const actions[VERB_COUNT])(struct deck *d, const struct action *a,
                                         struct error *err) = {
    [VERB_PAUSE] = pause_or_play,
    [VERB_SPEED] = set_speed,
    [VERB_STEP] = step,
    [VERB_SEEK] = seek,
    [VERB_GO] = go,
    [VERB_NEAR] = set_near,
    [VERB_FILTER] = set_filter,
    [VERB_JUMP] = jump,
    [VERB_MARK] = set_mark,
    [VERB_LOOP] = set_loop,
    [VERB_UNDO] = undo,
    [VERB_COMMAND] = run_command,
    [VERB_SAVE] = save,
    [VERB_TAB] = show_tab,
    [VERB_SKIP] = skip_silent,
    [VERB_RESTART] = restart,
    [VERB_FAULT] = do_fault,
    [VERB_BROKER] = toggle_broker,
    [VERB_PLACES] = next_place,
    [VERB_ROW] = in_view,
    [VERB_TABLES] = in_view,
    [VERB_ZOOM] = in_view,
    [VERB_PAN] = in_view,
    [VERB_ASK] = ask_query,
    [VERB_STOP] = stop_query,
    [VERB_HELP] = toggle_help,
    [VERB_SCROLL] = scroll_help,
    [VERB_FIND] = find_in_help,
    [VERB_CLOSE] = toggle_help,
    [VERB_QUIT] = quit,
};

/* Of several points the next one is shown, to be edited with its name or left as it is. */
static void next_point(struct scene *s, char *out)
{
    bool only = analysis_point(s->analysis, 1) == NULL;
    s->point = analysis_point(s->analysis, s->point + 1) != NULL ? s->point + 1 : 0;
    if (only)
        format_near(analysis_point(s->analysis, 0), out);
    else
        format_near_named(analysis_point(s->analysis, s->point), out);
}

/* The latest first, as far as there is room. */
static void list_marks(const struct marks *m, char *out, size_t size)
{
    char clock[FORMAT_SIZE];
    size_t len = 0;
    *out = '\0';
    for (size_t i = m->count; i > 0 && len + FORMAT_SIZE < size; i--)
        len += (size_t)snprintf(out + len, size - len, "%s%s: %s", len > 0 ? "   " : "",
                                m->of[i - 1].name, format_clock(m->of[i - 1].at, clock));
}

/* The circle and the query are edited, all else is asked for anew. */
static void ask(struct deck *d, enum question question)
{
    char near[NEAR_TEXT_SIZE] = "";
    if (question == QUESTION_NEAR)
        next_point(d->scene, near);
    bool is_query = question == QUESTION_SQL && d->scene->asker != NULL;
    asking_begin(&d->scene->asking, question,
                 text_of(is_query ? asker_text(d->scene->asker) : near));
    d->scene->mark_at = here(d);
    if (question == QUESTION_JUMP)
        list_marks(&d->scene->marks, d->scene->asking.list, sizeof d->scene->asking.list);
}

/* Of a command that was typed: may it be done where the user is? */
static bool is_in_place(const struct deck *d, const struct action *a, struct error *err)
{
    return d->scene->asking.question != QUESTION_COMMAND ||
           (action_traits(a->verb) & tab_places(d->scene)) != 0 ||
           error_set(err, "%s: not in this tab", action_form(a->verb));
}

static bool try_action(struct deck *d, const struct action *a, struct error *err)
{
    const struct session_status *status = d->scene->status;
    unsigned traits = action_traits(a->verb);
    if ((traits & IS_ORDER) != 0 && status->attached && !status->steers)
        return error_set(err, "Read-only: no simulator accepts keys; start one with --listen");
    if ((traits & NEEDS_REPORTS) != 0 && status->figures_only)
        return error_set(err, "Unknown: only an engine's figures are read, no reports");
    if ((traits & NEEDS_SESSION) != 0 && d->session == NULL)
        return true; /* the screen says that the session is starting */
    if (!a->asks)
        return actions[a->verb](d, a, err);
    ask(d, action_question(a->verb));
    return true;
}

void deck_do(struct deck *d, const struct action *a)
{
    struct error err;
    BUG_IF(d->scene->tab >= tabs_count(d->scene));
    d->scene->note[0] = '\0';
    d->scene->mark_at = CIVIL_NEVER;
    bool done = try_action(d, a, &err);
    TRACE(TRACE_UI, "%s, %" PRId64 ": %s", action_form(a->verb), a->number,
          done ? "done" : err.text);
    if (!done)
        note(d, "%.*s", NOTE_SIZE - 1, err.text);
}

void deck_seek_fraction(struct deck *d, double fraction)
{
    const struct session_status *status = d->scene->status;
    int64_t all_s = status->last.s - status->first.s;
    civil_time to = civil_add(status->first, (int64_t)(fraction * (double)all_s));
    struct action go_there = {.verb = VERB_GO};
    civil_write(to, go_there.text);
    deck_do(d, &go_there);
}

/* --- keys ----------------------------------------------------------------------------------- */

/* The line stays when the answer will not do, and so does the error, until the next key. */
static void take_answer(struct deck *d)
{
    struct asking *asking = &d->scene->asking;
    struct prompt entered = asking->prompt; /* a command may ask for its argument */
    struct action a;
    struct buffer line = asking_text(asking);
    bool leave = line.len == 0 && (action_traits(action_of(asking->question)) & MAY_BE_EMPTY) == 0;
    bool ok = leave || (action_answer(asking->question, buffer_text(&line), &a, &asking->error) &&
                        is_in_place(d, &a, &asking->error));
    buffer_free(&line);
    asking->on = !ok;
    if (!leave && ok && !try_action(d, &a, &asking->error))
        asking->on = true;
    else if (ok)
        prompt_keep(&entered);
}

static void edit_answer(struct deck *d, int key)
{
    struct asking *asking = &d->scene->asking;
    d->scene->note[0] = '\0';
    asking->error.status = EXIT_STATUS_OK;
    if (key == KEY_CODE_TAB && asking->question == QUESTION_SQL) {
        completion_do(&asking->prompt, d->scene->queries, &asking->error);
        return;
    }
    if (key == KEY_CODE_TAB && asking->question == QUESTION_COMMAND) {
        completion_do_command(&asking->prompt, &d->scene->marks, &asking->error);
        return;
    }
    enum prompt_end end = prompt_key(&asking->prompt, key);
    if (end == PROMPT_ENTERED)
        take_answer(d);
    else if (end == PROMPT_LEFT)
        asking->on = false;
    if (asking->question == QUESTION_HELP)
        d->scene->help_scroll = 0;
}

/* Pasted text gives no orders, and a newline in it does not enter the answer. */
static void paste(struct deck *d, int key)
{
    if (d->scene->asking.on && key < KEY_CODE_BACK_TAB)
        edit_answer(d, key < ' ' ? ' ' : key);
    else if (!d->scene->asking.on)
        note(d, "pasting works only at a prompt");
}

static void press(struct deck *d, int key)
{
    char name[KEY_NAME_SIZE];
    char help[KEY_NAME_SIZE];
    const struct keymap *keymap = d->scene->keymap;
    const struct binding *binding = keymap_find(keymap, key, tab_places(d->scene));
    if (binding != NULL)
        deck_do(d, &binding->action);
    else
        note(d, "no key %s; %s for help", key_describe(key, name),
             keymap_key(keymap, "help", help));
}

void deck_press(struct deck *d, int key)
{
    if (key == KEY_CODE_PASTE || key == KEY_CODE_PASTE_END)
        d->pasting = key == KEY_CODE_PASTE;
    else if (d->pasting)
        paste(d, key);
    else if (d->scene->asking.on)
        edit_answer(d, key);
    else
        press(d, key);
}
