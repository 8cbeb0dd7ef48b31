#include "csv_field.h"

static bool must_be_quoted(struct text field)
{
    for (size_t i = 0; i < field.len; i++)
        switch (field.ptr[i]) {
        case ',':
        case '"':
        case '\r':
        case '\n':
            return true;
        default:
            break;
        }
    return false;
}

void csv_add_field(struct buffer *out, struct text field)
{
    if (!must_be_quoted(field)) {
        buffer_add(out, field);
        return;
    }
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buffer_add_byte(out, '"');
        buffer_add_byte(out, field.ptr[i]);
    }
    buffer_add_byte(out, '"');
}
