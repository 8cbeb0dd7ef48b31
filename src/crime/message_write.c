#include "blotter/crime/message.h"

#include "plain.h"

/* Appends a literal; the compiler knows its length. */
static void lit(struct buffer *out, const char *literal)
{
    buffer_append(out, literal, strlen(literal));
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == 0x7f || c == '"' || c == '\\';
}

/* Writes the escape of a byte that needs one, at most 6 bytes; returns how many. */
static size_t escape(unsigned char c, char *out)
{
    static const char hex[] = "0123456789abcdef";
    out[0] = '\\';
    out[1] = (char)c;
    if (c == '"' || c == '\\')
        return 2;
    out[1] = 'u';
    out[2] = out[3] = '0';
    out[4] = hex[c >> 4];
    out[5] = hex[c & 15];
    return 6;
}

void json_write_string(struct buffer *out, struct text s)
{
    buffer_add_byte(out, '"');
    size_t plain = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (!needs_escape(c))
            continue;
        char escaped[6];
        buffer_append(out, s.ptr + plain, i - plain);
        plain = i + 1;
        buffer_append(out, escaped, escape(c, escaped));
    }
    if (plain < s.len)
        buffer_append(out, s.ptr + plain, s.len - plain);
    buffer_add_byte(out, '"');
}

static void write_time(struct buffer *out, civil_time t)
{
    char text[CIVIL_TEXT_LEN + 2];
    text[0] = text[CIVIL_TEXT_LEN + 1] = '"';
    civil_write(t, text + 1);
    buffer_append(out, text, sizeof text);
}

static void write_head(struct buffer *out, const char *kind, struct text run, uint32_t officer)
{
    lit(out, "{\"kind\":\"");
    lit(out, kind);
    lit(out, "\",\"run\":");
    json_write_string(out, run);
    lit(out, ",\"officer\":");
    buffer_add_u64(out, officer);
}

static const char *const kind_names[] = {
    [MESSAGE_START] = "start",
    [MESSAGE_CRIME] = "crime",
    [MESSAGE_CLOCK] = "clock",
    [MESSAGE_END] = "end",
};

void message_write(struct buffer *out, const struct message *m)
{
    write_head(out, kind_names[m->kind], m->run, m->officer);
    lit(out, ",\"officers\":");
    buffer_add_u64(out, m->officers);
    lit(out, ",\"seq\":");
    buffer_add_u64(out, m->seq);
    if (m->kind == MESSAGE_START) {
        lit(out, ",\"began\":");
        buffer_add_u64(out, (uint64_t)m->began_ms);
        lit(out, ",\"windows_from\":");
        write_time(out, m->windows_from);
    }
    lit(out, ",\"at\":");
    write_time(out, m->at);
    if (m->kind == MESSAGE_START) {
        lit(out, ",\"until\":");
        write_time(out, m->until);
        if (m->continues.len > 0) {
            lit(out, ",\"continues\":");
            json_write_string(out, m->continues);
        }
    }
    if (m->paused)
        lit(out, ",\"paused\":true");
    if (m->listens) {
        lit(out, ",\"obeys\":");
        buffer_add_u64(out, m->obeys);
    }
    lit(out, "}");
}

/* --- crimes --------------------------------------------------------------------------------- */

/* Crimes are nearly all there is to write, so the room for one is made once and it is written
 * straight into it: half the time of appending field by field. */

static char *put(char *at, const char *bytes, size_t len)
{
    memcpy(at, bytes, len);
    return at + len;
}

/* The compiler knows a literal's length, and copies it in a few moves. */
#define PUT(at, literal) put(at, literal, sizeof(literal) - 1)

static char *put_number(char *at, struct text digits)
{
    return digits.len > 0 ? put(at, digits.ptr, digits.len) : PUT(at, "null");
}

/* Takes up to 6 bytes for one, and writes no further than that. */
static char *put_string(char *at, struct text s)
{
    *at++ = '"';
    size_t i = 0;
    while (s.len - i >= PLAIN_STEP) {
        plain_bytes bytes = plain_load(s.ptr + i);
        unsigned found = plain_bits(plain_specials(bytes) | (plain_bytes)(bytes == 0x7F));
        size_t plain = found != 0 ? (size_t)__builtin_ctz(found) : PLAIN_STEP;
        put(at, s.ptr + i, PLAIN_STEP);
        at += plain;
        i += plain;
        if (found != 0)
            at += escape((unsigned char)s.ptr[i++], at);
    }
    for (; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (needs_escape(c))
            at += escape(c, at);
        else
            *at++ = (char)c;
    }
    *at++ = '"';
    return at;
}

static char *put_u64(char *at, uint64_t value)
{
    char digits[20];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    return put(at, digits + first, sizeof digits - first);
}

static char *put_time(char *at, civil_time t)
{
    *at = '"';
    civil_write(t, at + 1);
    at[CIVIL_TEXT_LEN + 1] = '"';
    return at + CIVIL_TEXT_LEN + 2;
}

void message_write_crime_head(struct buffer *out, struct text run, uint32_t officer, uint64_t seq)
{
    enum { KEYS_AND_NUMBERS = 128 };
    buffer_reserve(out, KEYS_AND_NUMBERS + run.len * 6);
    char *at = out->data + out->len;
    at = put_string(PUT(at, "{\"kind\":\"crime\",\"run\":"), run);
    at = put_u64(PUT(at, ",\"officer\":"), officer);
    at = put_u64(PUT(at, ",\"seq\":"), seq);
    at = PUT(at, ",");
    out->len = (size_t)(at - out->data);
}

void message_write_crime_tail(struct buffer *out, const struct crime *c)
{
    enum { KEYS_AND_TIMES = 256 };
    size_t texts = c->id.len + c->crime.len + c->area.len + c->district.len + c->address.len +
                   c->premise.len + c->code.len + c->lat.len + c->lon.len;
    buffer_reserve(out, KEYS_AND_TIMES + texts * 6);
    char *at = out->data + out->len;
    at = put_string(PUT(at, "\"id\":"), c->id);
    at = put_time(PUT(at, ",\"reported_at\":"), c->reported_at);
    at = put_time(PUT(at, ",\"occurred_at\":"), c->occurred_at);
    at = put_number(PUT(at, ",\"code\":"), c->code);
    at = put_string(PUT(at, ",\"crime\":"), c->crime);
    at = put_string(PUT(at, ",\"area\":"), c->area);
    at = put_string(PUT(at, ",\"district\":"), c->district);
    at = put_string(PUT(at, ",\"address\":"), c->address);
    at = put_string(PUT(at, ",\"premise\":"), c->premise);
    at = put_number(PUT(at, ",\"lat\":"), c->lat);
    at = put_number(PUT(at, ",\"lon\":"), c->lon);
    at = PUT(at, "}");
    out->len = (size_t)(at - out->data);
}
