#include "blotter/crime/message.h"

#include <limits.h>
#include <stdlib.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include <jsmn.h>

#include "blotter/base/memory.h"
#include "blotter/base/utf8.h"
#include "message_fast.h"

/* The keys of all kinds. */
enum key {
    KEY_KIND,
    KEY_RUN,
    KEY_OFFICER,
    KEY_OFFICERS,
    KEY_SEQ,
    KEY_BEGAN,
    KEY_WINDOWS_FROM,
    KEY_AT,
    KEY_UNTIL,
    KEY_CONTINUES,
    KEY_PAUSED,
    KEY_ID,
    KEY_REPORTED_AT,
    KEY_OCCURRED_AT,
    KEY_CODE,
    KEY_CRIME,
    KEY_AREA,
    KEY_DISTRICT,
    KEY_ADDRESS,
    KEY_PREMISE,
    KEY_LAT,
    KEY_LON,
    KEY_COUNT,
};

static const char *const key_names[KEY_COUNT] = {
    "kind",         "run",         "officer", "officers",  "seq",    "began",
    "windows_from", "at",          "until",   "continues", "paused", "id",
    "reported_at",  "occurred_at", "code",    "crime",     "area",   "district",
    "address",      "premise",     "lat",     "lon",
};

struct decoder {
    jsmntok_t *tokens;
    size_t cap;
    struct buffer unescaped; /* strings that had escapes or broken UTF-8 */
    struct text value;
    const jsmntok_t *of[KEY_COUNT]; /* the value of each key, NULL when it is absent */
};

/* Far more than any message of ours has; a foreign one with more is undecodable. */
enum { FIRST_TOKENS = 64, MOST_TOKENS = 1 << 16 };

struct decoder *decoder_create(void)
{
    struct decoder *d = mem_new(1, sizeof *d);
    d->tokens = mem_grow(NULL, &d->cap, FIRST_TOKENS, sizeof *d->tokens);
    return d;
}

void decoder_destroy(struct decoder *d)
{
    if (d == NULL)
        return;
    free(d->tokens);
    buffer_free(&d->unescaped);
    free(d);
}

/* --- strings -------------------------------------------------------------------------------- */

static bool hex4(const char *s, uint32_t *ret)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = s[i];
        uint32_t digit;
        if (byte_is_digit(c))
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A' + 10);
        else
            return false;
        value = value << 4 | digit;
    }
    *ret = value;
    return true;
}

/* Appends the code point of a \u escape at s[*at], which stands on the `u`, and moves *at to its
 * last digit. A surrogate pair is one code point, a surrogate alone U+FFFD. jsmn has checked that
 * four hexadecimal digits follow each \u. */
static void add_unicode_escape(struct buffer *out, struct text s, size_t *at)
{
    uint32_t high = 0;
    uint32_t low = 0;
    if (*at + 4 >= s.len || !hex4(s.ptr + *at + 1, &high)) {
        utf8_add(out, UTF8_REPLACEMENT);
        return;
    }
    *at += 4;
    if (high >= 0xD800 && high <= 0xDBFF && *at + 6 < s.len && s.ptr[*at + 1] == '\\' &&
        s.ptr[*at + 2] == 'u' && hex4(s.ptr + *at + 3, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        *at += 6;
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
    utf8_add(out, high);
}

static char simple_escape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c; /* " \ / */
    }
}

/* The string's text. `unescaped` has room for the whole value mended, so that it never moves. */
static struct text string_text(struct decoder *d, struct text raw)
{
    bool escaped = raw.len > 0 && memchr(raw.ptr, '\\', raw.len) != NULL;
    if (!escaped && utf8_is_valid(raw))
        return raw;
    struct buffer *out = &d->unescaped;
    if (out->cap < d->value.len * 3)
        buffer_reserve(out, d->value.len * 3 - out->len);
    size_t at = out->len;
    size_t plain = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\')
            continue;
        utf8_add_mended(out, (struct text){raw.ptr + plain, i - plain});
        i++;
        if (raw.ptr[i] == 'u')
            add_unicode_escape(out, raw, &i);
        else
            buffer_add_byte(out, simple_escape(raw.ptr[i]));
        plain = i + 1;
    }
    utf8_add_mended(out, (struct text){raw.ptr + plain, raw.len - plain});
    return (struct text){out->data + at, out->len - at};
}

/* --- tokens --------------------------------------------------------------------------------- */

static struct text token_text(const struct decoder *d, const jsmntok_t *token)
{
    return (struct text){d->value.ptr + token->start, (size_t)(token->end - token->start)};
}

static enum key key_of(struct decoder *d, const jsmntok_t *token)
{
    struct text name = string_text(d, token_text(d, token));
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (text_is(name, key_names[i]))
            return (enum key)i;
    return KEY_COUNT;
}

/* The token behind the value at `i` and all that is in it. */
static size_t skip_value(const jsmntok_t *tokens, size_t i, size_t count)
{
    int end = tokens[i].end;
    i++;
    while (i < count && tokens[i].start < end)
        i++;
    return i;
}

static bool tokenise(struct decoder *d, size_t *ret_count)
{
    if (d->value.len > INT_MAX)
        return false;
    for (;;) {
        jsmn_parser parser;
        jsmn_init(&parser);
        int count = jsmn_parse(&parser, d->value.ptr, d->value.len, d->tokens, (unsigned)d->cap);
        if (count == JSMN_ERROR_NOMEM && d->cap < MOST_TOKENS) {
            d->tokens = mem_grow(d->tokens, &d->cap, d->cap * 2, sizeof *d->tokens);
            continue;
        }
        *ret_count = count > 0 ? (size_t)count : 0;
        return count > 0;
    }
}

/* Where a token begins and ends, a string with its quotes. */
static size_t begin_of(const jsmntok_t *token)
{
    return (size_t)token->start - (token->type == JSMN_STRING);
}

static size_t end_of(const jsmntok_t *token)
{
    return (size_t)token->end + (token->type == JSMN_STRING);
}

/* Is there nothing but blanks in [from, to), and one `separator` unless it is NUL? jsmn takes any
 * number of commas and colons anywhere, and stops at a NUL byte. */
static bool gap_is(const struct decoder *d, size_t from, size_t to, char separator)
{
    for (; from < to; from++) {
        char c = d->value.ptr[from];
        if (separator != '\0' && c == separator)
            separator = '\0';
        else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return false;
    }
    return separator == '\0';
}

/* jsmn takes any bytes for a number or a word that begin as one does. */
static bool is_value(const struct decoder *d, const jsmntok_t *token)
{
    struct text s = token_text(d, token);
    return token->type != JSMN_PRIMITIVE || coordinate_is_written(s) || text_is(s, "null") ||
           text_is(s, "true") || text_is(s, "false");
}

/* Notes where the value of each key of ours is. False: not one JSON object. */
static bool index_keys(struct decoder *d)
{
    size_t count;
    memset(d->of, 0, sizeof d->of);
    if (!tokenise(d, &count) || d->tokens[0].type != JSMN_OBJECT)
        return false;
    const jsmntok_t *object = &d->tokens[0];
    if (!gap_is(d, 0, begin_of(object), '\0') || !gap_is(d, end_of(object), d->value.len, '\0'))
        return false;
    size_t behind = begin_of(object) + 1;
    size_t i = 1;
    while (i + 1 < count) {
        const jsmntok_t *name = &d->tokens[i];
        const jsmntok_t *value = name + 1;
        if (name->type != JSMN_STRING || name->size != 1 ||
            !gap_is(d, behind, begin_of(name), i == 1 ? '\0' : ',') ||
            !gap_is(d, end_of(name), begin_of(value), ':') || !is_value(d, value))
            return false;
        enum key key = key_of(d, name);
        if (key != KEY_COUNT)
            d->of[key] = value;
        behind = end_of(value);
        i = skip_value(d->tokens, i + 1, count);
    }
    return i == count && gap_is(d, behind, end_of(object) - 1, '\0');
}

/* --- fields --------------------------------------------------------------------------------- */

static bool get_string(struct decoder *d, enum key key, struct text *ret)
{
    const jsmntok_t *token = d->of[key];
    if (token == NULL || token->type != JSMN_STRING)
        return false;
    *ret = string_text(d, token_text(d, token));
    return true;
}

static bool get_u64(const struct decoder *d, enum key key, uint64_t max, uint64_t *ret)
{
    const jsmntok_t *token = d->of[key];
    return token != NULL && token->type == JSMN_PRIMITIVE &&
           text_to_u64(token_text(d, token), max, ret);
}

static bool get_u32(const struct decoder *d, enum key key, uint32_t *ret)
{
    uint64_t value;
    if (!get_u64(d, key, UINT32_MAX, &value) || value == 0)
        return false;
    *ret = (uint32_t)value;
    return true;
}

static bool get_time(struct decoder *d, enum key key, civil_time *ret)
{
    struct text s;
    return get_string(d, key, &s) && civil_parse(s, ret);
}

/* A number's digits as they stand; empty for null and for what is no number. */
static struct text get_digits(const struct decoder *d, enum key key,
                              bool (*is_written)(struct text s))
{
    const jsmntok_t *token = d->of[key];
    if (token == NULL || token->type != JSMN_PRIMITIVE || !is_written(token_text(d, token)))
        return (struct text){NULL, 0};
    return token_text(d, token);
}

/* --- kinds ---------------------------------------------------------------------------------- */

static bool read_crime(struct decoder *d, struct crime *c)
{
    get_string(d, KEY_ID, &c->id);
    get_time(d, KEY_OCCURRED_AT, &c->occurred_at);
    c->code = get_digits(d, KEY_CODE, code_is_written);
    get_string(d, KEY_CRIME, &c->crime);
    get_string(d, KEY_AREA, &c->area);
    get_string(d, KEY_DISTRICT, &c->district);
    get_string(d, KEY_ADDRESS, &c->address);
    get_string(d, KEY_PREMISE, &c->premise);
    c->lat = get_digits(d, KEY_LAT, coordinate_is_written);
    c->lon = get_digits(d, KEY_LON, coordinate_is_written);
    if (c->lat.len == 0 || c->lon.len == 0)
        c->lat = c->lon = (struct text){NULL, 0};
    return get_time(d, KEY_REPORTED_AT, &c->reported_at);
}

static const char *read_clock(struct decoder *d, struct message *m)
{
    if (!get_u32(d, KEY_OFFICERS, &m->officers) || m->officer > m->officers)
        return "no officers";
    if (!get_time(d, KEY_AT, &m->at))
        return "no at";
    const jsmntok_t *paused = d->of[KEY_PAUSED];
    m->paused = paused != NULL && text_is(token_text(d, paused), "true");
    return NULL;
}

static const char *read_start(struct decoder *d, struct message *m)
{
    uint64_t began;
    if (!get_u64(d, KEY_BEGAN, INT64_MAX, &began))
        return "no began";
    m->began_ms = (int64_t)began;
    if (!get_time(d, KEY_WINDOWS_FROM, &m->windows_from))
        return "no windows_from";
    if (!get_time(d, KEY_UNTIL, &m->until))
        return "no until";
    get_string(d, KEY_CONTINUES, &m->continues);
    return read_clock(d, m);
}

/* NULL, or what is wrong. */
static const char *read_kind(struct decoder *d, struct message *m)
{
    struct text kind;
    if (!get_string(d, KEY_KIND, &kind))
        return "kind is no text";
    if (!get_string(d, KEY_RUN, &m->run))
        return "no run";
    if (!get_u32(d, KEY_OFFICER, &m->officer))
        return "no officer";
    if (!get_u64(d, KEY_SEQ, UINT64_MAX / 2, &m->seq))
        return "no seq";
    if (text_is(kind, "crime")) {
        m->kind = MESSAGE_CRIME;
        if (m->seq == 0)
            return "a crime's seq is 0";
        return read_crime(d, &m->crime) ? NULL : "no reported_at";
    }
    if (text_is(kind, "clock") || text_is(kind, "end")) {
        m->kind = text_is(kind, "clock") ? MESSAGE_CLOCK : MESSAGE_END;
        return read_clock(d, m);
    }
    if (text_is(kind, "start")) {
        m->kind = MESSAGE_START;
        return read_start(d, m);
    }
    return "unknown kind";
}

enum decoded decoder_read_any(struct decoder *d, struct text value, struct message *ret,
                              const char **ret_why)
{
    d->value = value;
    d->unescaped.len = 0;
    if (!index_keys(d)) {
        *ret_why = "not a JSON object";
        return DECODED_UNDECODABLE;
    }
    if (d->of[KEY_KIND] == NULL)
        return DECODED_FOREIGN;
    *ret = (struct message){0};
    *ret_why = read_kind(d, ret);
    return *ret_why == NULL ? DECODED_MESSAGE : DECODED_UNDECODABLE;
}

enum decoded decoder_read(struct decoder *d, struct text value, struct message *ret,
                          const char **ret_why)
{
    if (message_read_fast(value, ret))
        return DECODED_MESSAGE;
    return decoder_read_any(d, value, ret, ret_why);
}
