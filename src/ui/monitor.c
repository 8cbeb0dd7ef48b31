#include "blotter/ui/monitor.h"

#include "remember.h"
#include "screen.h"

struct monitor {
    struct screen screen;
    struct session *session;
    bool left; /* the session is through, no child is left */
};

static void on_change(void *user)
{
    struct monitor *m = user;
    screen_note_change(&m->screen);
}

static void on_log(void *user, const char *text)
{
    struct monitor *m = user;
    screen_note_news(&m->screen, text);
}

static void on_quit(void *user)
{
    struct monitor *m = user;
    m->left = true;
}

static bool create_session(struct monitor *m, uv_loop_t *loop, const struct monitor_config *config,
                           struct error *err)
{
    const struct session_callbacks callbacks = {on_change, on_log, on_quit, m};
    m->session = session_create(loop, config->session, &callbacks, err);
    return m->session != NULL;
}

/* Waits for the children to be gone. What comes last is not seen on the screen any more. */
static void end_session(struct monitor *m, uv_loop_t *loop, struct error *problem)
{
    session_quit(m->session);
    while (!m->left)
        uv_run(loop, UV_RUN_ONCE);
    const char *lost = session_status(m->session)->place_lost;
    if (lost != NULL && problem->status == EXIT_STATUS_OK)
        error_set(problem, "%s", lost);
    session_destroy(m->session);
}

/* The user's brokers first: connecting to them may take seconds, and fail. */
static bool open_with_brokers(struct monitor *m, uv_loop_t *loop,
                              const struct monitor_config *config, struct error *err)
{
    if (!terminal_check(err) || !create_session(m, loop, config, err))
        return false;
    if (screen_open(&m->screen, loop, config, err))
        return true;
    end_session(m, loop, err);
    return false;
}

/* The screen first: what there is to wait for is seen on it. */
static bool open_with_cluster(struct monitor *m, uv_loop_t *loop,
                              const struct monitor_config *config, struct error *err)
{
    if (!screen_open(&m->screen, loop, config, err))
        return false;
    if (create_session(m, loop, config, err))
        return true;
    screen_close(&m->screen);
    return false;
}

static void remember_choices(const struct monitor *m, const struct monitor_config *config,
                             struct error *err)
{
    const struct session_config *session = config->session;
    const struct analysis_config *analysis = analysis_settings(session_analysis(m->session));
    const struct choices before = {session->speed, session->analysis.place, session->analysis.near};
    const struct choices now = {m->screen.scene.speed, analysis->place, analysis->near};
    if (config->remember != NULL)
        remember(config->remember, &before, &now, err);
}

bool monitor_run(uv_loop_t *loop, const struct monitor_config *config, struct error *err)
{
    struct monitor m = {0};
    bool opened = config->session->kafka.brokers != NULL ? open_with_brokers(&m, loop, config, err)
                                                         : open_with_cluster(&m, loop, config, err);
    if (!opened)
        return false;
    screen_attach(&m.screen, m.session);
    while (!m.screen.quitting)
        uv_run(loop, UV_RUN_ONCE);
    struct error problem = m.screen.problem;
    if (problem.status == EXIT_STATUS_OK)
        remember_choices(&m, config, &problem);
    end_session(&m, loop, &problem);
    screen_close(&m.screen);
    if (problem.status != EXIT_STATUS_OK)
        *err = problem;
    return problem.status == EXIT_STATUS_OK;
}
