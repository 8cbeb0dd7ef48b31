#include "rows_text.h"

#include <langinfo.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/base/utf8.h"

void rows_text_init(struct rows_text *t)
{
    *t = (struct rows_text){.held_count = 0};
    canvas_init(&t->canvas, strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
}

void rows_text_finish(struct rows_text *t)
{
    canvas_finish(&t->canvas);
    buffer_free(&t->held);
    buffer_free(&t->cells);
    free(t->widths);
}

/* As it is shown, on one line. */
static struct text shown(struct rows_text *t, struct text s)
{
    t->cells.len = 0;
    utf8_add_for(&t->cells, s, UTF8_FOR_TERMINAL);
    for (size_t i = 0; i < t->cells.len; i++)
        if (t->cells.data[i] == '\n')
            t->cells.data[i] = ' ';
    return buffer_text(&t->cells);
}

static struct text field_text(const struct field *f)
{
    return f->kind == QUERY_NULL ? text_of("NULL") : f->text;
}

static bool is_number(const struct field *f)
{
    return f->kind == QUERY_INTEGER || f->kind == QUERY_REAL;
}

static void add_blanks(struct buffer *out, int count)
{
    for (; count > 0; count--)
        buffer_add_byte(out, ' ');
}

static void widen(struct rows_text *t, size_t column, struct text s)
{
    int width = canvas_measure(&t->canvas, shown(t, s));
    if (t->widths[column] < width)
        t->widths[column] = width;
}

static void add_cell(struct rows_text *t, struct buffer *out, size_t column, struct text s,
                     bool right)
{
    struct text cell = shown(t, s);
    int blanks = t->widths[column] - canvas_measure(&t->canvas, cell);
    if (column > 0)
        add_blanks(out, 2);
    add_blanks(out, right ? blanks : 0);
    buffer_add(out, cell);
    add_blanks(out, right ? 0 : blanks);
}

static void end_line(struct buffer *out)
{
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->len--;
    buffer_add_byte(out, '\n');
}

static void add_row(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                    int change, struct text record)
{
    size_t column = 0;
    if (head->has_change)
        add_cell(t, out, column++, text_of(change > 0 ? "1" : "-1"), true);
    for (size_t i = 0; i < query_columns(head->query); i++) {
        struct field f = record_cut(&record);
        add_cell(t, out, column++, field_text(&f), is_number(&f));
    }
    end_line(out);
}

/* --- the first rows, of which the widths are -------------------------------------------------- */

struct held_row {
    size_t len;
    int change;
};

static void hold(struct rows_text *t, const struct rows_row *row)
{
    const struct held_row held = {row->record.len, row->change};
    buffer_append(&t->held, &held, sizeof held);
    buffer_add(&t->held, row->record);
    t->held_count++;
}

/* The next of them. */
static struct text held_cut(struct text *rest, int *ret_change)
{
    struct held_row held;
    memcpy(&held, rest->ptr, sizeof held);
    struct text record = {rest->ptr + sizeof held, held.len};
    rest->ptr += sizeof held + held.len;
    rest->len -= sizeof held + held.len;
    *ret_change = held.change;
    return record;
}

static void measure(struct rows_text *t, const struct rows_head *head)
{
    size_t columns = query_columns(head->query);
    size_t own = head->has_change ? 1 : 0;
    t->widths = mem_new(columns + own, sizeof *t->widths);
    if (head->has_change)
        widen(t, 0, text_of("change"));
    for (size_t i = 0; i < columns; i++)
        widen(t, own + i, text_of(query_column(head->query, i)));
    struct text rest = buffer_text(&t->held);
    while (rest.len > 0) {
        int change;
        struct text record = held_cut(&rest, &change);
        for (size_t i = 0; i < columns; i++) {
            struct field f = record_cut(&record);
            widen(t, own + i, field_text(&f));
        }
    }
}

static void add_head(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                     civil_time at)
{
    size_t own = head->has_change ? 1 : 0;
    size_t columns = query_columns(head->query) + own;
    if (head->has_at) {
        char written[CIVIL_TEXT_LEN];
        civil_write(at, written);
        buffer_printf(out, "%.*s\n", CIVIL_TEXT_LEN, written);
    }
    for (size_t i = 0; i < columns; i++)
        add_cell(t, out, i, text_of(i < own ? "change" : query_column(head->query, i - own)),
                 false);
    end_line(out);
    for (size_t i = 0; i < columns; i++) {
        buffer_add(out, text_of(i > 0 ? "  " : ""));
        for (int x = 0; x < t->widths[i]; x++)
            buffer_add_byte(out, '-');
    }
    buffer_add_byte(out, '\n');
}

static void lay_out(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                    civil_time at)
{
    measure(t, head);
    add_head(t, out, head, at);
    struct text rest = buffer_text(&t->held);
    while (rest.len > 0) {
        int change;
        struct text record = held_cut(&rest, &change);
        add_row(t, out, head, change, record);
    }
    t->held.len = 0;
}

void rows_text_add(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                   const struct rows_row *row)
{
    if (t->widths == NULL) {
        hold(t, row);
        if (t->held_count == ROWS_TEXT_HELD)
            lay_out(t, out, head, row->at);
    } else {
        add_row(t, out, head, row->change, row->record);
    }
}

void rows_text_end(struct rows_text *t, struct buffer *out, const struct rows_head *head,
                   civil_time at)
{
    if (t->widths == NULL)
        lay_out(t, out, head, at);
    if (head->has_at)
        buffer_add_byte(out, '\n');
    free(t->widths);
    t->widths = NULL;
    t->held_count = 0;
}
