#include "prompter.h"

#include "cues_state.h"

/* Pauses are the simulator's to make: so they are at their time to the second. */
static void tell_pause(struct prompter *p, struct deck *d, civil_time from)
{
    civil_time at = cues_pause(p->cues, from);
    if (at.s == p->pause_at.s)
        return;
    p->pause_at = at;
    if (at.s != CIVIL_FOREVER.s)
        session_pause_at(d->session, at);
}

/* A seek makes a run that knows of no pause. */
static void note_seek(struct prompter *p, const struct session_status *status)
{
    if (status->seeking && !(p->seeking && p->sought.s == status->seek_to.s))
        p->pause_at = CIVIL_FOREVER;
    p->seeking = status->seeking;
    p->sought = status->seek_to;
}

/* Where others play nobody can be told beforehand, or at all if none listens. */
static void do_cue(struct deck *d, const struct action *a)
{
    const struct session_status *status = d->scene->status;
    if ((action_traits(a->verb) & IS_ORDER) != 0 && status->attached && !status->steers)
        return;
    if (a->verb != VERB_PAUSE)
        deck_do(d, a);
    else if (status->attached && status->state == SESSION_PLAYING)
        session_pause(d->session);
}

/* An order to the session is answered at once by a call of prompter_follow. */
static void do_cues(struct prompter *p, struct deck *d, civil_time until)
{
    size_t at = 0;
    civil_time after = p->done;
    p->done = civil_later(after, until);
    for (const struct cue *cue; (cue = cues_next(p->cues, after, until, &at)) != NULL;)
        if (!cue->says)
            do_cue(d, &cue->action);
}

void prompter_follow(struct prompter *p, struct deck *d, civil_time position)
{
    const struct session_status *status = d->scene->status;
    bool plays = status->state == SESSION_PLAYING || status->state == SESSION_PAUSED;
    if (p->cues == NULL || !plays)
        return;
    if (!p->begun) {
        p->done = status->resumed ? status->resumed_at : status->attached ? position : CIVIL_NEVER;
        p->pause_at = CIVIL_FOREVER;
        p->begun = true;
    }
    note_seek(p, status);
    if (status->seeking) {
        tell_pause(p, d, status->seek_to);
        return;
    }
    tell_pause(p, d, p->done);
    do_cues(p, d, position);
    d->scene->said = cues_said(p->cues, position);
}

void prompter_turn(struct prompter *p, civil_time begin)
{
    p->done = begin;
    p->pause_at = CIVIL_FOREVER;
}
