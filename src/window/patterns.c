#include "blotter/window/patterns.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

enum { MONTHS = 12, MONTHS_MAX = 10000 * MONTHS, MONTH_BYTES = 4 + 4, CRIME_BYTES = DAY_HOURS * 4 };

void patterns_init(struct patterns *p)
{
    *p = (struct patterns){0};
    for (size_t i = 0; i < RECENT_DAYS; i++)
        p->recent[i].day = INT64_MIN;
}

void patterns_finish(struct patterns *p)
{
    free(p->months);
    free(p->crime_hours);
    patterns_init(p);
}

/* Where the reports of an hour are counted. */
struct counted_hour {
    civil_time begin; /* of the hour */
    int hour;
    uint32_t *of_week, *of_recent, *of_month; /* `of_recent` NULL: more than four weeks ago */
};

/* Reports come by time, but for late ones: a new month is nearly always the last. */
static uint32_t *count_of_month(struct patterns *p, int32_t month)
{
    size_t at = p->month_count;
    while (at > 0 && p->months[at - 1].month > month)
        at--;
    if (at > 0 && p->months[at - 1].month == month)
        return &p->months[at - 1].count;
    p->months = mem_grow(p->months, &p->month_cap, p->month_count + 1, sizeof *p->months);
    memmove(p->months + at + 1, p->months + at, (p->month_count - at) * sizeof *p->months);
    p->month_count++;
    p->months[at] = (struct month_count){.month = month};
    return &p->months[at].count;
}

static int64_t day_of(civil_time t)
{
    return civil_midnight(t).s / CIVIL_DAY_S;
}

static struct pattern_day *recent_at(struct patterns *p, int64_t day)
{
    return &p->recent[((day % RECENT_DAYS) + RECENT_DAYS) % RECENT_DAYS];
}

static struct counted_hour slot_of(struct patterns *p, civil_time t)
{
    struct civil_parts parts = civil_split(t);
    int64_t day = day_of(t);
    int64_t month = (int64_t)parts.year * MONTHS + parts.month - 1;
    struct pattern_day *recent = recent_at(p, day);
    if (recent->day < day)
        *recent = (struct pattern_day){.day = day};
    return (struct counted_hour){
        .begin = civil_add(t, -(parts.minute * CIVIL_MINUTE_S + parts.second)),
        .hour = parts.hour,
        .of_week = &p->week[parts.weekday][parts.hour],
        .of_recent = recent->day == day ? &recent->hours[parts.hour] : NULL,
        .of_month = count_of_month(p, (int32_t)(month >= 0 && month < MONTHS_MAX ? month : 0)),
    };
}

static uint32_t *hours_of_crime(struct patterns *p, uint32_t crime)
{
    size_t before = p->crime_cap;
    if (crime >= before) {
        p->crime_hours =
            mem_grow(p->crime_hours, &p->crime_cap, (size_t)crime + 1, sizeof *p->crime_hours);
        memset(p->crime_hours + before, 0, (p->crime_cap - before) * sizeof *p->crime_hours);
    }
    return p->crime_hours[crime];
}

/* They stand by time, so the slot is nearly always that of the one before. */
void patterns_add(struct patterns *p, const struct report *r, size_t count)
{
    if (count == 0)
        return;
    struct counted_hour slot = slot_of(p, r[0].reported_at);
    for (size_t i = 0; i < count; i++) {
        int64_t since_s = r[i].reported_at.s - slot.begin.s;
        if (since_s < 0 || since_s >= CIVIL_HOUR_S)
            slot = slot_of(p, r[i].reported_at);
        ++*slot.of_week;
        ++*slot.of_month;
        if (slot.of_recent != NULL)
            ++*slot.of_recent;
        if (r[i].crime < PATTERN_CRIMES)
            hours_of_crime(p, r[i].crime)[slot.hour]++;
    }
}

void patterns_recent(const struct patterns *p, civil_time at, week_counts ret)
{
    memset(ret, 0, sizeof(week_counts));
    for (size_t i = 0; i < RECENT_DAYS; i++) {
        const struct pattern_day *d = &p->recent[i];
        if (d->day == INT64_MIN || d->day <= day_of(at) - RECENT_DAYS)
            continue;
        int weekday = civil_split((civil_time){d->day * CIVIL_DAY_S}).weekday;
        for (size_t hour = 0; hour < DAY_HOURS; hour++)
            ret[weekday][hour] += d->hours[hour];
    }
}

uint32_t patterns_of_crime(const struct patterns *p, uint32_t crime, int hour)
{
    return crime < p->crime_cap ? p->crime_hours[crime][hour] : 0;
}

uint64_t patterns_of_hour(const struct patterns *p, int hour)
{
    uint64_t sum = 0;
    for (size_t day = 0; day < WEEK_DAYS; day++)
        sum += p->week[day][hour];
    return sum;
}

size_t patterns_months(const struct patterns *p, uint32_t *ret, size_t cap, int32_t *ret_first)
{
    if (p->month_count == 0 || cap == 0)
        return 0;
    int32_t last = p->months[p->month_count - 1].month;
    int32_t first = p->months[0].month;
    if ((int64_t)last - first >= (int64_t)cap)
        first = last - (int32_t)cap + 1;
    size_t count = (size_t)(last - first) + 1;
    memset(ret, 0, count * sizeof *ret);
    for (size_t i = p->month_count; i > 0 && p->months[i - 1].month >= first; i--)
        ret[p->months[i - 1].month - first] = p->months[i - 1].count;
    *ret_first = first;
    return count;
}

/* --- the checkpoint --------------------------------------------------------------------------- */

static void save_hours(const uint32_t *hours, struct buffer *out)
{
    for (size_t hour = 0; hour < DAY_HOURS; hour++)
        wire_put_u32(out, hours[hour]);
}

static uint64_t load_hours(struct wire *w, uint32_t *ret)
{
    uint64_t sum = 0;
    for (size_t hour = 0; hour < DAY_HOURS; hour++)
        sum += ret[hour] = wire_u32(w);
    return sum;
}

void patterns_save(const struct patterns *p, struct buffer *out)
{
    for (size_t day = 0; day < WEEK_DAYS; day++)
        save_hours(p->week[day], out);
    for (size_t i = 0; i < RECENT_DAYS; i++) {
        wire_put_u64(out, (uint64_t)p->recent[i].day);
        save_hours(p->recent[i].hours, out);
    }
    wire_put_u64(out, p->month_count);
    for (size_t i = 0; i < p->month_count; i++) {
        wire_put_u32(out, (uint32_t)p->months[i].month);
        wire_put_u32(out, p->months[i].count);
    }
    size_t crimes = p->crime_cap < PATTERN_CRIMES ? p->crime_cap : PATTERN_CRIMES;
    wire_put_u64(out, crimes);
    for (size_t crime = 0; crime < crimes; crime++)
        save_hours(p->crime_hours[crime], out);
}

static void load_recent(struct wire *w, struct patterns *p)
{
    const int64_t most = CIVIL_FOREVER.s / CIVIL_DAY_S;
    for (size_t i = 0; i < RECENT_DAYS; i++) {
        struct pattern_day *d = &p->recent[i];
        d->day = (int64_t)wire_u64(w);
        load_hours(w, d->hours);
        bool is_none = d->day == INT64_MIN;
        wire_must(w, is_none || (d->day > -most && d->day < most && recent_at(p, d->day) == d));
    }
}

static void load_months(struct wire *w, struct patterns *p, uint64_t total)
{
    int64_t before = -1;
    for (size_t count = wire_count(w, MONTH_BYTES); count > 0 && !w->bad; count--) {
        uint32_t month = wire_u32(w);
        wire_must(w, month > before && month < MONTHS_MAX);
        if (w->bad)
            return;
        uint32_t of_month = wire_u32(w);
        *count_of_month(p, (int32_t)month) = of_month;
        before = month;
        wire_must(w, of_month <= total);
        total -= w->bad ? 0 : of_month;
    }
    wire_must(w, total == 0);
}

void patterns_load(struct patterns *p, struct wire *w, uint64_t total, size_t crimes)
{
    uint64_t of_week = 0;
    for (size_t day = 0; day < WEEK_DAYS; day++)
        of_week += load_hours(w, p->week[day]);
    wire_must(w, of_week == total);
    load_recent(w, p);
    load_months(w, p, total);
    size_t count = wire_count(w, CRIME_BYTES);
    wire_must(w, count <= PATTERN_CRIMES);
    for (uint32_t crime = 0; crime < count && !w->bad; crime++) {
        uint64_t sum = load_hours(w, hours_of_crime(p, crime));
        wire_must(w, sum == 0 || crime < crimes);
    }
}
