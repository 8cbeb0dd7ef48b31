#include "blotter/crime/selection.h"

#include <stdlib.h>
#include <xxhash.h>

#include "blotter/base/intern.h"
#include "blotter/base/memory.h"
#include "fields.h"
#include "occurrence.h"

struct selection {
    const struct selection_config *config;
    /* Whether a description is wanted is asked once for each of the few that there are. */
    struct interner *descriptions;
    bool *wanted;
    size_t wanted_cap;
    struct buffer scratch; /* mended texts and numbers of the current row */
};

/* A file of nothing but different descriptions must not fill the memory. */
enum { REMEMBERED_DESCRIPTIONS = 4096 };

static const char *const reasons[VERDICT_COUNT] = {
    [VERDICT_BAD_DATE] = "date",
    [VERDICT_BAD_TIME] = "time",
    [VERDICT_BAD_DESCRIPTION] = "description",
    [VERDICT_BAD_FIELD] = "field",
};

const char *verdict_reason(enum verdict verdict)
{
    return reasons[verdict];
}

/* --- what is wanted ------------------------------------------------------------------------ */

bool selection_set_crimes(struct selection_config *c, struct text value, struct error *err)
{
    c->crime_count = 0;
    if (text_is(value, "all"))
        return true;
    while (value.ptr != NULL) {
        struct text item = text_cut(&value, ',');
        if (item.len == 0)
            return error_usage(err, "an empty item; say \"all\" for all crimes");
        c->crimes = mem_grow(c->crimes, &c->crime_cap, c->crime_count + 1, sizeof *c->crimes);
        c->crimes[c->crime_count++] = item;
    }
    return true;
}

bool selection_set_delay(struct selection_config *c, struct text value, struct error *err)
{
    enum { MOST_MINUTES = 10 * 366 * 24 * 60 };
    uint64_t from;
    uint64_t to;
    struct text first = text_cut(&value, '-');
    if (!text_to_u64(first, MOST_MINUTES, &from) || !text_to_u64(value, MOST_MINUTES, &to) ||
        from > to)
        return error_usage(err, "it goes: A-B, minutes from A to B, such as 30-90");
    c->delay_from_minutes = (uint32_t)from;
    c->delay_to_minutes = (uint32_t)to;
    return true;
}

bool selection_take_city(struct selection_config *c, const struct profile *city, struct error *err)
{
    struct error why;
    const char *crimes = c->crimes_are_citys ? city->defaults[PROFILE_CRIMES] : NULL;
    const char *delay = c->delay_is_citys ? city->defaults[PROFILE_DELAY] : NULL;
    c->crimes_are_citys = c->delay_is_citys = false;
    if ((crimes == NULL || selection_set_crimes(c, text_of(crimes), &why)) &&
        (delay == NULL || selection_set_delay(c, text_of(delay), &why)))
        return true;
    return error_usage(err, "profile of %.100s: %s", city->name, why.text);
}

struct selection *selection_create(const struct selection_config *config)
{
    struct selection *s = mem_new(1, sizeof *s);
    s->config = config;
    s->descriptions = intern_create();
    return s;
}

void selection_destroy(struct selection *s)
{
    if (s == NULL)
        return;
    intern_destroy(s->descriptions);
    free(s->wanted);
    buffer_free(&s->scratch);
    free(s);
}

/* --- reports ------------------------------------------------------------------------------- */

void report_draw(struct text id, const struct selection_config *config, uint32_t *ret_delay_minutes,
                 uint32_t *ret_officer)
{
    uint64_t h = XXH3_64bits_withSeed(id.ptr, id.len, config->seed);
    uint64_t span = (uint64_t)config->delay_to_minutes - config->delay_from_minutes + 1;
    *ret_delay_minutes = config->delay_from_minutes + (uint32_t)(h % span);
    *ret_officer = 1 + (uint32_t)((h >> 32) % config->officers);
}

/* --spread: a minute of the month. Another hash than that of the delay, or the two would be of one
 * piece. */
static civil_time draw_within_month(struct text id, uint64_t seed, civil_time month)
{
    struct civil_parts next = civil_split(civil_add(month, INT64_C(31) * CIVIL_DAY_S));
    civil_time end = month;
    civil_from_date(next.year, next.month, 1, &end);
    uint64_t minutes = (uint64_t)(end.s - month.s) / CIVIL_MINUTE_S;
    uint64_t h = XXH3_64bits_withSeed(id.ptr, id.len, ~seed);
    return civil_add(month, (int64_t)(h % minutes) * CIVIL_MINUTE_S);
}

static struct text number_as_id(struct selection *s, uint64_t number)
{
    size_t at = s->scratch.len;
    buffer_add_u64(&s->scratch, number);
    return (struct text){s->scratch.data + at, s->scratch.len - at};
}

/* --- judging -------------------------------------------------------------------------------- */

static bool matches(const struct selection_config *config, struct text description)
{
    for (size_t i = 0; i < config->crime_count; i++)
        if (text_contains_any_case(description, config->crimes[i]))
            return true;
    return config->crime_count == 0;
}

static bool is_wanted(struct selection *s, struct text description)
{
    size_t known = intern_count(s->descriptions);
    if (known >= REMEMBERED_DESCRIPTIONS || s->config->crime_count == 0)
        return matches(s->config, description);
    uint32_t id = intern_id(s->descriptions, description);
    if (id == known) {
        s->wanted = mem_grow(s->wanted, &s->wanted_cap, known + 1, sizeof *s->wanted);
        s->wanted[id] = matches(s->config, description);
    }
    return s->wanted[id];
}

enum verdict selection_judge(struct selection *s, const struct csv_row *row, uint64_t number,
                             struct crime *ret, uint32_t *ret_officer)
{
    struct text description = row->field[COLUMN_CRIME];
    struct text kind = row->field[COLUMN_KIND];
    if (!is_wanted(s, description) && (kind.len == 0 || !is_wanted(s, kind)))
        return VERDICT_FILTERED;
    civil_time occurred_at;
    enum occurrence occurrence =
        occurrence_read(row->header->profile->times, row->field, &occurred_at);
    if (occurrence != OCCURRENCE_READ)
        return occurrence == OCCURRENCE_BAD_DATE ? VERDICT_BAD_DATE : VERDICT_BAD_TIME;
    if (description.len == 0)
        return VERDICT_BAD_DESCRIPTION;
    if (row->oversized)
        return VERDICT_BAD_FIELD;

    fields_begin(&s->scratch, row->field);
    struct crime c = {0};
    struct text id = row->field[COLUMN_ID];
    c.id = id.len > 0 ? field_text(&s->scratch, id) : number_as_id(s, number);
    uint32_t delay_minutes;
    report_draw(c.id, s->config, &delay_minutes, ret_officer);
    c.occurred_at = occurred_at;
    if (profile_has_months_only(row->header->profile))
        c.occurred_at = draw_within_month(c.id, s->config->seed, occurred_at);
    c.reported_at = civil_add(c.occurred_at, (int64_t)delay_minutes * CIVIL_MINUTE_S);
    if (c.reported_at.s < s->config->start.s || c.reported_at.s > s->config->end.s)
        return VERDICT_FILTERED;
    bool has_address = row->header->field_of[COLUMN_ADDRESS] != HEADER_ABSENT;
    fields_to_crime(row->field, has_address, &s->scratch, &c);
    *ret = c;
    return VERDICT_KEPT;
}
