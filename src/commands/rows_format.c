#include "rows_format.h"

#include "blotter/base/utf8.h"
#include "blotter/crime/message.h"
#include "csv_field.h"

/* --- json ------------------------------------------------------------------------------------- */

static void add_name(struct buffer *out, const char *name)
{
    struct buffer mended = {0};
    utf8_add_mended(&mended, text_of(name));
    json_write_string(out, buffer_text(&mended));
    buffer_add_byte(out, ':');
    buffer_free(&mended);
}

/* What is no number of JSON's, an infinity, is null. */
static void add_json_value(struct buffer *out, const struct field *f)
{
    bool is_finite = f->kind == QUERY_REAL && !text_contains_any_case(f->text, text_of("n"));
    if (f->kind == QUERY_INTEGER || is_finite)
        buffer_add(out, f->text);
    else if (f->kind == QUERY_TEXT || f->kind == QUERY_BLOB)
        json_write_string(out, f->text);
    else
        buffer_add(out, text_of("null"));
}

static void json_row(struct buffer *out, const struct rows_head *head, const struct rows_row *row)
{
    struct text rest = row->record;
    const char *separator = "{";
    if (head->has_at) {
        char at[CIVIL_TEXT_LEN];
        civil_write(row->at, at);
        buffer_printf(out, "{\"at\":\"%.*s\"", CIVIL_TEXT_LEN, at);
        separator = ",";
    }
    if (head->has_change) {
        buffer_printf(out, "%s\"change\":%d", separator, row->change);
        separator = ",";
    }
    for (size_t i = 0; i < query_columns(head->query); i++) {
        struct field f = record_cut(&rest);
        buffer_add(out, text_of(separator));
        add_name(out, query_column(head->query, i));
        add_json_value(out, &f);
        separator = ",";
    }
    buffer_add(out, text_of("}\n"));
}

/* --- csv -------------------------------------------------------------------------------------- */

static void csv_head(struct buffer *out, const struct rows_head *head)
{
    buffer_printf(out, "%s%s", head->has_at ? "at," : "", head->has_change ? "change," : "");
    for (size_t i = 0; i < query_columns(head->query); i++) {
        if (i > 0)
            buffer_add_byte(out, ',');
        csv_add_field(out, text_of(query_column(head->query, i)));
    }
    buffer_add_byte(out, '\n');
}

static void csv_row(struct buffer *out, const struct rows_head *head, const struct rows_row *row)
{
    struct text rest = row->record;
    if (head->has_at) {
        char at[CIVIL_TEXT_LEN];
        civil_write(row->at, at);
        buffer_printf(out, "%.*s,", CIVIL_TEXT_LEN, at);
    }
    if (head->has_change)
        buffer_printf(out, "%d,", row->change);
    for (size_t i = 0; i < query_columns(head->query); i++) {
        struct field f = record_cut(&rest);
        if (i > 0)
            buffer_add_byte(out, ',');
        csv_add_field(out, f.text);
    }
    buffer_add_byte(out, '\n');
}

static const struct rows_format formats[] = {{"json", NULL, json_row}, {"csv", csv_head, csv_row}};

const struct rows_format *rows_format_named(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
