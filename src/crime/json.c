#include "blotter/crime/json.h"

#include "blotter/base/utf8.h"
#include "plain.h"

/* What reads takes where it stands, `at`, and returns where it goes on, or NULL when that is not
 * JSON. `end` is never read. */

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at;
}

/* --- strings -------------------------------------------------------------------------------- */

/* The first quote, backslash or control byte from `at` on. */
static inline const char *find_special(const char *at, const char *end)
{
    for (; end - at >= PLAIN_STEP; at += PLAIN_STEP) {
        unsigned found = plain_bits(plain_specials(plain_load(at)));
        if (found != 0)
            return at + __builtin_ctz(found);
    }
    while (at < end && !byte_is_special(*at))
        at++;
    return at;
}

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

/* From a backslash on, to where the next quote or control byte is. */
__attribute__((noinline)) static const char *skip_escapes(const char *at, const char *end)
{
    static const char simple[] = {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'};
    uint32_t ignored;
    while (at < end && *at == '\\') {
        if (end - at >= 2 && memchr(simple, at[1], sizeof simple) != NULL)
            at += 2;
        else if (end - at >= 6 && at[1] == 'u' && hex4(at + 2, &ignored))
            at += 6;
        else
            return end;
        at = find_special(at, end);
    }
    return at;
}

/* From the quote on. */
static inline const char *take_string(const char *at, const char *end, struct json_value *ret)
{
    const char *begin = at + 1;
    const char *quote = find_special(begin, end);
    bool escaped = quote < end && *quote == '\\';
    if (escaped)
        quote = skip_escapes(quote, end);
    if (quote == end || *quote != '"')
        return NULL;
    *ret = (struct json_value){{begin, (size_t)(quote - begin)}, JSON_STRING, escaped, false};
    return quote + 1;
}

/* Appends the code point of the \u escape at s[at]; returns where it goes on. A surrogate pair is
 * one code point, a surrogate alone U+FFFD. */
static size_t add_unicode_escape(struct buffer *out, struct text s, size_t at)
{
    uint32_t high = 0;
    uint32_t low = 0;
    hex4(s.ptr + at + 2, &high);
    at += 6;
    if (high >= 0xD800 && high <= 0xDBFF && at + 6 <= s.len && s.ptr[at] == '\\' &&
        s.ptr[at + 1] == 'u' && hex4(s.ptr + at + 2, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        at += 6;
        high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
    utf8_add(out, high);
    return at;
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

/* Most is not broken, and copied as it stands. */
static void add_plain(struct buffer *out, struct text s, bool valid)
{
    if (valid)
        buffer_add(out, s);
    else
        utf8_add_mended(out, s);
}

struct text json_string(const struct json_value *value, struct buffer *out)
{
    struct text raw = value->raw;
    bool valid = utf8_is_valid(raw);
    if (!value->escaped && valid)
        return raw;
    size_t begin = out->len;
    size_t at = 0;
    const char *backslash;
    while (at < raw.len && (backslash = memchr(raw.ptr + at, '\\', raw.len - at)) != NULL) {
        size_t plain = at;
        at = (size_t)(backslash - raw.ptr);
        add_plain(out, (struct text){raw.ptr + plain, at - plain}, valid);
        if (raw.ptr[at + 1] == 'u') {
            at = add_unicode_escape(out, raw, at);
        } else {
            buffer_add_byte(out, simple_escape(raw.ptr[at + 1]));
            at += 2;
        }
    }
    add_plain(out, (struct text){raw.ptr + at, raw.len - at}, valid);
    return (struct text){out->data + begin, out->len - begin};
}

/* --- numbers and words ---------------------------------------------------------------------- */

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && byte_is_digit(*at))
        at++;
    return at;
}

/* From the first digit on, at least one. */
static const char *take_digits(const char *at, const char *end)
{
    const char *behind = skip_digits(at, end);
    return behind > at ? behind : NULL;
}

static const char *take_number(const char *at, const char *end, struct json_value *ret)
{
    const char *begin = at;
    at += *at == '-';
    if (at < end && *at == '0')
        at++;
    else
        at = take_digits(at, end);
    if (at != NULL && at < end && *at == '.')
        at = take_digits(at + 1, end);
    if (at != NULL && at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at = take_digits(at + (at < end && (*at == '+' || *at == '-')), end);
    }
    if (at != NULL)
        *ret = (struct json_value){{begin, (size_t)(at - begin)}, JSON_NUMBER, false, false};
    return at;
}

bool json_is_number(struct text s)
{
    struct json_value value;
    return s.len > 0 && take_number(s.ptr, s.ptr + s.len, &value) == s.ptr + s.len;
}

static const char *take_word(const char *at, const char *end, const char *word, enum json_type type,
                             struct json_value *ret)
{
    size_t len = strlen(word);
    if ((size_t)(end - at) < len || memcmp(at, word, len) != 0)
        return NULL;
    *ret = (struct json_value){{at, len}, type, false, false};
    return at + len;
}

static const char *take_scalar(const char *at, const char *end, struct json_value *ret)
{
    if (at == end)
        return NULL;
    switch (*at) {
    case '"':
        return take_string(at, end, ret);
    case 'n':
        return take_word(at, end, "null", JSON_NULL, ret);
    case 't':
        return take_word(at, end, "true", JSON_TRUE, ret);
    case 'f':
        return take_word(at, end, "false", JSON_FALSE, ret);
    default:
        return take_number(at, end, ret);
    }
}

/* --- objects and arrays --------------------------------------------------------------------- */

/* Which of the values around us are objects, a bit each, so that any depth is a loop. */
struct nesting {
    size_t depth;
    bool too_deep;
    unsigned char is_object[JSON_DEPTH_MAX / 8];
};

static bool in_object(const struct nesting *n)
{
    size_t top = n->depth - 1;
    return (n->is_object[top / 8] >> top % 8 & 1) != 0;
}

static bool enter(struct nesting *n, bool object)
{
    size_t top = n->depth;
    if (top == JSON_DEPTH_MAX) {
        n->too_deep = true;
        return false;
    }
    unsigned bit = 1U << top % 8;
    unsigned others = top % 8 > 0 ? n->is_object[top / 8] & ~bit : 0;
    n->is_object[top / 8] = (unsigned char)(object ? others | bit : others);
    n->depth++;
    return true;
}

/* From behind a key on, up to where its value begins. */
static const char *take_colon(const char *at, const char *end)
{
    at = skip_blanks(at, end);
    return at < end && *at == ':' ? skip_blanks(at + 1, end) : NULL;
}

/* A member's key, up to where its value begins. */
static const char *take_key(const char *at, const char *end, struct json_value *ret)
{
    if (at == end || *at != '"')
        return NULL;
    at = take_string(at, end, ret);
    return at != NULL ? take_colon(at, end) : NULL;
}

/* Behind a value: closes what ends there, up to where the next value begins or the outermost one
 * has ended. */
static const char *leave(const char *at, const char *end, struct nesting *n)
{
    struct json_value key;
    while (n->depth > 0) {
        at = skip_blanks(at, end);
        if (at == end)
            return NULL;
        if (*at == ',') {
            at = skip_blanks(at + 1, end);
            return in_object(n) ? take_key(at, end, &key) : at;
        }
        if (*at != (in_object(n) ? '}' : ']'))
            return NULL;
        n->depth--;
        at++;
    }
    return at;
}

/* From a bracket on to where a value begins, or behind the other bracket when there is none. */
static const char *open_value(const char *at, const char *end, struct nesting *n)
{
    bool object = *at == '{';
    struct json_value key;
    if (!enter(n, object))
        return NULL;
    at = skip_blanks(at + 1, end);
    if (at < end && *at == (object ? '}' : ']'))
        return leave(at, end, n);
    return object ? take_key(at, end, &key) : at;
}

/* From the bracket on, to behind the one that closes it. */
static const char *take_nested(const char *at, const char *end, struct json_value *ret, bool *deep)
{
    struct nesting n;
    struct json_value inner;
    const char *begin = at;
    n.depth = 0;
    n.too_deep = false;
    at = open_value(at, end, &n);
    while (at != NULL && n.depth > 0) {
        if (at < end && (*at == '{' || *at == '['))
            at = open_value(at, end, &n);
        else if ((at = take_scalar(at, end, &inner)) != NULL)
            at = leave(at, end, &n);
    }
    *deep = n.too_deep;
    if (at != NULL)
        *ret = (struct json_value){
            {begin, (size_t)(at - begin)}, *begin == '{' ? JSON_OBJECT : JSON_ARRAY, false, false};
    return at;
}

/* From a brace on, to behind the other one, when there is one scalar in between; else NULL. */
static const char *take_wrapped(const char *at, const char *end, struct json_value *ret)
{
    at = take_key(skip_blanks(at + 1, end), end, ret);
    at = at != NULL ? take_scalar(at, end, ret) : NULL;
    at = at != NULL ? skip_blanks(at, end) : NULL;
    if (at == NULL || at == end || *at != '}')
        return NULL;
    ret->wrapped = true;
    return at + 1;
}

/* --- the walk ------------------------------------------------------------------------------- */

struct json_walk json_walk(struct text s)
{
    return (struct json_walk){.at = s.ptr, .end = s.len > 0 ? s.ptr + s.len : s.ptr};
}

static bool broken(struct json_walk *w, const char *why)
{
    w->why = why;
    return false;
}

/* From the brace on; behind it there may be blanks. */
static bool end_walk(struct json_walk *w, const char *at)
{
    return skip_blanks(at + 1, w->end) == w->end ? false : broken(w, "not a JSON object");
}

bool json_next(struct json_walk *w, struct json_value *ret_key)
{
    const char *begin = w->at;
    const char *end = w->end;
    const char *at = skip_blanks(begin, end);
    if (at < end && *at == '}' && w->begun)
        return end_walk(w, at);
    if (at == end || *at != (w->begun ? ',' : '{'))
        return broken(w, "not a JSON object");
    at = skip_blanks(at + 1, end);
    if (at < end && *at == '}' && !w->begun)
        return end_walk(w, at);
    w->at = take_key(at, end, ret_key);
    if (w->at == NULL)
        return broken(w, "not a JSON object");
    w->lead = (struct text){begin, (size_t)(w->at - begin)};
    w->opened = !w->begun;
    w->begun = true;
    return true;
}

/* Anything but a string, from its first byte on. */
__attribute__((noinline)) static const char *take_other(const char *at, const char *end,
                                                        struct json_value *ret, bool *deep)
{
    if (at == end || (*at != '{' && *at != '['))
        return take_scalar(at, end, ret);
    const char *behind = *at == '{' ? take_wrapped(at, end, ret) : NULL;
    return behind != NULL ? behind : take_nested(at, end, ret, deep);
}

bool json_take(struct json_walk *w, struct json_value *ret)
{
    const char *at = skip_blanks(w->at, w->end);
    bool deep = false;
    if (at < w->end && *at == '"')
        w->at = take_string(at, w->end, ret);
    else
        w->at = take_other(at, w->end, ret, &deep);
    return w->at != NULL || broken(w, deep ? "nested too deep" : "not a JSON object");
}

struct json_walk json_items(const struct json_value *array)
{
    struct json_walk w = json_walk(array->raw);
    w.at++; /* the bracket */
    return w;
}

/* It has been checked when the array was taken. */
bool json_item(struct json_walk *w, struct json_value *ret)
{
    const char *at = skip_blanks(w->at, w->end);
    if (*at == ']')
        return false;
    w->at = *at == ',' ? at + 1 : at;
    return json_take(w, ret);
}
