/* --alert: any bytes as a rule. What is read stays within its bounds, is written and read again,
 * and is the same. */
#include "fuzz/fuzz.h"

#include "blotter/alert/rule.h"
#include "blotter/base/utf8.h"

const char *const fuzz_seeds[] = {
    "robberies: ROBBERY near >= 3 in 6h for 30m keep 2h",
    "surge: total >= 1.6x in 4h for 10m keep 1h",
    "areas: BURGLARY > 5 in 31d by area",
    "none: total near == 0 in 1m by district for 1s keep 3650d",
    NULL,
};

const char *const fuzz_words[] = {
    ":",     " near", " total", ">=",    "<=",         "==",   "!=",  ">",
    "<",     " in ",  " for ",  " keep", " by ",       "area", "1.5", "x",
    "crime", "2h",    "m",      "31d",   "district",   "0",    "/",   "=",
    "\n",    "\t",    "\xFF",   " ",     "1000000000", "\x7f", NULL,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct alert_rule rule;
    struct error err = {0};
    if (!alert_rule_parse((struct text){(const char *)data, size}, &rule, &err)) {
        MUST(err.text[0] != '\0' && utf8_is_valid(text_of(err.text)));
        return 0;
    }
    struct buffer once = {0};
    struct buffer twice = {0};
    struct alert_rule back;
    alert_rule_write(&rule, &once);
    MUST(rule.window_s >= 60 && rule.for_s >= 0 && rule.keep_s >= 0);
    MUST(alert_rule_parse(buffer_text(&once), &back, &err));
    alert_rule_write(&back, &twice);
    MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
    return 0;
}
