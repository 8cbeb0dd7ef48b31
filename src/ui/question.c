#include "blotter/ui/question.h"

#include "blotter/base/utf8.h"
#include "blotter/ui/moment.h"
#include "surroundings.h"

static const struct {
    const char *label;
    const char *hint;
} questions[QUESTION_COUNT] = {
    [QUESTION_TIME] = {"go to", moment_forms},
    [QUESTION_NEAR] = {"near",
                       "latitude,longitude,degrees: what is within so many degrees is near"},
    [QUESTION_FILTER] = {"only",
                         "a part of a crime, an area or an address; nothing counts all again"},
    [QUESTION_HELP] = {"find", "a part of a key's name or of what it does; nothing shows all keys"},
};

void asking_begin(struct asking *a, enum question question, struct text first)
{
    a->on = true;
    a->question = question;
    a->error.status = EXIT_STATUS_OK;
    prompt_begin(&a->prompt, &a->histories[question], first);
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

void draw_question(const struct scene *s, struct canvas *c, const struct frame *f)
{
    const struct asking *a = &s->asking;
    struct rect above = {f->footer.x, f->footer.y - 1, f->footer.w, 1};
    struct pen pen = pen_on(c, above);
    canvas_fill(c, above, ROLE_TEXT, " ");
    pen_skip(&pen, 1);
    if (a->error.status != EXIT_STATUS_OK)
        pen_add(&pen, ROLE_WARNING, a->error.text);
    else
        pen_add(&pen, ROLE_LABEL, questions[a->question].hint);
    canvas_fill(c, f->footer, ROLE_TEXT, " ");
    pen = pen_on(c, f->footer);
    pen_skip(&pen, 1);
    pen_printf(&pen, ROLE_KEY, "%s: ", questions[a->question].label);
    draw_line(c, (struct rect){pen.x, pen.y, pen_room(&pen) - 1, 1}, &a->prompt);
}
