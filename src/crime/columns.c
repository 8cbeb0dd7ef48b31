#include "blotter/crime/columns.h"

void column_name_add_plain(struct buffer *out, struct text name)
{
    if (name.len >= 3 && memcmp(name.ptr, "\xEF\xBB\xBF", 3) == 0)
        name = (struct text){name.ptr + 3, name.len - 3};
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!byte_is_blank(c) && c != '_' && c != '.')
            buffer_add_byte(out, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
}
