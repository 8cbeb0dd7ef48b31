#include "blotter/ui/cues.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "cues_state.h"

struct cues {
    struct cue *of; /* by time; those of one time as in the file */
    size_t count, cap;
};

/* --- reading -------------------------------------------------------------------------------- */

static bool read_action(struct text s, struct cue *ret, struct error *err)
{
    struct text text = s;
    ret->says = text_is(text_cut(&text, ' '), "say");
    if (ret->says) {
        ret->action = (struct action){.number = 0};
        text = text.ptr != NULL ? text_trim(text) : text_of("");
        snprintf(ret->action.text, sizeof ret->action.text, "%.*s", (int)text.len, text.ptr);
        return true;
    }
    struct error ignored;
    bool is_action = action_parse(s, &ret->action, &ignored) && !ret->action.asks;
    enum verb verb = ret->action.verb;
    bool is_cue = verb == VERB_PAUSE || verb == VERB_TAB ||
                  (verb == VERB_SPEED &&
                   (ret->action.number == SPEED_SET || ret->action.number == SPEED_FIRST));
    return (is_action && is_cue) ||
           error_set(err, "it goes: TIME pause, TIME speed 1h, TIME tab 2 or TIME say TEXT");
}

static bool read_cue(struct text line, struct cue *ret, struct error *err)
{
    struct text rest = line;
    struct text time = text_cut(&rest, ' ');
    if (!civil_parse(time, &ret->at))
        return error_set(err, "not a time: it goes: YYYY-MM-DD or YYYY-MM-DDTHH:MM[:SS]");
    return read_action(rest.ptr != NULL ? text_trim(rest) : text_of(""), ret, err);
}

static void add(struct cues *c, const struct cue *cue)
{
    c->of = mem_grow(c->of, &c->cap, c->count + 1, sizeof *c->of);
    size_t at = c->count++;
    for (; at > 0 && c->of[at - 1].at.s > cue->at.s; at--)
        c->of[at] = c->of[at - 1];
    c->of[at] = *cue;
}

static bool read_lines(struct cues *c, FILE *file, struct error *err)
{
    char *line = NULL;
    size_t cap = 0;
    bool ok = true;
    size_t number = 0;
    for (ssize_t len; ok && (len = getline(&line, &cap, file)) >= 0;) {
        struct text text = text_trim((struct text){line, (size_t)len});
        struct cue cue;
        struct error why;
        number++;
        if (text.len == 0 || text.ptr[0] == '#')
            continue;
        ok = read_cue(text, &cue, &why) || error_usage(err, "line %zu: %s", number, why.text);
        if (ok)
            add(c, &cue);
    }
    free(line);
    return ok && (ferror(file) == 0 || error_usage(err, "cannot read: %s", strerror(errno)));
}

struct cues *cues_read(const char *path, struct error *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        error_usage(err, "cannot open: %s", strerror(errno));
        return NULL;
    }
    struct cues *c = mem_new(1, sizeof *c);
    bool ok = read_lines(c, file, err);
    fclose(file);
    if (ok)
        return c;
    cues_destroy(c);
    return NULL;
}

void cues_destroy(struct cues *c)
{
    if (c == NULL)
        return;
    free(c->of);
    free(c);
}

/* --- doing them ----------------------------------------------------------------------------- */

const struct cue *cues_next(const struct cues *c, civil_time after, civil_time until, size_t *at)
{
    while (*at < c->count && c->of[*at].at.s <= until.s) {
        const struct cue *cue = &c->of[(*at)++];
        if (cue->at.s > after.s)
            return cue;
    }
    return NULL;
}

const char *cues_said(const struct cues *c, civil_time at)
{
    const char *said = "";
    for (size_t i = 0; i < c->count && c->of[i].at.s <= at.s; i++)
        if (c->of[i].says)
            said = c->of[i].action.text;
    return said;
}

civil_time cues_pause(const struct cues *c, civil_time after)
{
    for (size_t i = 0; i < c->count; i++)
        if (!c->of[i].says && c->of[i].action.verb == VERB_PAUSE && c->of[i].at.s > after.s)
            return c->of[i].at;
    return CIVIL_FOREVER;
}
