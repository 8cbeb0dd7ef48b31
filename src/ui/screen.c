#include "blotter/ui/screen.h"

#include "display.h"
#include "remember.h"

struct screen {
    struct display display;
    struct session *session;
    bool left; /* the session is through, no child is left */
};

static void on_change(void *user)
{
    struct screen *s = user;
    display_note_change(&s->display);
}

static void on_log(void *user, const char *text)
{
    struct screen *s = user;
    display_note_news(&s->display, text);
}

static void on_quit(void *user)
{
    struct screen *s = user;
    s->left = true;
}

static bool create_session(struct screen *s, uv_loop_t *loop, const struct screen_config *config,
                           struct error *err)
{
    const struct session_callbacks callbacks = {on_change, on_log, on_quit, s};
    s->session = session_create(loop, config->session, &callbacks, err);
    return s->session != NULL;
}

/* Waits for the children to be gone. What comes last is not seen on the screen any more. */
static void end_session(struct screen *s, uv_loop_t *loop, struct error *problem)
{
    session_quit(s->session);
    while (!s->left)
        uv_run(loop, UV_RUN_ONCE);
    const char *lost = session_status(s->session)->place_lost;
    if (lost != NULL && problem->status == EXIT_STATUS_OK)
        error_set(problem, "%s", lost);
    session_destroy(s->session);
}

/* The user's brokers first: connecting to them may take seconds, and fail. */
static bool open_with_brokers(struct screen *s, uv_loop_t *loop, const struct screen_config *config,
                              struct error *err)
{
    if (!terminal_check(err) || !create_session(s, loop, config, err))
        return false;
    if (display_open(&s->display, loop, config, err))
        return true;
    end_session(s, loop, err);
    return false;
}

/* The screen first: what there is to wait for is seen on it. */
static bool open_with_cluster(struct screen *s, uv_loop_t *loop, const struct screen_config *config,
                              struct error *err)
{
    if (!display_open(&s->display, loop, config, err))
        return false;
    if (create_session(s, loop, config, err))
        return true;
    display_close(&s->display);
    return false;
}

static void remember_choices(const struct screen *s, const struct screen_config *config,
                             struct error *err)
{
    const struct session_config *session = config->session;
    const struct analysis_config *analysis = analysis_settings(session_analysis(s->session));
    const struct choices before = {session->speed, session->analysis.place, session->analysis.near};
    const struct choices now = {session_status(s->session)->speed, analysis->place, analysis->near};
    if (config->remember != NULL)
        remember(config->remember, &before, &now, err);
}

bool screen_run(uv_loop_t *loop, const struct screen_config *config, struct error *err)
{
    struct screen s = {0};
    bool opened = config->session->kafka.brokers != NULL ? open_with_brokers(&s, loop, config, err)
                                                         : open_with_cluster(&s, loop, config, err);
    if (!opened)
        return false;
    display_attach(&s.display, s.session);
    while (!s.display.quitting)
        uv_run(loop, UV_RUN_ONCE);
    struct error problem = s.display.problem;
    if (problem.status == EXIT_STATUS_OK)
        remember_choices(&s, config, &problem);
    end_session(&s, loop, &problem);
    display_close(&s.display);
    if (problem.status != EXIT_STATUS_OK)
        *err = problem;
    return problem.status == EXIT_STATUS_OK;
}
