#include "prompt.h"

#include "blotter/base/bug.h"
#include "blotter/base/utf8.h"
#include "keys.h"

/* Keys that editors of lines have had since Emacs. */
#define CONTROL(letter) ((letter) - '@')

enum { FIRST_PRINTABLE = 0x20, LAST_CODE_POINT = 0x10FFFF };

static bool is_printable(int key)
{
    return key >= FIRST_PRINTABLE && key <= LAST_CODE_POINT &&
           !(key >= KEY_CODE_BACKSPACE && key < 0xA0);
}

/* --- editing -------------------------------------------------------------------------------- */

static void insert(struct prompt *p, uint32_t ch)
{
    struct prompt_line *line = &p->line;
    if (line->len == PROMPT_CHARS)
        return;
    memmove(&line->ch[p->at + 1], &line->ch[p->at], (line->len - p->at) * sizeof line->ch[0]);
    line->ch[p->at++] = ch;
    line->len++;
}

/* Takes the characters from `from` up to the cursor, or those from the cursor up to `to`. */
static void take_out(struct prompt *p, size_t from, size_t to)
{
    struct prompt_line *line = &p->line;
    memmove(&line->ch[from], &line->ch[to], (line->len - to) * sizeof line->ch[0]);
    line->len -= to - from;
    p->at = from;
}

/* Where the word before the cursor begins. */
static size_t word_begin(const struct prompt *p)
{
    size_t at = p->at;
    while (at > 0 && p->line.ch[at - 1] == ' ')
        at--;
    while (at > 0 && p->line.ch[at - 1] != ' ')
        at--;
    return at;
}

/* --- the history ---------------------------------------------------------------------------- */

static void show(struct prompt *p, size_t back)
{
    const struct answers *h = p->history;
    if (back > h->count || back == p->back)
        return;
    if (p->back == 0)
        p->fresh = p->line;
    p->back = back;
    p->line = back == 0 ? p->fresh : h->lines[h->count - back];
    p->at = p->line.len;
}

static bool is_same(const struct prompt_line *a, const struct prompt_line *b)
{
    return a->len == b->len && memcmp(a->ch, b->ch, a->len * sizeof a->ch[0]) == 0;
}

void prompt_keep(const struct prompt *p)
{
    struct answers *h = p->history;
    if (p->line.len == 0 || (h->count > 0 && is_same(&h->lines[h->count - 1], &p->line)))
        return;
    if (h->count == ANSWERS_KEPT)
        memmove(&h->lines[0], &h->lines[1], --h->count * sizeof h->lines[0]);
    h->lines[h->count++] = p->line;
}

/* --- keys ----------------------------------------------------------------------------------- */

void prompt_add(struct prompt *p, struct text s)
{
    while (s.len > 0) {
        size_t len;
        bool ok;
        uint32_t ch = utf8_next(s, &len, &ok);
        if (ok && is_printable((int)ch))
            insert(p, ch);
        s = (struct text){s.ptr + len, s.len - len};
    }
}

void prompt_begin(struct prompt *p, struct answers *history, struct text first)
{
    *p = (struct prompt){.history = history};
    prompt_add(p, first);
}

static void move(struct prompt *p, int key)
{
    switch (key) {
    case KEY_CODE_LEFT:
    case CONTROL('B'):
        p->at -= p->at > 0;
        break;
    case KEY_CODE_RIGHT:
    case CONTROL('F'):
        p->at += p->at < p->line.len;
        break;
    case KEY_CODE_HOME:
    case CONTROL('A'):
        p->at = 0;
        break;
    case KEY_CODE_END:
    case CONTROL('E'):
        p->at = p->line.len;
        break;
    default:
        break;
    }
}

static void edit(struct prompt *p, int key)
{
    switch (key) {
    case KEY_CODE_BACKSPACE:
    case CONTROL('H'):
        take_out(p, p->at - (p->at > 0), p->at);
        break;
    case KEY_CODE_DELETE:
    case CONTROL('D'):
        take_out(p, p->at, p->at + (p->at < p->line.len));
        break;
    case CONTROL('U'):
        take_out(p, 0, p->at);
        break;
    case CONTROL('K'):
        take_out(p, p->at, p->line.len);
        break;
    case CONTROL('W'):
        take_out(p, word_begin(p), p->at);
        break;
    default:
        move(p, key);
    }
}

enum prompt_end prompt_key(struct prompt *p, int key)
{
    BUG_IF(p->at > p->line.len || p->line.len > PROMPT_CHARS);
    BUG_IF(p->back > p->history->count);
    switch (key) {
    case KEY_CODE_ENTER:
    case '\n':
        return PROMPT_ENTERED;
    case KEY_CODE_ESCAPE:
        return PROMPT_LEFT;
    case KEY_CODE_UP:
    case CONTROL('P'):
        show(p, p->back + 1);
        break;
    case KEY_CODE_DOWN:
    case CONTROL('N'):
        show(p, p->back > 0 ? p->back - 1 : 0);
        break;
    default:
        if (is_printable(key))
            insert(p, (uint32_t)key);
        else
            edit(p, key);
    }
    return PROMPT_GOES_ON;
}

void prompt_write(const struct prompt *p, struct buffer *out)
{
    for (size_t i = 0; i < p->line.len; i++)
        utf8_add(out, p->line.ch[i]);
}

/* --- questions ------------------------------------------------------------------------------ */

static const struct {
    const char *label;
    const char *hint;
} questions[QUESTION_COUNT] = {
    [QUESTION_TIME] = {"go to", moment_forms},
    [QUESTION_NEAR] = {"near",
                       "latitude,longitude,degrees: what is within so many degrees is near"},
    [QUESTION_FILTER] = {"only", "a part of a crime, an area or an address; leave empty to clear"},
    [QUESTION_SPEED] = {"speed", "10m, 3h, 1d, max, or 120/s, which are reports a second"},
    [QUESTION_MARK] = {"mark", "a name, or Enter alone for a number"},
    [QUESTION_JUMP] = {"go to mark", "no mark is set yet: m sets one"},
    [QUESTION_COMMAND] = {"", "a command, such as speed 6h or go 2023-01-05; Tab completes it"},
    [QUESTION_SQL] = {"SQL", "Enter asks, Tab completes tables and columns, Up and Down bring "
                             "earlier queries, Esc leaves"},
    [QUESTION_HELP] = {"find",
                       "a part of a key's name or of what it does; leave empty for all keys"},
};

void asking_begin(struct asking *a, enum question question, struct text first)
{
    a->on = true;
    a->question = question;
    a->error.status = EXIT_STATUS_OK;
    a->list[0] = '\0';
    prompt_begin(&a->prompt, &a->answers[question], first);
}

struct buffer asking_text(const struct asking *a)
{
    struct buffer text = {0};
    prompt_write(&a->prompt, &text);
    return text;
}

/* The characters [from, to) of a line as UTF-8; the caller frees it. */
static struct buffer part(const struct prompt *p, size_t from, size_t to)
{
    struct buffer text = {0};
    for (size_t i = from; i < to; i++)
        utf8_add(&text, p->line.ch[i]);
    return text;
}

static int part_columns(const struct canvas *c, const struct prompt *p, size_t from, size_t to)
{
    struct buffer text = part(p, from, to);
    int columns = canvas_measure(c, buffer_text(&text));
    buffer_free(&text);
    return columns;
}

/* Of a line that is too long, what stands around the cursor. */
static void draw_line(struct canvas *c, struct rect row, const struct prompt *p)
{
    enum { CURSOR_AND_ELLIPSIS = 2 };
    size_t first = 0;
    while (first < p->at && part_columns(c, p, first, p->at) > row.w - CURSOR_AND_ELLIPSIS)
        first++;
    int cursor = row.x + part_columns(c, p, first, p->at);
    struct buffer text = part(p, first, p->line.len);
    canvas_text(c, row.x, row.y, row.w, ROLE_FIGURE, buffer_text(&text));
    buffer_free(&text);
    if (cursor >= c->cols)
        return;
    int width = canvas_at(c, cursor, row.y)->width;
    canvas_restyle(c, (struct rect){cursor, row.y, width > 1 ? width : 1, 1}, ROLE_CURSOR);
}

void draw_question(const struct asking *a, struct canvas *c, struct rect above, struct rect row)
{
    struct pen pen = pen_on(c, above);
    canvas_fill(c, above, ROLE_TEXT, " ");
    pen_skip(&pen, 1);
    if (a->error.status != EXIT_STATUS_OK)
        pen_add(&pen, ROLE_WARNING, a->error.text);
    else
        pen_add(&pen, ROLE_LABEL, a->list[0] != '\0' ? a->list : questions[a->question].hint);
    canvas_fill(c, row, ROLE_TEXT, " ");
    pen = pen_on(c, row);
    pen_skip(&pen, 1);
    pen_printf(&pen, ROLE_KEY,
               a->question == QUESTION_COMMAND ? "%s:" : "%s: ", questions[a->question].label);
    draw_line(c, (struct rect){pen.x, pen.y, pen_room(&pen) - 1, 1}, &a->prompt);
}
