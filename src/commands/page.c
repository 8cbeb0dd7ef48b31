#include "page.h"

#include <langinfo.h>
#include <stdio.h>

#include "blotter/base/utf8.h"

void page_begin(struct page *p, struct buffer *out)
{
    p->out = out;
    canvas_init(&p->line, strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
    canvas_resize(&p->line, PAGE_COLUMNS, 1);
}

void page_finish(struct page *p)
{
    canvas_finish(&p->line);
}

bool page_is_ascii(const struct page *p)
{
    return p->line.ascii;
}

void page_put(struct page *p, int x, int width, struct text s)
{
    int room = PAGE_COLUMNS - x;
    canvas_text(&p->line, x, 0, width < room ? width : room, ROLE_TEXT, s);
}

void page_put_right(struct page *p, int end, const char *s)
{
    int width = canvas_measure(&p->line, text_of(s));
    page_put(p, end - width, width, text_of(s));
}

static bool is_blank(const struct cell *cell)
{
    return cell->ch[0] == L' ' && cell->ch[1] == 0;
}

void page_end_line(struct page *p)
{
    int end = PAGE_COLUMNS;
    while (end > 0 && is_blank(canvas_at(&p->line, end - 1, 0)))
        end--;
    for (int x = 0; x < end; x++) {
        const struct cell *cell = canvas_at(&p->line, x, 0);
        for (int i = 0; i < CELL_CHARS && cell->ch[i] != 0; i++)
            utf8_add(p->out, (uint32_t)cell->ch[i]);
    }
    buffer_add_byte(p->out, '\n');
    canvas_clear(&p->line);
}

void page_printf(struct page *p, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    page_put(p, 0, PAGE_COLUMNS, text_of(text));
    page_end_line(p);
}
