#include "blotter/window/engine_value.h"

#include "blotter/base/duration.h"
#include "blotter/crime/json.h"

enum value_part {
    FIELD_KIND,
    FIELD_BY,
    FIELD_WINDOW,
    FIELD_AT,
    FIELD_TOTAL,
    FIELD_NEAR,
    FIELD_LISTS
};

static const char *const keys[] = {"kind",  "by",   "window", "at",
                                   "total", "near", "crimes", "places"};

enum { FIELDS = sizeof keys / sizeof keys[0], ALL_FIELDS = (1 << FIELDS) - 1 };

/* --- reading -------------------------------------------------------------------------------- */

/* Counts are what a double of another's JSON holds exactly. */
static bool read_count(const struct json_value *value, uint64_t *ret)
{
    const uint64_t most = UINT64_C(1) << 53;
    return value->type == JSON_NUMBER && text_to_u64(value->raw, most, ret);
}

/* ["BURGLARY",3] */
static bool read_row(const struct json_value *value, struct buffer *strings, struct engine_row *ret)
{
    struct json_value item;
    if (value->type != JSON_ARRAY)
        return false;
    struct json_walk walk = json_items(value);
    if (!json_item(&walk, &item) || item.type != JSON_STRING)
        return false;
    ret->name = json_string(&item, strings);
    return json_item(&walk, &item) && read_count(&item, &ret->count) && !json_item(&walk, &item);
}

static bool read_rows(const struct json_value *value, enum engine_list list,
                      struct engine_value *ret)
{
    struct json_value item;
    ret->row_count[list] = 0;
    if (value->type != JSON_ARRAY)
        return false;
    struct json_walk walk = json_items(value);
    while (json_item(&walk, &item)) {
        size_t row = ret->row_count[list]++;
        if (row == ENGINE_ROWS_MAX || !read_row(&item, &ret->strings, &ret->rows[list][row]))
            return false;
    }
    return true;
}

static bool read_text(enum value_part field, struct text s, struct engine_value *ret)
{
    int64_t ms;
    switch (field) {
    case FIELD_KIND:
        return text_is(s, "window");
    case FIELD_BY:
        ret->by = s;
        return s.len > 0 && s.len <= ENGINE_NAME_MAX && memchr(s.ptr, '\0', s.len) == NULL;
    case FIELD_WINDOW:
        if (!duration_parse(s, &ms))
            return false;
        ret->length_s = (ms + MS_PER_S - 1) / MS_PER_S; /* as --windows has it */
        return true;
    default:
        return civil_parse(s, &ret->at);
    }
}

static bool read_field(enum value_part field, const struct json_value *value,
                       struct engine_value *ret)
{
    if (field >= FIELD_LISTS)
        return read_rows(value, (enum engine_list)(field - FIELD_LISTS), ret);
    if (field >= FIELD_TOTAL)
        return read_count(value, field == FIELD_TOTAL ? &ret->total : &ret->near);
    return value->type == JSON_STRING && read_text(field, json_string(value, &ret->strings), ret);
}

/* Of a repeated field the last counts, as of all JSON here. */
static unsigned read_fields(struct json_walk *walk, struct engine_value *ret)
{
    struct json_value key;
    struct json_value value;
    unsigned got = 0;
    while (json_next(walk, &key) && json_take(walk, &value))
        for (size_t i = 0; i < FIELDS; i++)
            if (text_is(key.raw, keys[i])) {
                bool ok = read_field((enum value_part)i, &value, ret);
                got = ok ? got | 1U << i : got & ~(1U << i);
            }
    return got;
}

bool engine_value_read(struct text json, struct engine_value *ret, const char **ret_why)
{
    struct json_walk walk = json_walk(json);
    ret->strings = (struct buffer){0};
    *ret_why = "it is too long";
    if (json.len > ENGINE_VALUE_MAX)
        return false;
    buffer_reserve(&ret->strings, 3 * json.len); /* so that what points into it stays */
    unsigned got = read_fields(&walk, ret);
    *ret_why = walk.why != NULL ? walk.why : "it is no window's figures";
    return walk.why == NULL && got == ALL_FIELDS;
}

void engine_value_finish(struct engine_value *v)
{
    buffer_free(&v->strings);
}

/* --- comparing ------------------------------------------------------------------------------ */

static bool has_rows(const struct engine_value *v, enum engine_list list,
                     const struct counts *counts, const struct interner *names)
{
    size_t rows = v->row_count[list];
    struct top_list top = {0};
    counts_top(counts, names, rows > TOP_ROWS ? rows : TOP_ROWS, &top);
    bool equal = top.count == rows;
    for (size_t i = 0; equal && i < rows; i++)
        equal = top.of[i].count == v->rows[list][i].count &&
                text_equal(intern_text(names, top.of[i].id), v->rows[list][i].name);
    top_list_finish(&top);
    return equal;
}

unsigned engine_value_differs(const struct engine_value *v, const struct analysis *a,
                              const struct tally *ours)
{
    enum place place = analysis_settings(a)->place;
    bool crimes = has_rows(v, ENGINE_CRIMES, &ours->crimes, analysis_crimes(a));
    bool places = has_rows(v, ENGINE_PLACES, &ours->places[place], analysis_places(a, place));
    return (v->total != ours->total ? ENGINE_DIFFERS_TOTAL : 0U) |
           (v->near != ours->near ? ENGINE_DIFFERS_NEAR : 0U) |
           (crimes ? 0U : ENGINE_DIFFERS_CRIMES) | (places ? 0U : ENGINE_DIFFERS_PLACES);
}
