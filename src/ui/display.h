/* The screen: the terminal and the scene on the loop. What happens sets flags; only the hook before
 * the loop waits draws. */
#ifndef BLOTTER_UI_DISPLAY_H
#define BLOTTER_UI_DISPLAY_H

#include "actions.h"
#include "blotter/ui/screen.h"
#include "terminal.h"

/* The signals it listens to; see display_signals. */
enum { DISPLAY_SIGNALS = 6 };

struct display {
    uv_loop_t *loop;
    struct terminal *terminal;
    struct canvas canvas;
    struct scene scene;
    struct deck deck;
    struct rate rate;
    struct progress progress;
    struct tempo tempo;
    struct atlas *atlas;
    /* What the scene shows until there is a session. */
    struct analysis *blank;
    struct session_status starting;

    uv_poll_t keys;
    uv_prepare_t before_waiting;
    uv_timer_t frame_timer; /* wakes the loop for a frame that was put off */
    uv_timer_t slot_timer;  /* runs while playing: the batch's slots */
    uv_signal_t signals[DISPLAY_SIGNALS];
    int open_handles;

    bool dirty;  /* what is shown is not what is so */
    bool urgent; /* and the user waits for it */
    bool draws;  /* the terminal is ours: not suspended, not gone */
    mono_time drawn_at;
    enum session_state state; /* when it was last looked at */
    uint64_t beginnings;      /* the same: of the figures of a topic that others feed */
    bool quitting;            /* the user wants to leave, or must */
    struct error problem;     /* the session's, when it was broken then */
};

/* Opens the terminal and draws the first frame. The session follows with display_attach. On failure
 * nothing is left open. */
bool display_open(struct display *s, uv_loop_t *loop, const struct screen_config *config,
                  struct error *err);
void display_attach(struct display *s, struct session *session);

/* The session's status or figures have changed; it has a line of news. */
void display_note_change(struct display *s);
void display_note_news(struct display *s, const char *line);

/* Gives the terminal back and closes the handles; runs the loop until they are closed. */
void display_close(struct display *s);

#endif
