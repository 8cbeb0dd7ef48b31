#include "receipt.h"

#include <stdio.h>

#include "blotter/session/injection.h"
#include "blotter/ui/format.h"

void receipt_await(struct receipt *r, enum fault kind, const struct session_status *status)
{
    *r = (struct receipt){
        .waits = true,
        .kind = kind,
        .away = status->broker_away,
        .injected = kind != FAULT_NONE ? status->counts.injected.of[kind] : 0,
        .sent = status->sent,
    };
}

static bool is_of_another_run(const struct receipt *r, const struct session_status *status)
{
    return status->sent < r->sent ||
           (r->kind != FAULT_NONE && status->counts.injected.of[r->kind] < r->injected);
}

/* It has been done, reports have come behind it, and of its kind all is found. */
static bool has_shown(const struct receipt *r, const struct session_status *status,
                      const struct accounting *a)
{
    uint64_t found;
    if (status->sent <= r->sent)
        return false;
    return r->kind == FAULT_NONE ||
           (status->counts.injected.of[r->kind] > r->injected &&
            injection_found(a, r->kind, &found) && found == status->counts.injected.of[r->kind]);
}

static int write_what(const struct receipt *r, const struct session_status *status,
                      const struct accounting *a, char out[RECEIPT_SIZE])
{
    char count[FORMAT_SIZE];
    char of[FORMAT_SIZE];
    uint64_t found = 0;
    if (r->kind == FAULT_NONE)
        return snprintf(out, RECEIPT_SIZE, "broker 1 is %s", r->away ? "away" : "back");
    injection_found(a, r->kind, &found);
    return snprintf(out, RECEIPT_SIZE, "%s of %s %s on purpose", format_count(found, count),
                    format_count(status->counts.injected.of[r->kind], of), fault_name(r->kind));
}

bool receipt_give(struct receipt *r, const struct session_status *status,
                  const struct accounting *a, char out[RECEIPT_SIZE])
{
    bool ended = status->state == SESSION_ENDED;
    uint64_t sent = ended && status->counts.known ? status->counts.produced
                                                  : status->sent + status->sent_before;
    uint64_t accounted = a->consumed + a->missing;
    r->waits = r->waits && !is_of_another_run(r, status);
    if (!r->waits || (!ended && (accounted < sent || !has_shown(r, status, a))))
        return false;
    r->waits = false;
    char left[FORMAT_SIZE];
    char counted[FORMAT_SIZE];
    char missing[FORMAT_SIZE];
    size_t len = (size_t)write_what(r, status, a, out);
    format_count(sent, left);
    if (accounted < sent)
        snprintf(out + len, RECEIPT_SIZE - len, ": of %s %s never came", left,
                 format_count(sent - accounted, counted));
    else if (a->missing > 0)
        snprintf(out + len, RECEIPT_SIZE - len, ": %s = %s + %s missing, nothing lost unseen", left,
                 format_count(sent - a->missing, counted), format_count(a->missing, missing));
    else
        snprintf(out + len, RECEIPT_SIZE - len, ": %s = %s, nothing lost unseen", left, left);
    return true;
}
