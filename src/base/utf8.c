#include "blotter/base/utf8.h"

/* The Unicode Standard, table 3-7: how many bytes follow a lead byte, and the range that the first
 * of them must lie in; the others are 80..BF. */
struct sequence {
    unsigned char lead_from, lead_to;
    unsigned char second_from, second_to;
    unsigned char length;
    unsigned char lead_bits;
};

static const struct sequence sequences[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2, 0x1F}, {0xE0, 0xE0, 0xA0, 0xBF, 3, 0x0F},
    {0xE1, 0xEC, 0x80, 0xBF, 3, 0x0F}, {0xED, 0xED, 0x80, 0x9F, 3, 0x0F},
    {0xEE, 0xEF, 0x80, 0xBF, 3, 0x0F}, {0xF0, 0xF0, 0x90, 0xBF, 4, 0x07},
    {0xF1, 0xF3, 0x80, 0xBF, 4, 0x07}, {0xF4, 0xF4, 0x80, 0x8F, 4, 0x07},
};

static const struct sequence *sequence_of(unsigned char lead)
{
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
        if (lead >= sequences[i].lead_from && lead <= sequences[i].lead_to)
            return &sequences[i];
    return NULL;
}

uint32_t utf8_next(struct text s, size_t *ret_len, bool *ret_ok)
{
    const unsigned char *bytes = (const unsigned char *)s.ptr;
    *ret_len = 1;
    *ret_ok = true;
    if (bytes[0] < 0x80)
        return bytes[0];
    const struct sequence *q = sequence_of(bytes[0]);
    uint32_t code_point = 0;
    size_t at = 1;
    if (q != NULL) {
        code_point = bytes[0] & q->lead_bits;
        unsigned char from = q->second_from;
        unsigned char to = q->second_to;
        while (at < q->length && at < s.len && bytes[at] >= from && bytes[at] <= to) {
            code_point = code_point << 6 | (bytes[at] & 0x3FU);
            at++;
            from = 0x80;
            to = 0xBF;
        }
    }
    *ret_len = at;
    *ret_ok = q != NULL && at == q->length;
    return *ret_ok ? code_point : UTF8_REPLACEMENT;
}

/* How many bytes at the start of `s` are plain ASCII, eight at a time. */
static size_t ascii_run(struct text s)
{
    size_t at = 0;
    for (uint64_t word; at + sizeof word <= s.len; at += sizeof word) {
        memcpy(&word, s.ptr + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0)
            break;
    }
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at;
}

bool utf8_is_valid(struct text s)
{
    for (;;) {
        size_t len = ascii_run(s);
        if (len == s.len)
            return true;
        s = (struct text){s.ptr + len, s.len - len};
        bool ok;
        utf8_next(s, &len, &ok);
        if (!ok)
            return false;
        s = (struct text){s.ptr + len, s.len - len};
    }
}

void utf8_add_mended(struct buffer *b, struct text s)
{
    while (s.len > 0) {
        size_t len = ascii_run(s);
        buffer_append(b, s.ptr, len);
        s = (struct text){s.ptr + len, s.len - len};
        if (s.len == 0)
            return;
        bool ok;
        uint32_t code_point = utf8_next(s, &len, &ok);
        if (ok)
            buffer_append(b, s.ptr, len);
        else
            utf8_add(b, code_point);
        s = (struct text){s.ptr + len, s.len - len};
    }
}

void utf8_add(struct buffer *b, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = UTF8_REPLACEMENT;
    char out[4];
    size_t len;
    if (c < 0x80) {
        out[0] = (char)c;
        len = 1;
    } else if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        len = 2;
    } else if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        len = 3;
    } else {
        out[0] = (char)(0xF0 | c >> 18);
        out[1] = (char)(0x80 | (c >> 12 & 0x3F));
        out[2] = (char)(0x80 | (c >> 6 & 0x3F));
        out[3] = (char)(0x80 | (c & 0x3F));
        len = 4;
    }
    buffer_append(b, out, len);
}

/* Unicode's categories Cc, Cf, Zl and Zp. */
static const struct {
    uint32_t from, to;
} controls[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x600, 0x605},
    {0x61C, 0x61C},     {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},
    {0x8E2, 0x8E2},     {0x180E, 0x180E},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE00FF},
};

bool utf8_is_control(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++)
        if (code_point >= controls[i].from && code_point <= controls[i].to)
            return true;
    return false;
}

/* Above U+FFFF a pair of surrogates (RFC 8259, section 7). */
static void add_escaped(struct buffer *b, uint32_t c)
{
    if (c > 0xFFFF) {
        buffer_printf(b, "\\u%04x", (unsigned)(0xD7C0 + (c >> 10)));
        c = 0xDC00 | (c & 0x3FF);
    }
    buffer_printf(b, "\\u%04x", (unsigned)c);
}

void utf8_add_for(struct buffer *b, struct text lines, enum utf8_reader reader)
{
    if (reader == UTF8_FOR_PROGRAM) {
        utf8_add_mended(b, lines);
        return;
    }
    while (lines.len > 0) {
        size_t len;
        bool ok;
        uint32_t c = utf8_next(lines, &len, &ok);
        if (c == '\n' || !utf8_is_control(c))
            utf8_add(b, c);
        else if (reader == UTF8_FOR_TERMINAL_AS_JSON)
            add_escaped(b, c);
        else
            utf8_add(b, UTF8_REPLACEMENT);
        lines = (struct text){lines.ptr + len, lines.len - len};
    }
}
