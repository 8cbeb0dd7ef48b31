#include "message_fast.h"

#include "plain.h"

/* What is still to be read; `at` is NULL once something was not as expected, so that the fields can
 * be read one after another and the outcome be asked for once. */
struct fast_cursor {
    const char *at, *end;
};

static void expect(struct fast_cursor *c, const char *literal, size_t len)
{
    if (c->at == NULL || (size_t)(c->end - c->at) < len || memcmp(c->at, literal, len) != 0)
        c->at = NULL;
    else
        c->at += len;
}

/* The length of a literal is known to the compiler, which makes the comparison a few loads. */
#define EXPECT(cursor, literal) expect(cursor, literal, sizeof(literal) - 1)

/* The first byte from `at` on that is not plain ASCII. */
static const char *find_surprise(const char *at, const char *end)
{
    for (; end - at >= PLAIN_STEP; at += PLAIN_STEP) {
        plain_bytes bytes = plain_load(at);
        unsigned found = plain_bits(plain_specials(bytes) | (plain_bytes)(bytes > 0x7E));
        if (found != 0)
            return at + __builtin_ctz(found);
    }
    while (at < end && !byte_is_special(*at) && (unsigned char)*at <= 0x7E)
        at++;
    return at;
}

/* The rest of a string up to its closing quote: plain ASCII without escapes, or a surprise. */
static struct text take_string(struct fast_cursor *c)
{
    const char *begin = c->at;
    if (begin == NULL)
        return (struct text){NULL, 0};
    const char *at = find_surprise(begin, c->end);
    if (at == c->end || *at != '"') {
        c->at = NULL;
        return (struct text){NULL, 0};
    }
    c->at = at + 1;
    return (struct text){begin, (size_t)(at - begin)};
}

/* Decimal digits without a leading zero, at most 18 of them. */
static uint64_t take_number(struct fast_cursor *c)
{
    uint64_t value = 0;
    const char *begin = c->at;
    if (begin == NULL)
        return 0;
    while (c->at < c->end && byte_is_digit(*c->at) && c->at - begin < 18)
        value = value * 10 + (uint64_t)(*c->at++ - '0');
    if (c->at == begin || *begin == '0')
        c->at = NULL;
    return value;
}

static civil_time take_time(struct fast_cursor *c)
{
    civil_time t = {0};
    if (c->at == NULL || c->end - c->at < CIVIL_TEXT_LEN + 1 || c->at[CIVIL_TEXT_LEN] != '"' ||
        !civil_parse((struct text){c->at, CIVIL_TEXT_LEN}, &t))
        c->at = NULL;
    else
        c->at += CIVIL_TEXT_LEN + 1;
    return t;
}

/* Digits as they are written, or null: -118.2631. Anything fancier is for the long way. */
static struct text take_digits(struct fast_cursor *c)
{
    const char *begin = c->at;
    if (begin == NULL)
        return (struct text){NULL, 0};
    if (c->end - begin >= 4 && memcmp(begin, "null", 4) == 0) {
        c->at += 4;
        return (struct text){NULL, 0};
    }
    const char *at = begin + (begin < c->end && *begin == '-');
    const char *whole = at;
    while (at < c->end && byte_is_digit(*at))
        at++;
    bool ok = at > whole && (*whole != '0' || at == whole + 1);
    if (at < c->end && *at == '.') {
        const char *decimals = ++at;
        while (at < c->end && byte_is_digit(*at))
            at++;
        ok = ok && at > decimals;
    }
    c->at = ok ? at : NULL;
    return (struct text){begin, (size_t)(at - begin)};
}

static struct text take_code(struct fast_cursor *c)
{
    struct text code = take_digits(c);
    if (code.len > 0 && (code.ptr[0] == '-' || memchr(code.ptr, '.', code.len) != NULL))
        c->at = NULL;
    return code;
}

static void take_crime(struct fast_cursor *c, struct crime *crime)
{
    EXPECT(c, ",\"id\":\"");
    crime->id = take_string(c);
    EXPECT(c, ",\"reported_at\":\"");
    crime->reported_at = take_time(c);
    EXPECT(c, ",\"occurred_at\":\"");
    crime->occurred_at = take_time(c);
    EXPECT(c, ",\"code\":");
    crime->code = take_code(c);
    EXPECT(c, ",\"crime\":\"");
    crime->crime = take_string(c);
    EXPECT(c, ",\"area\":\"");
    crime->area = take_string(c);
    EXPECT(c, ",\"district\":\"");
    crime->district = take_string(c);
    EXPECT(c, ",\"address\":\"");
    crime->address = take_string(c);
    EXPECT(c, ",\"premise\":\"");
    crime->premise = take_string(c);
    EXPECT(c, ",\"lat\":");
    crime->lat = take_digits(c);
    EXPECT(c, ",\"lon\":");
    crime->lon = take_digits(c);
    EXPECT(c, "}");
    if (crime->lat.len == 0 || crime->lon.len == 0)
        crime->lat = crime->lon = (struct text){NULL, 0};
}

bool message_read_fast(struct text value, struct message *ret)
{
    struct fast_cursor c = {value.ptr, value.len > 0 ? value.ptr + value.len : value.ptr};
    EXPECT(&c, "{\"kind\":\"crime\",\"run\":\"");
    if (c.at == NULL)
        return false;
    *ret = (struct message){.kind = MESSAGE_CRIME};
    ret->run = take_string(&c);
    EXPECT(&c, ",\"officer\":");
    uint64_t officer = take_number(&c);
    EXPECT(&c, ",\"seq\":");
    ret->seq = take_number(&c);
    ret->officer = (uint32_t)officer;
    take_crime(&c, &ret->crime);
    return c.at != NULL && c.at == c.end && officer <= UINT32_MAX;
}
