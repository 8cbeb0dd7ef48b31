#include "blotter/alert/rule.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/base/clock.h"
#include "blotter/base/duration.h"

enum { VALUE_MAX = 1000000000, WINDOW_MIN_S = 60, WINDOW_MAX_S = 31 * 86400 };

/* By enum alert_compare. The longer ones first: `>=` begins with `>`. */
static const char *const operators[] = {">=", "<=", "==", "!=", ">", "<"};
enum { OPERATOR_COUNT = sizeof operators / sizeof operators[0] };

static const char *const kinds[] = {NULL, "crime", "area", "district"};
enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

const char *alert_by_name(enum alert_by by)
{
    return kinds[by];
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The next word of *rest, up to a blank; empty at the end. */
static struct text next_word(struct text *rest)
{
    *rest = text_trim(*rest);
    struct text word = {rest->ptr, 0};
    while (word.len < rest->len && !byte_is_blank(rest->ptr[word.len]))
        word.len++;
    *rest = (struct text){rest->ptr + word.len, rest->len - word.len};
    return word;
}

static bool fail_at(struct text word, const char *wanted, struct error *err)
{
    enum { SHOWN = 60 };
    int len = word.len < SHOWN ? (int)word.len : SHOWN;
    if (len == 0)
        return error_usage(err, "the rule ends where %s was expected", wanted);
    return error_usage(err, "at \"%.*s\": expected %s", len, word.ptr, wanted);
}

static bool read_name(struct text name, struct alert_rule *rule, struct error *err)
{
    name = text_trim(name);
    bool ok = name.len > 0 && name.len < sizeof rule->name;
    for (size_t i = 0; ok && i < name.len; i++)
        ok = (unsigned char)name.ptr[i] >= ' ' && strchr("/:=\x7f", name.ptr[i]) == NULL;
    if (!ok)
        return fail_at(name, "a name of at most 64 bytes without / : =", err);
    memcpy(rule->name, name.ptr, name.len);
    return true;
}

/* Where the operator stands in `s`; s.len when there is none. */
static size_t find_operator(struct text s, size_t *ret_operator)
{
    for (size_t at = 0; at < s.len; at++)
        for (size_t i = 0; i < OPERATOR_COUNT; i++) {
            size_t len = strlen(operators[i]);
            if (s.len - at >= len && memcmp(s.ptr + at, operators[i], len) == 0) {
                *ret_operator = i;
                return at;
            }
        }
    return s.len;
}

/* WHAT, and `near` behind it. */
static bool read_what(struct text what, struct alert_rule *rule, struct error *err)
{
    struct text word = {what.ptr + what.len, 0};
    while (word.ptr > what.ptr && !byte_is_blank(word.ptr[-1])) {
        word.ptr--;
        word.len++;
    }
    rule->near = text_is(word, "near");
    if (rule->near)
        what = text_trim((struct text){what.ptr, what.len - word.len});
    if (what.len == 0 || what.len >= sizeof rule->what || memchr(what.ptr, '\0', what.len) != NULL)
        return fail_at(what.len == 0 ? word : what, "`total`, or a part of the crime's name", err);
    if (!text_is(what, "total"))
        memcpy(rule->what, what.ptr, what.len);
    return true;
}

/* N.Nx, with at most three decimals, in thousandths. */
static bool read_factor(struct text s, uint32_t *ret)
{
    uint64_t whole;
    uint64_t part = 0;
    struct text decimals = s;
    struct text digits = text_cut(&decimals, '.');
    bool has_decimals = decimals.ptr != NULL;
    if (!text_to_u64(digits, VALUE_MAX / ALERT_FACTOR_UNIT, &whole))
        return false;
    if (has_decimals && (decimals.len > 3 || !text_to_u64(decimals, 999, &part)))
        return false;
    for (size_t i = decimals.len; has_decimals && i < 3; i++)
        part *= 10;
    *ret = (uint32_t)(whole * ALERT_FACTOR_UNIT + part);
    return true;
}

static bool read_value(struct text word, struct alert_rule *rule, struct error *err)
{
    uint64_t value;
    rule->relative = word.len > 1 && word.ptr[word.len - 1] == 'x';
    if (rule->relative && read_factor((struct text){word.ptr, word.len - 1}, &rule->value))
        return true;
    if (rule->relative || !text_to_u64(word, VALUE_MAX, &value))
        return fail_at(word, "a whole number, or a factor such as 1.5x", err);
    rule->value = (uint32_t)value;
    return true;
}

static bool read_duration(struct text word, int64_t *ret_s, struct error *err)
{
    int64_t ms;
    if (!duration_parse(word, &ms) || ms % MS_PER_S != 0)
        return fail_at(word, "a duration in whole seconds, such as 30m", err);
    *ret_s = ms / MS_PER_S;
    return true;
}

static bool read_window(struct text *rest, struct alert_rule *rule, struct error *err)
{
    struct text word = next_word(rest);
    if (!text_is(word, "in"))
        return fail_at(word, "`in` and a window, such as in 6h", err);
    word = next_word(rest);
    if (!read_duration(word, &rule->window_s, err))
        return false;
    if (rule->window_s < WINDOW_MIN_S || rule->window_s > WINDOW_MAX_S)
        return fail_at(word, "a window from 1m to 31d", err);
    return true;
}

static bool read_kind(struct text word, struct alert_rule *rule, struct error *err)
{
    for (size_t i = 1; i < KIND_COUNT; i++)
        if (text_is(word, kinds[i])) {
            rule->by = (enum alert_by)i;
            return true;
        }
    return fail_at(word, "crime, area or district", err);
}

static bool read_for(struct text word, struct alert_rule *rule, struct error *err)
{
    return read_duration(word, &rule->for_s, err);
}

static bool read_keep(struct text word, struct alert_rule *rule, struct error *err)
{
    return read_duration(word, &rule->keep_s, err);
}

/* What may stand behind the window, each once and in this order. */
static const struct clause {
    const char *word;
    bool (*read)(struct text word, struct alert_rule *rule, struct error *err);
} clauses[] = {{"by", read_kind}, {"for", read_for}, {"keep", read_keep}};
enum { CLAUSE_COUNT = sizeof clauses / sizeof clauses[0] };

static bool read_clauses(struct text *rest, struct alert_rule *rule, struct error *err)
{
    struct text word = next_word(rest);
    for (size_t i = 0; i < CLAUSE_COUNT; i++) {
        if (!text_is(word, clauses[i].word))
            continue;
        if (!clauses[i].read(next_word(rest), rule, err))
            return false;
        word = next_word(rest);
    }
    return word.len == 0 || fail_at(word, "by KIND, for D, keep D in this order, or the end", err);
}

bool alert_rule_parse_named(struct text name, struct text text, struct alert_rule *ret,
                            struct error *err)
{
    struct alert_rule rule = {.name = ""};
    size_t operator= 0;
    text = text_trim(text);
    size_t at = find_operator(text, &operator);
    if (!read_name(name, &rule, err))
        return false;
    if (at == text.len)
        return error_usage(err, "the rule has none of >= <= == != > <");
    if (!read_what(text_trim((struct text){text.ptr, at}), &rule, err))
        return false;
    rule.compare = (enum alert_compare) operator;
    struct text rest = {text.ptr + at, text.len - at};
    rest.ptr += strlen(operators[operator]);
    rest.len -= strlen(operators[operator]);
    if (!read_value(next_word(&rest), &rule, err) || !read_window(&rest, &rule, err) ||
        !read_clauses(&rest, &rule, err))
        return false;
    *ret = rule;
    return true;
}

bool alert_rule_parse(struct text text, struct alert_rule *ret, struct error *err)
{
    struct text rest = text;
    struct text name = text_cut(&rest, ':');
    if (rest.ptr == NULL)
        return error_usage(err, "a rule is NAME: WHAT [near] OP VALUE in WINDOW [by KIND] [for D] "
                                "[keep D]");
    return alert_rule_parse_named(name, rest, ret, err);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void write_duration(struct buffer *out, const char *word, int64_t seconds)
{
    char text[DURATION_TEXT_SIZE];
    duration_write(seconds * MS_PER_S, text);
    buffer_printf(out, " %s %s", word, text);
}

/* With no more decimals than it needs. */
static void write_factor(struct buffer *out, uint32_t thousandths)
{
    buffer_add_u64(out, thousandths / ALERT_FACTOR_UNIT);
    for (uint32_t left = thousandths % ALERT_FACTOR_UNIT, unit = ALERT_FACTOR_UNIT / 10; left > 0;
         left %= unit, unit /= 10)
        buffer_printf(out, "%s%" PRIu32, unit == ALERT_FACTOR_UNIT / 10 ? "." : "", left / unit);
    buffer_add_byte(out, 'x');
}

void alert_rule_write(const struct alert_rule *rule, struct buffer *out)
{
    buffer_printf(out, "%s: %s%s %s ", rule->name, rule->what[0] != '\0' ? rule->what : "total",
                  rule->near ? " near" : "", operators[rule->compare]);
    if (rule->relative)
        write_factor(out, rule->value);
    else
        buffer_add_u64(out, rule->value);
    write_duration(out, "in", rule->window_s);
    if (rule->by != ALERT_BY_NOTHING)
        buffer_printf(out, " by %s", kinds[rule->by]);
    if (rule->for_s > 0)
        write_duration(out, "for", rule->for_s);
    if (rule->keep_s > 0)
        write_duration(out, "keep", rule->keep_s);
}
