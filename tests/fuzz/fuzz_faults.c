/* --faults: any bytes as a list. What is read stays within its bounds, and draws for a report what
 * goes out in time. */
#include "fuzz/fuzz.h"

#include "blotter/base/utf8.h"
#include "blotter/replay/faults.h"

const char *const fuzz_seeds[] = {
    "late=1%:2h,duplicate=0.5%,missing=0.1%,garbled=0.1%,silent=2@03:00+6h",
    "missing=100%",
    "late=0.0001%:31d",
    "silent=4294967295@23:59+1s",
    NULL,
};

const char *const fuzz_words[] = {
    "late=", "duplicate=", "missing=", "garbled=", "silent=", "%",   ":",   "@",  "+",    ",",
    "=",     ".",          "0",        "100%",     "2h",      "31d", "23h", "1s", "\xFF", NULL,
};

static void check_fate(const struct faults *f, struct text tail)
{
    const civil_time at = {1672531200};
    const civil_time last = civil_add(at, 7 * CIVIL_DAY_S);
    struct fate fate = faults_draw(f, tail, at, last);
    MUST(fate.due.s >= at.s && fate.due.s <= last.s && fate.due.s <= at.s + f->late_s);
    MUST((fate.due.s > at.s) == (fate.fault == FAULT_LATE));
    MUST(fate.fault == FAULT_NONE || (f->kinds >> fate.fault & 1) != 0);
    civil_time until = faults_silent_until(f, f->silent_officer, at);
    MUST(until.s >= at.s && until.s <= at.s + f->silent_s);
    MUST(faults_silent_until(f, f->silent_officer, until).s == until.s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct text list = {(const char *)data, size};
    struct faults f = {.seed = 7};
    struct error err = {0};
    if (!faults_parse(list, &f, &err)) {
        MUST(f.kinds == 0 && err.text[0] != '\0' && utf8_is_valid(text_of(err.text)));
        return 0;
    }
    MUST(f.kinds != 0 && f.seed == 7);
    check_fate(&f, list);
    return 0;
}
