#include "foot.h"

#include "tabs.h"

/* --- hints ---------------------------------------------------------------------------------- */

/* A row of the key table that is offered now, and the keys that stand for the row. */
struct hint {
    const struct key_row *row;
    const char *name; /* what they do now, in a word or two */
    const struct binding *keys[KEYS_PER_ROW];
    size_t count;
};

/* Would the action do something now? */
static bool is_offered(const struct scene *s, const struct action *a)
{
    bool playable = s->status->state == SESSION_PLAYING || s->status->state == SESSION_PAUSED;
    uint32_t silent;
    switch (a->verb) {
    case VERB_ROW:
        return a->number < LIST_OPEN || tab_holds(s);
    case VERB_SKIP:
        return analysis_silent(s->analysis, &silent, 1) > 0;
    case VERB_HELP:
        return !s->help;
    default:
        return (playable || (a->verb != VERB_PAUSE && a->verb != VERB_STEP)) &&
               ((action_traits(a->verb) & IS_ORDER) == 0 || !s->status->attached ||
                s->status->steers);
    }
}

/* False when the row is not to be offered. */
static bool find_hint(const struct scene *s, const struct key_row *row, struct hint *ret)
{
    ret->row = row;
    ret->count = row->hint > 0 ? keymap_named(s->keymap, row, ret->keys) : 0;
    if (ret->count == 0)
        return false;
    const struct action *a = &ret->keys[0]->action;
    bool plays = a->verb == VERB_PAUSE && s->status->state == SESSION_PAUSED;
    ret->name = plays ? "play" : row->name;
    return (action_traits(a->verb) & tab_places(s)) != 0 && is_offered(s, a);
}

enum { HINT_GAP = 2, HINT_RANKS = 16 };

static int hint_columns(struct canvas *c, const struct hint *hint)
{
    char name[KEY_NAME_SIZE];
    int columns = canvas_measure(c, text_of(hint->name));
    for (size_t i = 0; i < hint->count; i++)
        columns += 1 + canvas_measure(c, text_of(key_describe(hint->keys[i]->key, name)));
    return columns;
}

/* The lowest rank of hints that still fits, with the hints of all higher ranks. */
static int last_rank_that_fits(const struct scene *s, struct canvas *c, int columns)
{
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    struct hint hint;
    for (int rank = 1; rank <= HINT_RANKS; rank++)
        for (size_t i = 0; i < count; i++)
            if (rows[i].hint == rank && find_hint(s, &rows[i], &hint)) {
                columns -= hint_columns(c, &hint) + HINT_GAP;
                if (columns < -HINT_GAP)
                    return rank - 1;
            }
    return HINT_RANKS;
}

/* Each key can be clicked on; the word behind the keys counts as the last key. */
static void draw_hint(const struct scene *s, struct pen *p, const struct hint *hint,
                      struct targets *t)
{
    char name[KEY_NAME_SIZE];
    for (size_t i = 0; i < hint->count; i++) {
        int begin = p->x;
        pen_add(p, ROLE_KEY, key_describe(hint->keys[i]->key, name));
        pen_skip(p, 1);
        if (i + 1 == hint->count)
            pen_add(p, ROLE_LABEL, hint->name);
        targets_add(t, TARGET_KEY, (struct rect){begin, p->y, p->x - begin, 1},
                    (int)(hint->keys[i] - s->keymap->bindings));
    }
    pen_skip(p, HINT_GAP);
}

static void draw_hints(const struct scene *s, struct pen *p, struct targets *t)
{
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    int last = last_rank_that_fits(s, p->canvas, pen_room(p));
    struct hint hint;
    for (size_t i = 0; i < count; i++)
        if (rows[i].hint <= last && find_hint(s, &rows[i], &hint))
            draw_hint(s, p, &hint, t);
}

/* --- the whole ------------------------------------------------------------------------------ */

/* What a lesson says stands where nothing else changes, on the row above the hints. */
static void draw_said(const struct scene *s, struct canvas *c, const struct frame *f)
{
    struct rect row = {f->footer.x, f->footer.y - 1, f->footer.w, 1};
    if (s->said == NULL || s->said[0] == '\0')
        return;
    canvas_fill(c, row, ROLE_NOTE, " ");
    struct pen pen = pen_on(c, row);
    pen_skip(&pen, 1);
    pen_add(&pen, ROLE_NOTE, s->said);
}

/* The rule carries the latest news. */
static void draw_rule(const struct scene *s, struct canvas *c, struct rect r)
{
    canvas_fill(c, r, ROLE_RULE, s->glyphs->rule);
    bool said_above = strcmp(s->news, s->status->problem) == 0;
    if (rect_is_empty(r) || s->news[0] == '\0' || said_above)
        return;
    int width = canvas_measure(c, text_of(s->news));
    int room = r.w - 6;
    struct pen pen = pen_on(c, (struct rect){r.x + 2, r.y, (width < room ? width : room) + 2, 1});
    pen_add(&pen, ROLE_RULE, " ");
    pen.end--;
    pen_add(&pen, ROLE_LABEL, s->news);
    pen.end++;
    pen_add(&pen, ROLE_RULE, " ");
}

void draw_foot(const struct scene *s, struct canvas *c, const struct frame *f, struct targets *t)
{
    struct pen pen = pen_on(c, f->footer);
    draw_rule(s, c, f->foot_rule);
    draw_said(s, c, f);
    pen_skip(&pen, 1);
    if (s->note[0] != '\0')
        pen_add(&pen, ROLE_NOTE, s->note);
    else
        draw_hints(s, &pen, t);
    if (s->asking.on)
        draw_question(&s->asking, c, (struct rect){f->footer.x, f->footer.y - 1, f->footer.w, 1},
                      f->footer);
}
