/* A rule: when there is to be an alert (DESIGN §8).
 *
 *     NAME: WHAT [near] OP VALUE in WINDOW [by KIND] [for D] [keep D]
 *     robberies: ROBBERY near >= 3 in 6h for 30m keep 2h */
#ifndef BLOTTER_ALERT_RULE_H
#define BLOTTER_ALERT_RULE_H

#include "blotter/base/error.h"
#include "blotter/base/text.h"

enum { ALERT_RULES_MAX = 32, ALERT_NAME_SIZE = 65, ALERT_WHAT_SIZE = 256 };

/* In the order of the table of operators. */
enum alert_compare {
    ALERT_AT_LEAST,
    ALERT_AT_MOST,
    ALERT_EQUAL,
    ALERT_NOT_EQUAL,
    ALERT_GREATER,
    ALERT_LESS,
};

enum alert_by { ALERT_BY_NOTHING, ALERT_BY_CRIME, ALERT_BY_AREA, ALERT_BY_DISTRICT };

/* A factor is held in thousandths, so that comparing is exact. */
enum { ALERT_FACTOR_UNIT = 1000 };

struct alert_rule {
    char name[ALERT_NAME_SIZE];
    char what[ALERT_WHAT_SIZE]; /* a part of the crime, in any case; "": all reports */
    bool near;                  /* only near reports */
    bool relative;              /* `value` is a factor of the count of the window before */
    enum alert_compare compare;
    uint32_t value;
    int64_t window_s, for_s, keep_s;
    enum alert_by by;
};

/* Reads a rule as --alert has it. False with *err, a usage error that quotes the place. */
bool alert_rule_parse(struct text text, struct alert_rule *ret, struct error *err);

/* The same where the name stands apart, as under [alerts] in the configuration. */
bool alert_rule_parse_named(struct text name, struct text text, struct alert_rule *ret,
                            struct error *err);

/* Appends the rule as alert_rule_parse reads it. */
void alert_rule_write(const struct alert_rule *rule, struct buffer *out);

/* "crime", "area", "district"; NULL for ALERT_BY_NOTHING. */
const char *alert_by_name(enum alert_by by);

#endif
