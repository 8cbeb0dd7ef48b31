#include "commands.h"

#include <stdlib.h>

#include "blotter/ui/screen.h"
#include "snapshot_formats.h"

/* Half a megabyte: those of hours that can be looked back on, but for full speed. */
enum { DETAILS_KEPT = 4096 };

int command_monitor(const struct settings *s, const char *program)
{
    struct error err = {0};
    uv_loop_t loop;
    if (!command_open_loop(&loop, &err))
        return command_fail(&err);
    if (!command_check_files(s, &err)) {
        command_close_loop(&loop);
        return command_fail(&err);
    }
    const char **simulator_args = settings_simulator_args(s);
    struct session_config config;
    settings_session(s, program, simulator_args, &config);
    config.analysis.details = DETAILS_KEPT;
    /* Twice the longest window, so that each can be compared with the one before. */
    config.analysis.keep_s = 2 * settings_longest_window_s(s);
    config.analysis.keep_bytes = s->keep;
    config.analysis.keeps_facts = true;
    if (config.figures_only)
        config.analysis.other_count = 0; /* an engine knows one point */
    const struct screen_config monitor = {.session = &config,
                                          .theme = s->theme,
                                          .keymap = s->keymap,
                                          .query_memory = s->keep / 4,
                                          .queries = s->queries,
                                          .formats = snapshot_formats,
                                          .bell = s->bell,
                                          .begin_at = s->begin_at,
                                          .cues = s->cues,
                                          .remember = s->remember ? s->remembered : NULL};
    bool ok = screen_run(&loop, &monitor, &err);
    command_close_loop(&loop);
    free(simulator_args);
    return ok ? EXIT_STATUS_OK : command_fail(&err);
}
