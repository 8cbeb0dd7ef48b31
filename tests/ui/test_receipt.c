/* The receipt for what a key has done on purpose: when it comes, and what it says. */
#include "ui/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

/* What has been sent, injected (late or missing) and found since the key was pressed at 100, 1. */
struct look {
    uint64_t sent, injected, consumed, missing, late;
    enum session_state state;
};

static void expect(enum fault kind, const struct look *look, const char *said)
{
    struct session_status status = {.state = SESSION_PLAYING, .sent = 100};
    struct receipt r = {0};
    char out[RECEIPT_SIZE] = "";
    if (kind != FAULT_NONE)
        status.counts.injected.of[kind] = 1;
    else
        status.broker_away = true;
    receipt_await(&r, kind, &status);
    status.state = look->state;
    status.sent = look->sent;
    if (kind != FAULT_NONE)
        status.counts.injected.of[kind] = look->injected;
    status.counts.known = look->state == SESSION_ENDED;
    status.counts.produced = look->sent;
    const struct accounting a = {
        .consumed = look->consumed, .missing = look->missing, .late = look->late};
    if (receipt_give(&r, &status, &a, out) != (said != NULL))
        fail_msg("%s, not %s", out, said != NULL ? said : "nothing");
    assert_string_equal(out, said != NULL ? said : "");
    assert_true(said == NULL || !receipt_give(&r, &status, &a, out)); /* once */
}

static void it_comes_when_what_was_done_has_shown(void **state)
{
    (void)state;
    const enum session_state on = SESSION_PLAYING;
    const enum session_state ended = SESSION_ENDED;
    static const char late[] = "2 of 2 late on purpose: 1,200 = 1,200, nothing lost unseen";
    expect(FAULT_LATE, &(struct look){1200, 2, 1200, 0, 2, on}, late);
    expect(FAULT_LATE, &(struct look){1200, 2, 1250, 0, 2, on}, late); /* more has come since */
    expect(FAULT_LATE, &(struct look){1200, 1, 1200, 0, 1, on}, NULL); /* not done yet */
    expect(FAULT_LATE, &(struct look){1200, 2, 1200, 0, 1, on}, NULL); /* not found yet */
    expect(FAULT_LATE, &(struct look){1200, 2, 1199, 0, 2, on}, NULL); /* one is on its way */
    expect(FAULT_LATE, &(struct look){100, 2, 100, 0, 2, on}, NULL);
    expect(FAULT_MISSING, &(struct look){1200, 2, 1198, 2, 0, on},
           "2 of 2 missing on purpose: 1,200 = 1,198 + 2 missing, nothing lost unseen");
    expect(FAULT_NONE, &(struct look){1200, 0, 1199, 1, 0, on},
           "broker 1 is away: 1,200 = 1,199 + 1 missing, nothing lost unseen");
    expect(FAULT_NONE, &(struct look){100, 0, 100, 0, 0, on}, NULL);
    expect(FAULT_LATE, &(struct look){1200, 2, 1190, 0, 1, ended},
           "1 of 2 late on purpose: of 1,200 10 never came");
    expect(FAULT_LATE, &(struct look){1200, 1, 1200, 0, 1, ended},
           "1 of 1 late on purpose: 1,200 = 1,200, nothing lost unseen");
}

static void another_run_drops_it(void **state)
{
    (void)state;
    expect(FAULT_LATE, &(struct look){10, 2, 10, 0, 2, SESSION_ENDED}, NULL);
    expect(FAULT_LATE, &(struct look){200, 0, 200, 0, 0, SESSION_ENDED}, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_comes_when_what_was_done_has_shown),
        cmocka_unit_test(another_run_drops_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
