#include "blotter/ui/prompt.h"

#include "blotter/base/utf8.h"
#include "blotter/ui/keymap.h"

/* Keys that editors of lines have had since Emacs. */
#define CONTROL(letter) ((letter) - '@')

enum { BACKSPACE = 0x7F, FIRST_PRINTABLE = 0x20, LAST_CODE_POINT = 0x10FFFF };

static bool is_printable(int key)
{
    return key >= FIRST_PRINTABLE && key <= LAST_CODE_POINT && !(key >= BACKSPACE && key < 0xA0);
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
    const struct history *h = p->history;
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
    struct history *h = p->history;
    if (p->line.len == 0 || (h->count > 0 && is_same(&h->lines[h->count - 1], &p->line)))
        return;
    if (h->count == HISTORY_LINES)
        memmove(&h->lines[0], &h->lines[1], --h->count * sizeof h->lines[0]);
    h->lines[h->count++] = p->line;
}

/* --- keys ----------------------------------------------------------------------------------- */

void prompt_begin(struct prompt *p, struct history *history, struct text first)
{
    *p = (struct prompt){.history = history};
    while (first.len > 0) {
        size_t len;
        bool ok;
        uint32_t ch = utf8_next(first, &len, &ok);
        if (ok && is_printable((int)ch))
            insert(p, ch);
        first = (struct text){first.ptr + len, first.len - len};
    }
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
    case BACKSPACE:
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
