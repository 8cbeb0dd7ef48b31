#include "blotter/ui/canvas.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/base/utf8.h"

void canvas_init(struct canvas *c, bool ascii)
{
    *c = (struct canvas){.ascii = ascii};
}

void canvas_finish(struct canvas *c)
{
    free(c->cells);
    *c = (struct canvas){0};
}

void canvas_resize(struct canvas *c, int cols, int rows)
{
    free(c->cells);
    c->cols = cols > 0 ? cols : 0;
    c->rows = rows > 0 ? rows : 0;
    c->cells = mem_new((size_t)c->cols * (size_t)c->rows + 1, sizeof *c->cells);
    canvas_clear(c);
}

void canvas_clear(struct canvas *c)
{
    for (size_t i = 0; i < (size_t)c->cols * (size_t)c->rows; i++)
        c->cells[i] = (struct cell){.ch = {L' '}, .role = ROLE_TEXT, .width = 1};
}

/* --- text from outside ---------------------------------------------------------------------- */

/* Variation selectors have no width and do not show, but may change that of the character before
 * them: a terminal might leave its cells. */
static bool is_dropped(uint32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE0FFF);
}

/* A character as it may be shown: 1 or 2 columns wide, or 0 for a mark on the one before it. */
struct shown {
    wchar_t ch; /* 0: nothing to show */
    int width;
};

static struct shown next_shown(const struct canvas *c, struct text *rest)
{
    size_t len;
    bool ok;
    uint32_t code_point = utf8_next(*rest, &len, &ok);
    rest->ptr += len;
    rest->len -= len;
    if (code_point >= 0x20 && code_point < 0x7F)
        return (struct shown){(wchar_t)code_point, 1};
    if (is_dropped(code_point))
        return (struct shown){0, 0};
    bool shows = !c->ascii && !utf8_is_control(code_point);
    int width = shows ? wcwidth((wchar_t)code_point) : -1;
    if (width >= 0)
        return (struct shown){(wchar_t)code_point, width};
    return (struct shown){c->ascii ? L'?' : (wchar_t)UTF8_REPLACEMENT, 1};
}

int canvas_measure(const struct canvas *c, struct text s)
{
    int width = 0;
    while (s.len > 0)
        width += next_shown(c, &s).width;
    return width;
}

/* --- cells ---------------------------------------------------------------------------------- */

static void blank(struct canvas *c, int x, int y)
{
    struct cell *cell = canvas_at(c, x, y);
    *cell = (struct cell){.ch = {L' '}, .role = cell->role, .width = 1};
}

/* Half a wide character that is drawn over must not leave its other half. */
static void part_wide(struct canvas *c, int x, int y)
{
    if (canvas_at(c, x, y)->width == 0)
        blank(c, x - 1, y);
    if (canvas_at(c, x, y)->width == 2)
        blank(c, x + 1, y);
}

static void put(struct canvas *c, int x, int y, enum role role, struct shown s)
{
    if (y < 0 || y >= c->rows || x < 0 || x + s.width > c->cols)
        return;
    for (int i = 0; i < s.width; i++)
        part_wide(c, x + i, y);
    *canvas_at(c, x, y) =
        (struct cell){.ch = {s.ch}, .role = (uint16_t)role, .width = (uint16_t)s.width};
    if (s.width == 2)
        *canvas_at(c, x + 1, y) = (struct cell){.role = (uint16_t)role};
}

/* Puts a mark onto the character whose last column is left of x; those beyond what a cell holds
 * are dropped. */
static void put_mark(struct canvas *c, int x, int y, wchar_t mark)
{
    if (y < 0 || y >= c->rows || x <= 0 || x > c->cols)
        return;
    struct cell *cell = canvas_at(c, x - 1, y);
    if (cell->width == 0)
        cell--;
    for (int i = 1; i < CELL_CHARS; i++)
        if (cell->ch[i] == 0) {
            cell->ch[i] = mark;
            return;
        }
}

static int put_all(struct canvas *c, int x, int y, int width, enum role role, struct text s)
{
    int used = 0;
    while (s.len > 0) {
        struct shown next = next_shown(c, &s);
        if (used + next.width > width)
            break;
        if (next.width > 0)
            put(c, x + used, y, role, next);
        else if (next.ch != 0 && used > 0)
            put_mark(c, x + used, y, next.ch);
        used += next.width;
    }
    return used;
}

int canvas_text(struct canvas *c, int x, int y, int width, enum role role, struct text s)
{
    if (width <= 0)
        return 0;
    if (canvas_measure(c, s) <= width)
        return put_all(c, x, y, width, role, s);
    int used = put_all(c, x, y, width - 1, role, s);
    put(c, x + used, y, role, (struct shown){c->ascii ? L'~' : L'…', 1});
    return used + 1;
}

void canvas_glyph(struct canvas *c, int x, int y, enum role role, wchar_t glyph)
{
    put(c, x, y, role, (struct shown){glyph, 1});
}

void canvas_fill(struct canvas *c, struct rect r, enum role role, const char *glyph)
{
    struct text rest = text_of(glyph);
    struct shown shown = next_shown(c, &rest);
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            put(c, x, y, role, shown);
}

void canvas_restyle(struct canvas *c, struct rect r, enum role role)
{
    for (int y = r.y; y < r.y + r.h && y < c->rows; y++)
        for (int x = r.x; x < r.x + r.w && x < c->cols; x++)
            canvas_at(c, x, y)->role = (uint16_t)role;
}

/* How many bytes of `s` stand on a row of `width` columns: all, or up to the last blank, or, of a
 * word longer than the row, as many characters as fit. */
static size_t row_bytes(const struct canvas *c, struct text s, int width)
{
    struct text rest = s;
    size_t at_blank = 0;
    for (int used = 0; rest.len > 0;) {
        size_t here = s.len - rest.len;
        if (byte_is_blank(rest.ptr[0]))
            at_blank = here;
        used += next_shown(c, &rest).width;
        if (used > width)
            return at_blank > 0 ? at_blank : here > 0 ? here : s.len - rest.len;
    }
    return s.len;
}

int canvas_wrap(struct canvas *c, struct rect r, enum role role, struct text s, bool draw)
{
    int row = 0;
    s = text_trim(s);
    while (s.len > 0 && row < r.h) {
        size_t len = row == r.h - 1 ? s.len : row_bytes(c, s, r.w);
        if (draw)
            canvas_text(c, r.x, r.y + row, r.w, role, (struct text){s.ptr, len});
        s = text_trim((struct text){s.ptr + len, s.len - len});
        row++;
    }
    return row;
}

void canvas_copy(struct canvas *c, struct rect r, const struct canvas *from, int row)
{
    for (int y = 0; y < r.h && row + y < from->rows; y++)
        for (int x = 0; x < r.w && x < from->cols; x++) {
            const struct cell *cell = canvas_at(from, x, row + y);
            if (cell->width == 0 || r.x + x + cell->width > r.x + r.w)
                continue;
            put(c, r.x + x, r.y + y, cell->role, (struct shown){cell->ch[0], cell->width});
            for (int i = 1; i < CELL_CHARS && cell->ch[i] != 0; i++)
                put_mark(c, r.x + x + cell->width, r.y + y, cell->ch[i]);
        }
}

void canvas_write_row(const struct canvas *c, int y, struct buffer *out)
{
    size_t from = out->len;
    for (int x = 0; x < c->cols; x++)
        for (int i = 0; i < CELL_CHARS && canvas_at(c, x, y)->ch[i] != 0; i++)
            utf8_add(out, (uint32_t)canvas_at(c, x, y)->ch[i]);
    while (out->len > from && out->data[out->len - 1] == ' ')
        out->len--;
}

/* --- pens ----------------------------------------------------------------------------------- */

struct pen pen_on(struct canvas *c, struct rect row)
{
    return (struct pen){c, row.x, row.y, row.h > 0 ? row.x + row.w : row.x};
}

int pen_room(const struct pen *p)
{
    return p->end > p->x ? p->end - p->x : 0;
}

void pen_skip(struct pen *p, int columns)
{
    p->x += columns;
}

void pen_add(struct pen *p, enum role role, const char *s)
{
    p->x += canvas_text(p->canvas, p->x, p->y, pen_room(p), role, text_of(s));
}

void pen_printf(struct pen *p, enum role role, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pen_add(p, role, text);
}

void pen_add_right(struct pen *p, enum role role, const char *s)
{
    int width = canvas_measure(p->canvas, text_of(s));
    if (width > pen_room(p))
        return;
    p->end -= width;
    canvas_text(p->canvas, p->end, p->y, width, role, text_of(s));
}
