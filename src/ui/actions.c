#include "actions.h"

#include <inttypes.h>
#include <stdarg.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "blotter/ui/format.h"
#include "blotter/ui/keymap.h"
#include "blotter/ui/ladder.h"
#include "answers.h"
#include "snapshot.h"

enum { STEP_MS = 10 * 60 * 1000, SILENT_AT_ONCE = 64 };

void deck_note(struct deck *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(d->scene->note, NOTE_SIZE, format, args);
    va_end(args);
}

bool deck_can_order(struct deck *d)
{
    const struct session_status *status = d->scene->status;
    bool can = !status->attached || status->steers;
    if (!can)
        deck_note(d, "attached, and no simulator listens: start it with --listen");
    return can;
}

/* Can it be paused, resumed, stepped? Else the footer says why not. */
static bool is_playable(struct deck *d)
{
    static const char *const why_not[] = {
        [SESSION_STARTING] = "it is still starting",
        [SESSION_LOADING] = "it is still loading",
        [SESSION_WAITING] = "nothing is playing",
        [SESSION_PLAYING] = NULL,
        [SESSION_PAUSED] = NULL,
        [SESSION_ENDED] = "all has been played; r starts over",
        [SESSION_BROKEN] = "nothing is playing; r starts over",
        [SESSION_QUITTING] = "it is quitting",
    };
    const char *why = why_not[d->scene->status->state];
    if (why != NULL)
        deck_note(d, "%s", why);
    return why == NULL;
}

static void pause_or_play(struct deck *d, int key)
{
    (void)key;
    if (!is_playable(d))
        return;
    if (d->scene->status->state == SESSION_PAUSED)
        session_resume(d->session);
    else
        session_pause(d->session);
}

static void set_speed(struct deck *d, struct speed speed)
{
    char text[FORMAT_SIZE];
    if (speed.ms_per_s == d->scene->speed.ms_per_s)
        deck_note(d, speed_is_max(speed) ? "already at %s" : "already at %s/s",
                  format_speed(speed, text));
    d->scene->speed = speed;
    session_set_speed(d->session, speed);
}

static void change_speed(struct deck *d, int key)
{
    struct speed speed = d->scene->speed;
    set_speed(d, key == '+' ? ladder_up(speed) : ladder_down(speed));
}

static void first_speed(struct deck *d, int key)
{
    (void)key;
    set_speed(d, d->first_speed);
}

static void step(struct deck *d, int key)
{
    (void)key;
    if (!is_playable(d))
        return;
    analysis_next_batch(session_analysis(d->session)); /* the batch is the step's */
    session_step(d->session, STEP_MS);
}

static void show_tab(struct deck *d, int key)
{
    size_t tab = key == '0' ? 9 : (size_t)(key - '1');
    if (tab >= scene_tabs(d->scene)) {
        deck_note(d, "no tab %zu; there are %zu", tab + 1, scene_tabs(d->scene));
        return;
    }
    d->scene->tab = tab;
    d->scene->help = false;
}

static void next_tab(struct deck *d, int key)
{
    size_t count = scene_tabs(d->scene);
    d->scene->tab = (d->scene->tab + (key == KEY_CODE_TAB ? 1 : count - 1)) % count;
    d->scene->help = false;
}

static void go_on(struct deck *d, int key)
{
    uint32_t officers[SILENT_AT_ONCE];
    (void)key;
    size_t count = session_silent(d->session, officers, SILENT_AT_ONCE);
    for (size_t i = 0; i < count; i++)
        session_go_on_without(d->session, officers[i]);
    if (count == 0)
        deck_note(d, "nobody is silent");
    else if (count == 1)
        deck_note(d, "going on without officer %" PRIu32, officers[0]);
    else
        deck_note(d, "going on without %zu officers", count);
}

static void restart(struct deck *d, int key)
{
    (void)key;
    d->scene->news[0] = '\0'; /* what has happened was another run's */
    session_restart(d->session);
}

civil_time deck_here(const struct deck *d)
{
    const struct session_status *status = d->scene->status;
    return status->seeking ? status->seek_to : analysis_position(d->scene->analysis);
}

const char *deck_seek(struct deck *d, civil_time to)
{
    const struct session_status *status = d->scene->status;
    bool is_there =
        status->has_range && (status->state == SESSION_PLAYING || status->state == SESSION_PAUSED ||
                              status->state == SESSION_ENDED);
    if (!is_there)
        return "nothing is playing";
    to = civil_later(to, civil_add(status->first, -1));
    session_seek(d->session, civil_earlier(to, status->last));
    return NULL;
}

/* From where it is on its way to, so that keys pressed fast add up. */
static void seek(struct deck *d, int key)
{
    int64_t step_s = key == '[' || key == ']' ? CIVIL_DAY_S : CIVIL_HOUR_S;
    bool back = key == '[' || key == KEY_CODE_LEFT;
    const char *why = deck_seek(d, civil_add(deck_here(d), back ? -step_s : step_s));
    if (why != NULL)
        deck_note(d, "%s", why);
}

static void next_place(struct deck *d, int key)
{
    (void)key;
    struct analysis *a = session_analysis(d->session);
    enum place place = (analysis_settings(a)->place + 1) % PLACE_COUNT;
    analysis_set_place(a, place);
    deck_note(d, "places by %s", place_name(place));
}

/* The folder's end says more than its beginning. */
static void save(struct deck *d, int key)
{
    enum { FOLDER_SHOWN = 60 };
    char name[SNAPSHOT_NAME_SIZE];
    char folder[PATH_MAX];
    struct error err;
    (void)key;
    if (!snapshot_save(d->formats, d->scene->analysis, &d->scene->status->counts, name, &err)) {
        deck_note(d, "%.*s", NOTE_SIZE - 1, err.text);
        return;
    }
    const char *where = getcwd(folder, sizeof folder) != NULL ? folder : ".";
    size_t len = strlen(where);
    bool cut = len > FOLDER_SHOWN;
    deck_note(d, "saved %s.txt and .json in %s%s", name, cut ? "..." : "",
              cut ? where + len - FOLDER_SHOWN : where);
}

/* What is the view's own. */
static void in_view(struct deck *d, int key)
{
    const char *why = scene_key(d->scene, d->canvas, key);
    if (why != NULL)
        deck_note(d, "%s", why);
}

static void toggle_help(struct deck *d, int key)
{
    (void)key;
    d->scene->help = !d->scene->help;
    d->scene->help_scroll = 0;
    d->scene->find[0] = '\0';
}

static void scroll_help(struct deck *d, int key)
{
    int hidden = scene_help_hidden(d->scene, d->canvas);
    size_t page = (size_t)d->canvas->rows / 2;
    d->scene->help_scroll =
        (int)list_moved((size_t)d->scene->help_scroll, key, (size_t)hidden, page);
}

static void close_help(struct deck *d, int key)
{
    (void)key;
    d->scene->help = false;
}

static void quit(struct deck *d, int key)
{
    (void)key;
    d->quit = true;
}

static const struct {
    void (*run)(struct deck *d, int key);
    bool needs_session;
} actions[ACTION_COUNT] = {
    [ACTION_PAUSE] = {pause_or_play, true},
    [ACTION_SPEED] = {change_speed, true},
    [ACTION_FIRST_SPEED] = {first_speed, true},
    [ACTION_STEP] = {step, true},
    [ACTION_TAB] = {show_tab, false},
    [ACTION_NEXT_TAB] = {next_tab, false},
    [ACTION_SEEK] = {seek, true},
    [ACTION_GO] = {answers_ask, true},
    [ACTION_NEAR] = {answers_ask, true},
    [ACTION_FILTER] = {answers_ask, true},
    [ACTION_SNAPSHOT] = {save, true},
    [ACTION_FIND_HELP] = {answers_ask, false},
    [ACTION_GO_ON] = {go_on, true},
    [ACTION_RESTART] = {restart, true},
    [ACTION_PLACE] = {next_place, true},
    [ACTION_SELECT] = {in_view, false},
    [ACTION_ZOOM] = {in_view, false},
    [ACTION_PAN] = {in_view, false},
    [ACTION_OPEN] = {in_view, false},
    [ACTION_LEAVE] = {in_view, false},
    [ACTION_HELP] = {toggle_help, false},
    [ACTION_SCROLL_HELP] = {scroll_help, false},
    [ACTION_CLOSE_HELP] = {close_help, false},
    [ACTION_QUIT] = {quit, false},
};

static void press(struct deck *d, int key)
{
    char name[KEY_NAME_SIZE];
    const struct key_row *row = keymap_find(key, scene_keys(d->scene));
    d->scene->note[0] = '\0';
    if (row == NULL)
        deck_note(d, "no key %s; ? for help", key_describe(key, name));
    else if ((row->where & KEY_ORDERS) != 0 && !deck_can_order(d))
        return;
    else if (!actions[row->action].needs_session || d->session != NULL)
        actions[row->action].run(d, key);
}

/* What is pasted is text: it orders nothing, and ends no line that it goes into. */
static void paste(struct deck *d, int key)
{
    if (d->scene->asking.on && key < KEY_CODE_BACK_TAB)
        answers_key(d, key < ' ' ? ' ' : key);
    else if (!d->scene->asking.on)
        deck_note(d, "what is pasted is taken only where something is asked for");
}

void deck_press(struct deck *d, int key)
{
    if (key == KEY_CODE_PASTE || key == KEY_CODE_PASTE_END)
        d->pasting = key == KEY_CODE_PASTE;
    else if (d->pasting)
        paste(d, key);
    else if (d->scene->asking.on)
        answers_key(d, key);
    else
        press(d, key);
}
