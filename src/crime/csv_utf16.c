#include "csv_utf16.h"

#include "blotter/base/utf8.h"

bool utf16_begin(struct utf16 *u, struct text mark)
{
    u->little_endian = text_is(mark, "\xFF\xFE");
    return u->little_endian || text_is(mark, "\xFE\xFF");
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

static void add_unit(struct utf16 *u, uint32_t unit, struct buffer *out)
{
    uint32_t high = u->high;
    u->high = is_high(unit) ? unit : 0;
    if (high != 0 && is_low(unit)) {
        utf8_add(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        return;
    }
    if (high != 0)
        utf8_add(out, UTF8_REPLACEMENT);
    if (u->high == 0)
        utf8_add(out, unit);
}

void utf16_add(struct utf16 *u, struct text bytes, struct buffer *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        if (u->has_first)
            add_unit(u, u->little_endian ? u->first | byte << 8U : u->first << 8U | byte, out);
        u->first = byte;
        u->has_first = !u->has_first;
    }
}

void utf16_end(struct utf16 *u, struct buffer *out)
{
    if (u->high != 0 || u->has_first)
        utf8_add(out, UTF8_REPLACEMENT);
    u->high = 0;
    u->has_first = false;
}
