#include "view.h"

#include <stdio.h>

#include "layout.h"
#include "widgets.h"

enum {
    LABEL_COLUMNS = 11, /* "Shift-Tab" and two blanks */
    HELP_COLUMNS = 70,
    WRAP_MAX_ROWS = 5,
};

/* What the rows are to hold: what is being typed, or what was; the caller frees it. */
static struct buffer wanted(const struct scene *s)
{
    struct buffer find = {0};
    if (s->asking.on && s->asking.question == QUESTION_HELP)
        return asking_text(&s->asking);
    buffer_add(&find, text_of(s->find));
    return find;
}

static bool holds(const struct key_help *line, struct text find)
{
    return text_contains_any_case(text_of(line->label), find) ||
           text_contains_any_case(text_of(line->name), find) ||
           text_contains_any_case(text_of(line->help), find);
}

/* Writes the lines of the keymap that hold `find` onto a sheet as long as it needs; the caller
 * finishes it. */
static struct canvas write_sheet(const struct keymap *k, int cols, bool ascii, struct text find)
{
    struct key_help line;
    size_t count = 0;
    while (keymap_help(k, count, &line))
        count++;
    struct canvas sheet;
    canvas_init(&sheet, ascii);
    canvas_resize(&sheet, cols, (int)count * WRAP_MAX_ROWS + 1);
    int y = 0;
    for (size_t i = 0; keymap_help(k, i, &line); i++) {
        if (!holds(&line, find))
            continue;
        struct rect room = {LABEL_COLUMNS, y, cols - LABEL_COLUMNS, WRAP_MAX_ROWS};
        canvas_text(&sheet, 0, y, LABEL_COLUMNS, ROLE_KEY, text_of(line.label));
        y += canvas_wrap(&sheet, room, ROLE_TEXT, text_of(line.help), true);
    }
    if (y == 0)
        canvas_text(&sheet, 0, y++, cols, ROLE_NOTE, text_of("no key matches"));
    sheet.rows = y;
    return sheet;
}

/* Where the sheet goes, and whether a box fits around it. A small screen has no rows for one. */
static struct rect sheet_place(struct rect content, bool *ret_boxed)
{
    *ret_boxed = content.w > HELP_COLUMNS + 4 && content.h >= 16;
    return *ret_boxed ? (struct rect){0, 0, HELP_COLUMNS, content.h - 2} : content;
}

int help_hidden(const struct scene *s, struct rect content)
{
    bool boxed;
    struct rect place = sheet_place(content, &boxed);
    struct buffer find = wanted(s);
    struct canvas sheet = write_sheet(s->keymap, place.w, true, buffer_text(&find));
    buffer_free(&find);
    int hidden = sheet.rows > place.h ? sheet.rows - place.h : 0;
    canvas_finish(&sheet);
    return hidden;
}

void draw_help(const struct scene *s, struct canvas *c, struct rect content)
{
    bool boxed;
    struct rect place = sheet_place(content, &boxed);
    struct buffer find = wanted(s);
    struct canvas sheet = write_sheet(s->keymap, place.w, c->ascii, buffer_text(&find));
    char title[FIND_SIZE + 16];
    snprintf(title, sizeof title, find.len > 0 ? "Keys: %.*s" : "Keys", (int)find.len, find.data);
    buffer_free(&find);
    if (boxed) {
        struct rect box = layout_box(content, HELP_COLUMNS, sheet.rows);
        place = draw_box(s->glyphs, c, box, title);
    } else {
        canvas_fill(c, place, ROLE_TEXT, " ");
    }
    int hidden = sheet.rows > place.h ? sheet.rows - place.h : 0;
    int from = s->help_scroll < hidden ? s->help_scroll : hidden;
    canvas_copy(c, place, &sheet, from);
    int right = place.x + place.w - 1;
    if (from > 0)
        canvas_text(c, right, place.y, 1, ROLE_NOTE, text_of(s->glyphs->up));
    if (from < hidden)
        canvas_text(c, right, place.y + place.h - 1, 1, ROLE_NOTE, text_of(s->glyphs->down));
    canvas_finish(&sheet);
}
