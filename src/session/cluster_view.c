#include "blotter/session/cluster_view.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

void cluster_view_finish(struct cluster_view *v)
{
    cluster_status_finish(&v->status);
    free(v->lags);
    *v = (struct cluster_view){0};
}

/* --- how far behind ------------------------------------------------------------------------- */

static struct cluster_lag lag_of(const struct status_partition *p, size_t i,
                                 const struct cluster_reading *reading)
{
    struct cluster_lag lag = {STATUS_UNKNOWN, STATUS_UNKNOWN};
    if (reading == NULL || i >= reading->partitions || p->end == STATUS_UNKNOWN)
        return lag;
    lag.messages = p->end > reading->next[i] ? p->end - reading->next[i] : 0;
    if (lag.messages == 0)
        lag.ms = 0;
    else if (p->last_ms != STATUS_UNKNOWN && reading->at_ms[i] != STATUS_UNKNOWN)
        lag.ms = p->last_ms > reading->at_ms[i] ? p->last_ms - reading->at_ms[i] : 0;
    return lag;
}

static void set_lags(struct cluster_view *v, const struct cluster_reading *reading)
{
    free(v->lags);
    v->lags = mem_new(v->status.partition_count, sizeof *v->lags);
    for (size_t i = 0; i < v->status.partition_count; i++)
        v->lags[i] = lag_of(&v->status.partitions[i], i, reading);
}

struct cluster_lag cluster_view_lag(const struct cluster_view *v)
{
    struct cluster_lag all = {STATUS_UNKNOWN, STATUS_UNKNOWN};
    for (size_t i = 0; i < v->status.partition_count; i++) {
        const struct cluster_lag *lag = &v->lags[i];
        if (lag->messages != STATUS_UNKNOWN)
            all.messages = lag->messages + (all.messages == STATUS_UNKNOWN ? 0 : all.messages);
        all.ms = lag->ms > all.ms ? lag->ms : all.ms;
    }
    return all;
}

/* --- how much ------------------------------------------------------------------------------- */

static int64_t sum_of_ends(const struct cluster_status *s)
{
    int64_t sum = 0;
    for (size_t i = 0; i < s->partition_count; i++) {
        if (s->partitions[i].end == STATUS_UNKNOWN)
            return STATUS_UNKNOWN;
        sum += s->partitions[i].end;
    }
    return sum;
}

/* What has been read less than at the last look is another consumer's beginning. */
static void set_rates(struct cluster_view *v, const struct cluster_totals *now)
{
    const struct cluster_totals *then = &v->last;
    double s = (double)mono_ms_between(then->at, now->at) / MS_PER_S;
    struct cluster_rates *r = &v->rates;
    r->known = s > 0 && then->at.ns > 0 && now->ends >= then->ends &&
               then->ends != STATUS_UNKNOWN && now->messages >= then->messages &&
               now->bytes >= then->bytes;
    if (!r->known)
        return;
    r->messages_in = (double)(now->ends - then->ends) / s;
    r->messages_out = (double)(now->messages - then->messages) / s;
    r->bytes_out = (double)(now->bytes - then->bytes) / s;
    double each = now->messages > 0 ? (double)now->bytes / (double)now->messages : 0;
    if (r->messages_out > 0)
        each = r->bytes_out / r->messages_out;
    r->bytes_in = r->messages_in * each;
}

/* --- looks ---------------------------------------------------------------------------------- */

void cluster_view_take(struct cluster_view *v, mono_time now, struct cluster_status *status,
                       const struct cluster_reading *reading)
{
    cluster_status_finish(&v->status);
    v->status = *status;
    *status = (struct cluster_status){0};
    v->known = true;
    v->looked_at = now;
    v->problem[0] = '\0';
    struct cluster_totals totals = {.at = now, .ends = sum_of_ends(&v->status)};
    if (reading != NULL) {
        totals.messages = reading->messages;
        totals.bytes = reading->bytes;
    }
    set_lags(v, reading);
    set_rates(v, &totals);
    v->last = totals;
}

void cluster_view_fail(struct cluster_view *v, mono_time now, const char *problem)
{
    snprintf(v->problem, sizeof v->problem, "%s", problem);
    v->rates.known = false;
    v->last.at = (mono_time){0};
    cluster_view_note_error(v, now, problem);
}

/* --- errors --------------------------------------------------------------------------------- */

static void drop_error(struct cluster_view *v, size_t i)
{
    v->error_count--;
    memmove(&v->errors[i], &v->errors[i + 1], (v->error_count - i) * sizeof v->errors[0]);
}

void cluster_view_note_error(struct cluster_view *v, mono_time now, const char *text)
{
    struct cluster_error e = {.at = now, .times = 1};
    snprintf(e.text, sizeof e.text, "%s", text);
    for (size_t i = 0; i < v->error_count; i++)
        if (strcmp(v->errors[i].text, e.text) == 0) {
            if (mono_ms_between(v->errors[i].at, now) < VIEW_ERROR_MS)
                e.times += v->errors[i].times;
            drop_error(v, i);
            break;
        }
    if (v->error_count == VIEW_ERRORS)
        drop_error(v, VIEW_ERRORS - 1);
    memmove(&v->errors[1], &v->errors[0], v->error_count * sizeof v->errors[0]);
    v->errors[0] = e;
    v->error_count++;
}

size_t cluster_view_errors(const struct cluster_view *v, mono_time now, unsigned *ret_times)
{
    size_t i = 0;
    *ret_times = 0;
    for (; i < v->error_count && mono_ms_between(v->errors[i].at, now) < VIEW_ERROR_MS; i++)
        *ret_times += v->errors[i].times;
    return i;
}
