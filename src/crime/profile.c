#include "blotter/crime/profile.h"

#include <stdlib.h>

#include "blotter/base/ini_file.h"
#include "blotter/base/memory.h"
#include "occurrence.h"

/* --- what a profile may say ------------------------------------------------------------------ */

static const struct {
    const char *key;
    enum column column;
    const char *what; /* for people */
} column_keys[] = {
    {"id", COLUMN_ID, "report number"},
    {"occurred", COLUMN_OCCURRED, "time of occurrence"},
    {"occurred_date", COLUMN_DATE, "occurrence date"},
    {"occurred_time", COLUMN_TIME, "occurrence time"},
    {"crime", COLUMN_CRIME, "crime description"},
    {"kind", COLUMN_KIND, "kind of crime"},
    {"code", COLUMN_CODE, "crime code"},
    {"area", COLUMN_AREA, "area name"},
    {"district", COLUMN_DISTRICT, "reporting district"},
    {"address", COLUMN_ADDRESS, "address"},
    {"location", COLUMN_LOCATION, "location"},
    {"point", COLUMN_LOCATION_1, "location"},
    {"premise", COLUMN_PREMISE, "premise"},
    {"lat", COLUMN_LAT, "latitude"},
    {"lon", COLUMN_LON, "longitude"},
};
enum { COLUMN_KEY_COUNT = sizeof column_keys / sizeof column_keys[0] };

static const char *const default_keys[PROFILE_DEFAULTS] = {"crimes", "near", "delay"};

/* --- reading --------------------------------------------------------------------------------- */

static char *plain_copy(struct text name)
{
    struct buffer plain = {0};
    column_name_add_plain(&plain, name);
    char *copy = mem_copy_text(plain.len > 0 ? plain.data : "", plain.len);
    buffer_free(&plain);
    return copy;
}

static bool add_spelling(struct profile *p, enum column column, struct text name, struct error *err)
{
    struct text second = name;
    struct text first = text_trim(text_cut(&second, '+'));
    second = text_trim(second);
    if (first.len == 0 || first.len > COLUMN_NAME_MAX || second.len > COLUMN_NAME_MAX)
        return error_usage(err, "a column has 1 to %d bytes", COLUMN_NAME_MAX);
    if (second.ptr != NULL && (column != COLUMN_CRIME || second.len == 0))
        return error_usage(err, "A + B is for the crime, and has two columns");
    p->spellings =
        mem_grow(p->spellings, &p->spelling_cap, p->spelling_count + 1, sizeof *p->spellings);
    p->spellings[p->spelling_count++] = (struct spelling){
        .column = column,
        .name = mem_copy_text(name.ptr, name.len),
        .plain = plain_copy(first),
        .second = second.ptr != NULL ? plain_copy(second) : NULL,
    };
    return true;
}

static bool set_columns(struct profile *p, const char *key, struct text names, struct error *err)
{
    for (size_t i = 0; i < COLUMN_KEY_COUNT; i++) {
        if (strcmp(key, column_keys[i].key) != 0)
            continue;
        char separator = memchr(names.ptr, '|', names.len) != NULL ? '|' : ',';
        while (names.ptr != NULL)
            if (!add_spelling(p, column_keys[i].column, text_trim(text_cut(&names, separator)),
                              err))
                return false;
        return true;
    }
    return error_usage(err, "no such column");
}

static bool set_map(struct profile *p, struct text value, struct error *err)
{
    double *const bounds[] = {&p->map.south, &p->map.north, &p->map.west, &p->map.east};
    bool ok = true;
    for (size_t i = 0; i < 4; i++)
        ok = ok && text_to_double(text_trim(text_cut(&value, ',')), bounds[i]);
    if (!ok || value.ptr != NULL || p->map.south >= p->map.north || p->map.west >= p->map.east)
        return error_usage(err, "it goes: SOUTH,NORTH,WEST,EAST in degrees");
    return true;
}

static bool set_default(struct profile *p, const char *key, struct text value, struct error *err)
{
    if (strcmp(key, "map") == 0)
        return set_map(p, value, err);
    for (size_t i = 0; i < PROFILE_DEFAULTS; i++)
        if (strcmp(key, default_keys[i]) == 0) {
            free(p->defaults[i]);
            p->defaults[i] = mem_copy_text(value.ptr, value.len);
            return true;
        }
    return error_usage(err, "no such default: crimes, near, delay or map");
}

static bool set_times(struct profile *p, const char *key, const char *value, struct error *err)
{
    if (strcmp(key, "formats") == 0)
        return occurrence_set_formats(p->times, text_of(value), err);
    if (strcmp(key, "zone") != 0)
        return error_usage(err, "formats or zone");
    occurrence_set_zone(p->times, value);
    return true;
}

static bool on_entry(void *user, const char *section, const char *name, const char *value,
                     struct error *err)
{
    struct profile *p = user;
    if (strcmp(section, "columns") == 0)
        return set_columns(p, name, text_of(value), err);
    if (strcmp(section, "times") == 0)
        return set_times(p, name, value, err);
    if (strcmp(section, "defaults") == 0)
        return set_default(p, name, text_of(value), err);
    if (section[0] != '\0' || strcmp(name, "name") != 0)
        return error_usage(err, "a profile has name, [columns], [times] and [defaults]");
    free(p->name);
    p->name = mem_copy_text(value, strlen(value));
    return true;
}

static bool has_spelling(const struct profile *p, enum column column)
{
    for (size_t i = 0; i < p->spelling_count; i++)
        if (p->spellings[i].column == column)
            return true;
    return false;
}

static bool is_whole(struct profile *p, const char *path, struct error *err)
{
    bool in_one = has_spelling(p, COLUMN_OCCURRED);
    if (!has_spelling(p, COLUMN_CRIME))
        return error_usage(err, "%.300s: no crime under [columns]", path);
    if (!in_one && (!has_spelling(p, COLUMN_DATE) || !has_spelling(p, COLUMN_TIME)))
        return error_usage(
            err, "%.300s: neither occurred nor occurred_date and occurred_time under [columns]",
            path);
    if (in_one && p->times->dates.count == 0 && p->times->times.count > 0)
        return error_usage(err, "%.300s: no format with a date under [times]", path);
    if (in_one && p->times->dates.count == 0)
        return occurrence_set_formats(p->times, text_of(occurrence_usual_formats), err);
    return true;
}

struct profile *profile_create(const char *key, const char *path, struct text content,
                               struct error *err)
{
    struct profile *p = mem_new(1, sizeof *p);
    p->key = mem_copy_text(key, strlen(key));
    p->name = mem_copy_text(key, strlen(key));
    p->times = mem_new(1, sizeof *p->times);
    if (ini_text_read(path, content, on_entry, p, err) && is_whole(p, path, err))
        return p;
    profile_destroy(p);
    return NULL;
}

void profile_destroy(struct profile *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->spelling_count; i++) {
        free(p->spellings[i].name);
        free(p->spellings[i].plain);
        free(p->spellings[i].second);
    }
    for (size_t i = 0; i < PROFILE_DEFAULTS; i++)
        free(p->defaults[i]);
    zone_destroy(p->times->zone);
    free(p->times);
    free(p->spellings);
    free(p->key);
    free(p->name);
    free(p);
}

/* --- using ----------------------------------------------------------------------------------- */

bool profile_has_months_only(const struct profile *p)
{
    const struct time_formats *dates = &p->times->dates;
    for (size_t i = 0; i < dates->count; i++)
        if (dates->of[i].has_day)
            return false;
    return dates->count > 0;
}

bool profile_is_usable(const struct profile *p, bool spread, struct error *err)
{
    if (p->times->zone_is_away.status != EXIT_STATUS_OK) {
        *err = p->times->zone_is_away;
        return false;
    }
    if (profile_has_months_only(p) && !spread)
        return error_set(
            err,
            "the files of %s have only a month; --spread draws day and minute for each "
            "report from its id",
            p->name);
    return true;
}

/* The index of a name in a header; of a repeated one the first. */
static size_t find_field(struct text names, const char *plain)
{
    for (size_t i = 0; names.len > 0; i++)
        if (text_is(text_cut(&names, '\n'), plain))
            return i;
    return HEADER_ABSENT;
}

void profile_match(const struct profile *p, struct text names, struct header *ret)
{
    ret->profile = p;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        ret->field_of[i] = HEADER_ABSENT;
    for (size_t i = 0; i < p->spelling_count; i++) {
        const struct spelling *s = &p->spellings[i];
        size_t field = find_field(names, s->plain);
        size_t second = s->second != NULL ? find_field(names, s->second) : HEADER_ABSENT;
        if (ret->field_of[s->column] != HEADER_ABSENT || field == HEADER_ABSENT ||
            (s->second != NULL && second == HEADER_ABSENT))
            continue;
        ret->field_of[s->column] = field;
        if (s->column == COLUMN_CRIME)
            ret->field_of[COLUMN_CRIME_2] = second;
    }
}

enum column header_missing(const struct header *h)
{
    static const enum column needed[] = {COLUMN_DATE, COLUMN_TIME, COLUMN_CRIME};
    bool in_one = h->field_of[COLUMN_OCCURRED] != HEADER_ABSENT;
    if (!in_one && !has_spelling(h->profile, COLUMN_DATE))
        return COLUMN_OCCURRED;
    for (size_t i = in_one ? 2 : 0; i < sizeof needed / sizeof needed[0]; i++)
        if (h->field_of[needed[i]] == HEADER_ABSENT)
            return needed[i];
    return COLUMN_NONE;
}

void profile_describe(const struct profile *p, enum column column, struct buffer *out)
{
    enum { SPELLINGS_SHOWN = 2 };
    for (size_t i = 0; i < COLUMN_KEY_COUNT; i++)
        if (column_keys[i].column == column)
            buffer_printf(out, "%s", column_keys[i].what);
    size_t shown = 0;
    for (size_t i = 0; i < p->spelling_count && shown < SPELLINGS_SHOWN; i++)
        if (p->spellings[i].column == column)
            buffer_printf(out, "%s%s", shown++ == 0 ? " (" : ", ", p->spellings[i].name);
    if (shown > 0)
        buffer_add_byte(out, ')');
}

/* --- keys ------------------------------------------------------------------------------------ */

/* Names that our own messages have, or our rows besides the file's. */
static const struct {
    const char *plain;
    enum column column;
} own_names[] = {
    {"id", COLUMN_ID},
    {"crime", COLUMN_CRIME},
    {"code", COLUMN_CODE},
    {"area", COLUMN_AREA},
    {"district", COLUMN_DISTRICT},
    {"premise", COLUMN_PREMISE},
    {"reportedat", COLUMN_REPORTED_AT},
    {"streamtime", COLUMN_STREAM_TIME},
    {"occurredat", COLUMN_OCCURRED_AT},
};

static enum column look_up(const struct profile *p, struct text plain, size_t *ret_rank)
{
    for (size_t i = 0; i < p->spelling_count; i++) {
        const struct spelling *s = &p->spellings[i];
        bool is_first = text_is(plain, s->plain);
        if (is_first || (s->second != NULL && text_is(plain, s->second))) {
            *ret_rank = i;
            return is_first ? s->column : COLUMN_CRIME_2;
        }
    }
    for (size_t i = 0; i < sizeof own_names / sizeof own_names[0]; i++)
        if (text_is(plain, own_names[i].plain)) {
            *ret_rank = p->spelling_count + i;
            return own_names[i].column;
        }
    return COLUMN_NONE;
}

enum column profile_column_of_key(const struct profile *p, struct text key, size_t *ret_rank)
{
    struct buffer plain = {0};
    buffer_reserve(&plain, key.len + 1);
    column_name_add_plain(&plain, key);
    enum column column = look_up(p, buffer_text(&plain), ret_rank);
    buffer_free(&plain);
    return column;
}
