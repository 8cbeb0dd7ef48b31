#include "surroundings.h"

#include "blotter/ui/keymap.h"

/* What a key does now, in a word or two. */
static const char *hint_name(const struct scene *s, const struct key_row *row)
{
    bool paused = s->status->state == SESSION_PAUSED;
    return row->action == ACTION_PAUSE && paused ? "play" : row->name;
}

/* Does it make sense to offer the key now? */
static bool is_offered(const struct scene *s, const struct key_row *row)
{
    unsigned where = scene_keys(s);
    bool playable = s->status->state == SESSION_PLAYING || s->status->state == SESSION_PAUSED;
    bool plays = row->action == ACTION_PAUSE || row->action == ACTION_STEP;
    bool is_order = (row->where & KEY_ORDERS) != 0;
    bool needs_row = row->action == ACTION_OPEN || row->action == ACTION_LEAVE;
    uint32_t silent;
    if (needs_row && !scene_holds(s))
        return false;
    if (row->action == ACTION_GO_ON && analysis_silent(s->analysis, &silent, 1) == 0)
        return false;
    return row->hint > 0 && (row->where & where) != 0 && (playable || !plays) &&
           !(is_order && s->status->attached && !s->status->steers) &&
           !(s->help && row->action == ACTION_HELP);
}

static int hint_columns(const struct scene *s, struct canvas *c, const struct key_row *row)
{
    return canvas_measure(c, text_of(row->label)) + 1 +
           canvas_measure(c, text_of(hint_name(s, row)));
}

enum { HINT_GAP = 2, HINT_RANKS = 16 };

/* The lowest rank that still fits when those above it are all there. */
static int last_rank_that_fits(const struct scene *s, struct canvas *c, int columns)
{
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    for (int rank = 1; rank <= HINT_RANKS; rank++)
        for (size_t i = 0; i < count; i++)
            if (rows[i].hint == rank && is_offered(s, &rows[i])) {
                columns -= hint_columns(s, c, &rows[i]) + HINT_GAP;
                if (columns < -HINT_GAP)
                    return rank - 1;
            }
    return HINT_RANKS;
}

/* A hint of two keys is the one that the mouse is nearer to. */
static void add_targets(struct targets *t, const struct key_row *row, struct rect r)
{
    bool two = strchr(row->label, ' ') != NULL && row->keys[1] != 0;
    int label = (int)strlen(row->label);
    struct rect half = {r.x, r.y, (label + 1) / 2, 1};
    targets_add(t, TARGET_KEY, r, row->keys[two ? 1 : 0]);
    if (two)
        targets_add(t, TARGET_KEY, half, row->keys[0]);
}

static void draw_hints(const struct scene *s, struct pen *p, struct targets *t)
{
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    int last = last_rank_that_fits(s, p->canvas, pen_room(p));
    for (size_t i = 0; i < count; i++) {
        if (!is_offered(s, &rows[i]) || rows[i].hint > last)
            continue;
        int begin = p->x;
        pen_add(p, ROLE_KEY, rows[i].label);
        pen_printf(p, ROLE_LABEL, " %s", hint_name(s, &rows[i]));
        add_targets(t, &rows[i], (struct rect){begin, p->y, p->x - begin, 1});
        pen_skip(p, HINT_GAP);
    }
}

void draw_footer(const struct scene *s, struct canvas *c, struct rect r, struct targets *t)
{
    struct pen pen = pen_on(c, r);
    pen_skip(&pen, 1);
    if (s->note[0] != '\0')
        pen_add(&pen, ROLE_NOTE, s->note);
    else
        draw_hints(s, &pen, t);
}
