#include "blotter/replay/faults.h"

#include <xxhash.h>

#include "blotter/base/clock.h"
#include "blotter/base/duration.h"

enum { MILLION = 1000000 };

/* --- reading -------------------------------------------------------------------------------- */

/* A percentage with up to four digits behind the point. */
static bool read_share(struct text value, uint32_t *ret)
{
    enum { PLACES = 4 };
    uint64_t whole;
    uint64_t part = 0;
    if (value.len == 0 || value.ptr[value.len - 1] != '%')
        return false;
    struct text decimals = {value.ptr, value.len - 1};
    struct text digits = text_cut(&decimals, '.');
    if (!text_to_u64(digits, 100, &whole) || decimals.len > PLACES ||
        (decimals.ptr != NULL && !text_to_u64(decimals, MILLION, &part)))
        return false;
    for (size_t i = decimals.len; i < PLACES; i++)
        part *= 10;
    *ret = (uint32_t)(whole * (MILLION / 100) + part);
    return *ret <= MILLION;
}

static bool read_seconds(struct text value, int64_t max_s, int64_t *ret_s)
{
    int64_t ms;
    if (!duration_parse(value, &ms) || ms % MS_PER_S != 0)
        return false;
    *ret_s = ms / MS_PER_S;
    return *ret_s <= max_s;
}

static bool read_late(struct text value, struct faults *f)
{
    struct text share = text_cut(&value, ':');
    return read_share(share, &f->per_million[FAULT_LATE]) &&
           read_seconds(value, FAULT_LATE_MAX_S, &f->late_s);
}

static bool read_duplicate(struct text value, struct faults *f)
{
    return read_share(value, &f->per_million[FAULT_DUPLICATE]);
}

static bool read_missing(struct text value, struct faults *f)
{
    return read_share(value, &f->per_million[FAULT_MISSING]);
}

static bool read_garbled(struct text value, struct faults *f)
{
    return read_share(value, &f->per_million[FAULT_GARBLED]);
}

/* HH:MM, in seconds of the day. */
static bool read_time_of_day(struct text value, int64_t *ret_s)
{
    uint64_t hours;
    uint64_t minutes;
    struct text digits = text_cut(&value, ':');
    if (digits.len != 2 || value.len != 2 || !text_to_u64(digits, 23, &hours) ||
        !text_to_u64(value, 59, &minutes))
        return false;
    *ret_s = (int64_t)(hours * 60 + minutes) * 60;
    return true;
}

static bool read_silent(struct text value, struct faults *f)
{
    uint64_t officer;
    struct text number = text_cut(&value, '@');
    struct text from = text_cut(&value, '+');
    if (!text_to_u64(number, UINT32_MAX, &officer) || officer == 0)
        return false;
    f->silent_officer = (uint32_t)officer;
    return read_time_of_day(from, &f->silent_from_s) &&
           read_seconds(value, CIVIL_DAY_S - 1, &f->silent_s);
}

static const struct kind_row {
    const char *name;
    const char *usage;
    bool (*read)(struct text value, struct faults *f);
} kinds[FAULT_KINDS] = {
    [FAULT_LATE] = {"late", "late=1%:2h, so many reports by up to so much (31d)", read_late},
    [FAULT_DUPLICATE] = {"duplicate", "duplicate=0.5%", read_duplicate},
    [FAULT_MISSING] = {"missing", "missing=0.1%", read_missing},
    [FAULT_GARBLED] = {"garbled", "garbled=0.1%", read_garbled},
    [FAULT_SILENT] = {"silent", "silent=2@03:00+6h, officer 2 from 03:00 on for so long (below 1d)",
                      read_silent},
};

const char *fault_name(enum fault kind)
{
    return kinds[kind].name;
}

static bool read_part(struct text part, struct faults *f, struct error *err)
{
    struct text value = part;
    struct text name = text_trim(text_cut(&value, '='));
    for (size_t i = 0; i < FAULT_KINDS; i++) {
        if (!text_is(name, kinds[i].name))
            continue;
        if ((f->kinds >> i & 1) != 0)
            return error_usage(err, "%s is there twice", kinds[i].name);
        f->kinds |= 1U << i;
        return kinds[i].read(text_trim(value), f) ||
               error_usage(err, "%s: it goes: %s", kinds[i].name, kinds[i].usage);
    }
    enum { SHOWN = 60 };
    return error_usage(err, "\"%.*s\" is none of late, duplicate, missing, garbled and silent",
                       name.len < SHOWN ? (int)name.len : SHOWN, name.len > 0 ? name.ptr : "");
}

bool faults_parse(struct text list, struct faults *ret, struct error *err)
{
    struct faults f = {.seed = ret->seed};
    struct text rest = list;
    do
        if (!read_part(text_cut(&rest, ','), &f, err))
            return false;
    while (rest.ptr != NULL);
    if (f.per_million[FAULT_LATE] + f.per_million[FAULT_DUPLICATE] + f.per_million[FAULT_MISSING] >
        MILLION)
        return error_usage(err, "late, duplicate and missing are together more than 100%%");
    *ret = f;
    return true;
}

/* --- drawing -------------------------------------------------------------------------------- */

/* A report has at most one of these: each takes its share of what is drawn. */
static enum fault draw_kind(const struct faults *f, uint32_t drawn)
{
    for (enum fault kind = FAULT_LATE; kind <= FAULT_MISSING; kind++) {
        if (drawn < f->per_million[kind])
            return kind;
        drawn -= f->per_million[kind];
    }
    return FAULT_NONE;
}

struct fate faults_draw(const struct faults *f, struct text tail, civil_time reported_at,
                        civil_time last)
{
    uint64_t h = XXH3_64bits_withSeed(tail.ptr, tail.len, f->seed);
    struct fate fate = {
        .fault = draw_kind(f, (uint32_t)(h % MILLION)),
        .garbled = h / MILLION % MILLION < f->per_million[FAULT_GARBLED],
        .due = reported_at,
    };
    if (fate.fault != FAULT_LATE)
        return fate;
    uint64_t delay_s = 1 + h / MILLION / MILLION % (uint64_t)f->late_s;
    fate.due = civil_earlier(civil_add(reported_at, (int64_t)delay_s), last);
    if (fate.due.s <= reported_at.s)
        fate.fault = FAULT_NONE;
    return fate;
}

void fault_counts_add(struct fault_counts *counts, const struct fate *fate)
{
    if (fate->fault != FAULT_NONE)
        counts->of[fate->fault]++;
    counts->of[FAULT_GARBLED] += fate->garbled;
}

civil_time faults_silent_until(const struct faults *f, uint32_t officer, civil_time t)
{
    if (officer != f->silent_officer || f->silent_s == 0)
        return t;
    int64_t since_s = (t.s - f->silent_from_s) % CIVIL_DAY_S;
    if (since_s < 0)
        since_s += CIVIL_DAY_S;
    return since_s < f->silent_s ? civil_add(t, f->silent_s - since_s) : t;
}
