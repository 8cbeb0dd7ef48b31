#include "blotter/ui/screen.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "actions.h"
#include "blotter/base/trace.h"
#include "asker.h"
#include "clock_trail.h"
#include "blotter/session/playing.h"
#include "blotter/ui/progress.h"
#include "draw.h"
#include "keys.h"
#include "prompter.h"
#include "remember.h"
#include "tabs.h"
#include "terminal.h"

enum {
    FRAME_MS = 100, /* at most ten frames a second */
    SLOT_MS = MS_PER_S / BATCH_SLOTS,
    COMPARE_MS = 1000, /* for how long an engine is silent */
    KEYS_A_TURN = 256, /* of a paste; the loop comes back for the rest */
    SIGNALS = 6,
    HANDLES = SIGNALS + 5,
};

/* The terminal and the scene on the loop. What happens sets flags; only the hook before the loop
 * waits draws. */
struct screen {
    uv_loop_t *loop;
    struct terminal *terminal;
    const char *begin_at; /* until it plays; NULL */
    bool bell;            /* rings when an alert fires */
    struct session *session;
    struct canvas canvas;
    struct scene scene;
    struct deck deck;
    struct rate rate;
    struct progress progress;
    struct tempo tempo;
    struct clock_trail trail;
    struct prompter prompter;
    struct atlas *atlas;
    /* What the scene shows until there is a session. */
    struct analysis *blank;
    struct session_status starting;

    uv_poll_t keys;
    uv_prepare_t before_waiting;
    uv_timer_t frame_timer;   /* wakes the loop for a frame that was put off */
    uv_timer_t slot_timer;    /* runs while playing: the batch's slots */
    uv_timer_t compare_timer; /* runs while engines are shown: they fall silent */
    uv_signal_t signals[SIGNALS];
    uv_handle_t *handles[HANDLES]; /* those of the loop's that are open */
    size_t open_handles;

    bool dirty;  /* something has changed since the last frame */
    bool urgent; /* the next frame is drawn at once: the user waits for it */
    bool draws;  /* the terminal is ours: not suspended, not gone */
    mono_time drawn_at;
    enum session_state state; /* when it was last looked at */
    uint64_t beginnings;      /* the same: of the figures of a topic that others feed */
    bool quitting;            /* the user wants to leave, or must */
    bool left;                /* the session is through, no child is left */
    struct error problem;     /* the session's, when it was broken then */
};

/* --- drawing -------------------------------------------------------------------------------- */

static void mark_dirty(struct screen *s, bool urgent)
{
    s->dirty = true;
    s->urgent = s->urgent || urgent;
}

/* The query is asked only while it is shown. */
static void ask(struct screen *s)
{
    char speed[DURATION_TEXT_SIZE];
    if (s->scene.asker == NULL || !tab_shows_sql(&s->scene))
        return;
    struct query_play play = playing_of(s->deck.session, speed);
    asker_refresh(s->scene.asker, session_analysis(s->deck.session), &play);
}

static void draw(struct screen *s)
{
    int cols;
    int rows;
    mono_time now = mono_now();
    terminal_size(s->terminal, &cols, &rows);
    if (cols != s->canvas.cols || rows != s->canvas.rows)
        canvas_resize(&s->canvas, cols, rows);
    s->scene.achieved_known = tempo_measure(&s->tempo, now, &s->scene.achieved_ms_per_s);
    s->scene.now = now;
    ask(s);
    scene_draw(&s->scene, &s->canvas);
    terminal_show(s->terminal, &s->canvas);
    TRACE(TRACE_UI, "a frame of %d x %d took %" PRIu64 " ms", cols, rows,
          mono_ms_between(now, mono_now()));
    s->drawn_at = now;
    s->dirty = s->urgent = false;
}

static void on_frame_timer(uv_timer_t *timer)
{
    (void)timer; /* it only had to wake the loop */
}

/* Runs when the loop has nothing left to do but wait: what happened in this turn is one frame. */
static void on_before_waiting(uv_prepare_t *handle)
{
    struct screen *s = handle->data;
    if (!s->dirty || !s->draws)
        return;
    uint64_t since_ms = mono_ms_between(s->drawn_at, mono_now());
    if (s->urgent || since_ms >= FRAME_MS)
        draw(s);
    else if (!uv_is_active((uv_handle_t *)&s->frame_timer))
        uv_timer_start(&s->frame_timer, on_frame_timer, FRAME_MS - since_ms, 0);
}

/* --- leaving -------------------------------------------------------------------------------- */

static void begin_quit(struct screen *s)
{
    if (s->quitting)
        return;
    s->quitting = true;
    if (s->scene.status->state == SESSION_BROKEN)
        error_set(&s->problem, "%s", s->scene.status->problem);
    uv_timer_stop(&s->slot_timer);
    mark_dirty(s, true);
}

/* The terminal has gone: nothing is drawn or read any more, or the loop would spin on it. */
static void on_gone(struct screen *s)
{
    s->draws = false;
    uv_poll_stop(&s->keys);
    begin_quit(s);
}

/* --- the stream's changes ------------------------------------------------------------------- */

static void on_slot_timer(uv_timer_t *timer)
{
    struct screen *s = timer->data;
    analysis_next_slot(session_analysis(s->deck.session));
    mark_dirty(s, false);
}

/* The batch's slots pass in playing time: while nothing plays, nothing ticks. */
static void follow_state(struct screen *s)
{
    enum session_state state = s->scene.status->state;
    if (state == s->state)
        return;
    s->state = state;
    tempo_clear(&s->tempo);
    if (state == SESSION_PLAYING)
        uv_timer_start(&s->slot_timer, on_slot_timer, SLOT_MS, SLOT_MS);
    else
        uv_timer_stop(&s->slot_timer);
    s->urgent = true;
}

static void on_compare_timer(uv_timer_t *timer)
{
    mark_dirty(timer->data, false);
}

/* As by a seek, once there is something that can be sought in. */
static void begin_at(struct screen *s)
{
    struct action go = {.verb = VERB_GO};
    if (s->begin_at == NULL || s->state != SESSION_PLAYING || !s->scene.status->has_range)
        return;
    snprintf(go.text, sizeof go.text, "%s", s->begin_at);
    s->begin_at = NULL;
    deck_do(&s->deck, &go);
}

/* After a seek, or when another run of a topic takes over, the figures are that run's. */
static void follow_analysis(struct screen *s)
{
    struct analysis *a = session_analysis(s->deck.session);
    uint64_t beginnings = s->scene.status->beginnings;
    if (a == s->scene.analysis && beginnings == s->beginnings)
        return;
    if (beginnings != s->beginnings)
        rate_clear(&s->rate);
    atlas_turn(s->atlas);
    reports_release(&s->scene.reports); /* they are the other run's */
    s->beginnings = beginnings;
    s->scene.analysis = a;
    civil_time begin = analysis_begin(a);
    prompter_turn(&s->prompter, begin.s < s->scene.status->first.s ? CIVIL_NEVER : begin);
    analysis_next_slot(a); /* from its first report on the batch is made of slots */
    tempo_clear(&s->tempo);
    s->urgent = true;
}

/* The time on the user's clock. */
static civil_time local_now(void)
{
    time_t now = (time_t)(wall_now().us / US_PER_MS / MS_PER_S);
    struct tm local = {0};
    localtime_r(&now, &local);
    return (civil_time){(int64_t)now + local.tm_gmtoff};
}

static void follow_loading(struct screen *s)
{
    if (s->state == SESSION_LOADING)
        progress_note(&s->progress, mono_now(), &s->scene.status->load);
    else
        s->progress = (struct progress){0};
}

/* What an engine has said of a day ago or more is not shown, unless it has stopped there. */
static void follow_engines(struct screen *s)
{
    civil_time clock = analysis_position(s->scene.analysis);
    clock_trail_note(&s->trail, mono_now(), clock);
    if (session_engines(s->deck.session) != NULL)
        engines_pass(session_engines(s->deck.session), civil_add(clock, -CIVIL_DAY_S));
}

static void take_alerts(struct screen *s)
{
    struct alerts *alerts = alerts_of(s->scene.analysis);
    session_send_alerts(s->deck.session);
    bool is_new = alerts != NULL && alert_history_take(&s->scene.alerts, alerts) > 0;
    if (is_new && s->bell && s->terminal != NULL)
        terminal_ring(s->terminal);
}

static void on_news(void *user, const char *line)
{
    struct screen *s = user;
    snprintf(s->scene.news, sizeof s->scene.news, "%s", line);
    journal_add_news(s->scene.journal, local_now(), analysis_position(s->scene.analysis), line);
    mark_dirty(s, false);
}

static void give_receipt(struct screen *s)
{
    char text[RECEIPT_SIZE];
    const struct accounting a = analysis_accounting(s->scene.analysis);
    if (receipt_give(&s->scene.receipt, s->scene.status, &a, text))
        on_news(s, text);
}

static void on_change(void *user)
{
    struct screen *s = user;
    if (s->deck.session == NULL || s->quitting)
        return;
    follow_analysis(s);
    follow_state(s);
    begin_at(s);
    follow_loading(s);
    if (s->begin_at == NULL)
        prompter_follow(&s->prompter, &s->deck, analysis_position(s->scene.analysis));
    deck_follow_loop(&s->deck, analysis_position(s->scene.analysis));
    rate_note(&s->rate, s->scene.analysis);
    follow_engines(s);
    atlas_note(s->atlas, s->scene.analysis);
    journal_follow(s->scene.journal, local_now(), s->scene.status, s->scene.analysis);
    give_receipt(s);
    take_alerts(s);
    if (s->state == SESSION_PLAYING)
        tempo_note(&s->tempo, mono_now(), analysis_position(s->scene.analysis));
    mark_dirty(s, false);
    if (s->state == SESSION_BROKEN && s->scene.status->hopeless)
        begin_quit(s);
}

/* --- keys ----------------------------------------------------------------------------------- */

/* The cluster is looked at only while it is shown. */
static void follow_tab(struct screen *s)
{
    if (s->deck.session != NULL && !s->quitting)
        session_look_at_cluster(s->deck.session, tab_shows_cluster(&s->scene));
}

static void press(struct screen *s, int key)
{
    struct speed before = s->scene.status->speed;
    struct mouse mouse[MOUSE_MAX];
    size_t done = key == KEY_CODE_MOUSE ? terminal_mouse(s->terminal, mouse) : 0;
    TRACE(TRACE_UI, "key %#x", (unsigned)key);
    if (key != KEY_CODE_MOUSE)
        deck_press(&s->deck, key);
    for (size_t i = 0; i < done; i++)
        deck_mouse(&s->deck, &mouse[i]);
    follow_tab(s);
    if (!speed_is_same(s->scene.status->speed, before))
        tempo_clear(&s->tempo);
}

static void on_keys(uv_poll_t *poll, int status, int events)
{
    struct screen *s = poll->data;
    (void)events;
    int pressed = 0;
    int key;
    while (status == 0 && pressed < KEYS_A_TURN && terminal_key(s->terminal, &key)) {
        press(s, key);
        pressed++;
    }
    /* Of a long paste not every piece is a frame. */
    if (pressed > 0)
        mark_dirty(s, pressed < KEYS_A_TURN);
    if (s->deck.quit)
        begin_quit(s);
    else if (status != 0 || (pressed == 0 && terminal_is_gone(s->terminal)))
        on_gone(s);
}

/* --- signals -------------------------------------------------------------------------------- */

/* A terminal that was made smaller has lost what did not fit, even when it has its old size again
 * by the time that it is asked. */
static void on_resize(uv_signal_t *handle, int number)
{
    struct screen *s = handle->data;
    (void)number;
    if (s->terminal != NULL)
        terminal_forget(s->terminal);
    mark_dirty(s, false);
}

static void on_quit_signal(uv_signal_t *handle, int number)
{
    (void)number;
    begin_quit(handle->data);
}

static void on_hangup(uv_signal_t *handle, int number)
{
    (void)number;
    on_gone(handle->data);
}

static void on_continue(uv_signal_t *handle, int number)
{
    struct screen *s = handle->data;
    (void)number;
    if (!s->draws)
        return;
    /* Stopped by a signal that cannot be caught, or continued after on_stop: somebody else may have
     * written to the terminal meanwhile. */
    terminal_resume(s->terminal);
    mark_dirty(s, true);
}

/* Ctrl-Z: the simulator pauses, the shell gets its terminal, and then the process stops as it would
 * have without this handler. When it goes on, it goes on behind raise(). */
static void on_stop(uv_signal_t *handle, int number)
{
    struct screen *s = handle->data;
    bool was_playing = s->deck.session != NULL && s->state == SESSION_PLAYING;
    if (!s->draws || s->quitting)
        return;
    if (was_playing)
        session_pause(s->deck.session);
    terminal_suspend(s->terminal);
    uv_signal_stop(handle); /* the default action is back with it */
    raise(number);
    uv_signal_start(handle, on_stop, number);
    uv_update_time(s->loop);
    terminal_resume(s->terminal);
    if (was_playing)
        session_resume(s->deck.session);
    mark_dirty(s, true);
}

static const struct {
    int number;
    uv_signal_cb on;
} signals[SIGNALS] = {
    {SIGWINCH, on_resize}, {SIGINT, on_quit_signal}, {SIGTERM, on_quit_signal},
    {SIGHUP, on_hangup},   {SIGCONT, on_continue},   {SIGTSTP, on_stop},
};

/* --- opening and closing -------------------------------------------------------------------- */

static void own(struct screen *s, void *handle)
{
    ((uv_handle_t *)handle)->data = s;
    s->handles[s->open_handles++] = handle;
}

/* To be called before curses is opened, which leaves signals alone that somebody listens to. */
static bool open_signals(struct screen *s, struct error *err)
{
    for (size_t i = 0; i < SIGNALS; i++) {
        int result = uv_signal_init(s->loop, &s->signals[i]);
        if (result == 0) {
            own(s, &s->signals[i]);
            result = uv_signal_start(&s->signals[i], signals[i].on, signals[i].number);
        }
        if (result != 0)
            return error_set(err, "cannot listen to signals: %s", uv_strerror(result));
    }
    return true;
}

static bool open_keys(struct screen *s, struct error *err)
{
    int fd = terminal_fd(s->terminal);
    int flags = fcntl(fd, F_GETFL);
    int result = uv_poll_init(s->loop, &s->keys, fd);
    if (result != 0)
        return error_set(err, "cannot watch the keyboard: %s", uv_strerror(result));
    own(s, &s->keys);
    /* libuv made it non-blocking, and with it what the terminal shares it with: our output, and the
     * shell's. It is only read when there is something to read. */
    fcntl(fd, F_SETFL, flags);
    uv_poll_start(&s->keys, UV_READABLE | UV_DISCONNECT, on_keys);
    return true;
}

static void open_timers(struct screen *s)
{
    uv_timer_init(s->loop, &s->frame_timer);
    own(s, &s->frame_timer);
    uv_timer_init(s->loop, &s->slot_timer);
    own(s, &s->slot_timer);
    uv_timer_init(s->loop, &s->compare_timer);
    own(s, &s->compare_timer);
    uv_prepare_init(s->loop, &s->before_waiting);
    own(s, &s->before_waiting);
    uv_prepare_start(&s->before_waiting, on_before_waiting);
}

static void on_closed(uv_handle_t *handle)
{
    struct screen *s = handle->data;
    s->open_handles--;
}

/* Gives the terminal back and closes the handles. */
static void close_screen(struct screen *s)
{
    s->draws = false; /* the session, which the scene shows, may be gone already */
    for (size_t i = s->open_handles; i > 0; i--)
        uv_close(s->handles[i - 1], on_closed);
    while (s->open_handles > 0)
        uv_run(s->loop, UV_RUN_ONCE);
    terminal_close(s->terminal);
}

/* Opens the terminal and draws the first frame. On failure nothing is left open. */
static bool open_screen(struct screen *s, const struct screen_config *config, struct error *err)
{
    open_timers(s);
    if (open_signals(s, err))
        s->terminal = terminal_open(config->theme, err);
    if (s->terminal == NULL || !open_keys(s, err)) {
        close_screen(s);
        return false;
    }
    canvas_init(&s->canvas, !terminal_is_utf8(s->terminal));
    s->scene.glyphs = glyphs_choose(terminal_is_utf8(s->terminal));
    s->draws = true;
    draw(s);
    return true;
}

/* --- the session ---------------------------------------------------------------------------- */

static void on_quit(void *user)
{
    struct screen *s = user;
    s->left = true;
    uv_stop(s->loop); /* a turn that has no more to do would wait for the next event */
}

static bool open_session(struct screen *s, const struct screen_config *config, struct error *err)
{
    const struct session_callbacks callbacks = {on_change, on_news, on_quit, s};
    s->session = session_create(s->loop, config->session, &callbacks, err);
    return s->session != NULL;
}

/* Waits for the children to be gone. What comes last is not seen on the screen any more. */
static void close_session(struct screen *s, struct error *problem)
{
    session_quit(s->session);
    while (!s->left)
        uv_run(s->loop, UV_RUN_ONCE);
    const struct session_status *status = session_status(s->session);
    const char *lost = status->place_lost != NULL ? status->place_lost : status->truth_lost;
    if (lost != NULL && problem->status == EXIT_STATUS_OK)
        error_set(problem, "%s", lost);
    session_destroy(s->session);
}

/* --- all of it ------------------------------------------------------------------------------ */

/* The screen is opened first, so that the user sees what the session waits for. */
static bool open_both(struct screen *s, const struct screen_config *config, struct error *err)
{
    if (!open_screen(s, config, err))
        return false;
    if (open_session(s, config, err))
        return true;
    close_screen(s);
    return false;
}

/* What is shown until there is a session. */
/* Of the city; of nobody knows whose messages the first one's, as long as most are from there. */
static struct atlas *atlas_of(const struct session_config *session)
{
    const struct profile *city = session->analysis.city;
    if (city == NULL && session->attach.cities != NULL)
        city = cities_at(session->attach.cities, 0);
    if (city == NULL)
        return atlas_create(NULL);
    const struct profile_map *map = &city->map;
    return atlas_create(&(struct atlas_box){map->south, map->north, map->west, map->east});
}

static void set_scene(struct screen *s, const struct screen_config *config)
{
    const struct session_config *session = config->session;
    s->bell = config->bell;
    s->begin_at = config->begin_at;
    s->prompter.cues = config->cues;
    s->blank = analysis_create(&session->analysis);
    s->starting = (struct session_status){.state = SESSION_STARTING, .speed = session->speed};
    s->state = SESSION_STARTING;
    s->atlas = atlas_of(session);
    s->scene = (struct scene){
        .analysis = s->blank,
        .status = &s->starting,
        .rate = &s->rate,
        .progress = &s->progress,
        .atlas = s->atlas,
        .trail = &s->trail,
        .journal = journal_create(),
        .topic = session->kafka.topic,
        .keymap = config->keymap,
    };
    s->scene.tab = session->figures_only ? 1 : 0; /* the first that is not unknown */
    s->deck = (struct deck){.scene = &s->scene,
                            .canvas = &s->canvas,
                            .first_speed = session->speed,
                            .keeps_place = session->state_folder != NULL,
                            .formats = config->formats};
}

static void finish_scene(struct screen *s)
{
    reports_release(&s->scene.reports);
    journal_destroy(s->scene.journal);
    alert_history_finish(&s->scene.alerts);
    atlas_destroy(s->atlas);
    canvas_finish(&s->canvas);
    analysis_destroy(s->blank);
}

static struct choices choices_of(struct speed speed, const struct analysis_config *config)
{
    struct choices c = {
        .speed = speed,
        .place = config->place,
        .near = config->near,
        .other_count = config->other_count,
    };
    memcpy(c.others, config->others, sizeof c.others);
    return c;
}

static void remember_choices(const struct screen *s, const struct screen_config *config,
                             struct error *err)
{
    const struct session_config *session = config->session;
    const struct analysis_config *analysis = analysis_settings(session_analysis(s->session));
    const struct choices before = choices_of(session->speed, &session->analysis);
    const struct choices now = choices_of(session_status(s->session)->speed, analysis);
    if (config->remember != NULL)
        remember(config->remember, &before, &now, err);
}

static void on_answer(void *user)
{
    mark_dirty(user, false);
}

static void open_asker(struct screen *s, const struct screen_config *config)
{
    static const char example[] =
        "SELECT crime, count(*) AS reports FROM reports('6h') GROUP BY crime ORDER BY 2 DESC";
    struct error ignored;
    s->scene.asker = asker_create(s->loop, config->query_memory, on_answer, s);
    s->scene.queries = config->queries;
    asker_ask(s->scene.asker, text_of(example), &ignored);
}

static void close_asker(struct screen *s)
{
    struct query_asker *asker = s->scene.asker;
    s->scene.asker = NULL;
    asker_destroy(asker);
}

static void play(struct screen *s, const struct screen_config *config, struct error *problem)
{
    s->deck.session = s->session;
    s->scene.status = session_status(s->session);
    s->scene.cluster = session_cluster(s->session);
    s->scene.engines = session_engines(s->session);
    if (s->scene.engines != NULL)
        uv_timer_start(&s->compare_timer, on_compare_timer, COMPARE_MS, COMPARE_MS);
    follow_tab(s);
    open_asker(s, config);
    on_change(s);
    while (!s->quitting)
        uv_run(s->loop, UV_RUN_ONCE);
    close_asker(s);
    *problem = s->problem;
    if (problem->status == EXIT_STATUS_OK)
        remember_choices(s, config, problem);
    close_session(s, problem);
    close_screen(s);
}

bool screen_run(uv_loop_t *loop, const struct screen_config *config, struct error *err)
{
    struct screen s = {.loop = loop};
    struct error problem = {0};
    set_scene(&s, config);
    bool opened = open_both(&s, config, err);
    if (opened)
        play(&s, config, &problem);
    finish_scene(&s);
    if (problem.status != EXIT_STATUS_OK)
        *err = problem;
    return opened && problem.status == EXIT_STATUS_OK;
}
