#include "blotter/crime/message.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "message_fast.h"
#include "message_foreign.h"

struct decoder {
    const struct cities *cities;
    struct cities *shipped; /* when no others were given; owned */
    bool settled;           /* a message of others has been read by the profile of `keys` */
    struct key_memory keys;
    struct json_value values[PLACES];
    bool there[PLACES];
    struct foreign foreign;
    struct buffer strings; /* what had escapes or broken UTF-8 */
    struct buffer scratch; /* what was made of a foreign crime's fields */
    struct buffer names;   /* of a message's keys */
};

struct decoder *decoder_create(const struct cities *cities)
{
    struct decoder *d = mem_new(1, sizeof *d);
    if (cities == NULL)
        cities = d->shipped = cities_create();
    d->cities = cities;
    d->keys.profile = cities_used(cities);
    d->settled = d->keys.profile != NULL;
    if (!d->settled)
        d->keys.profile = cities_at(cities, 0);
    return d;
}

void decoder_destroy(struct decoder *d)
{
    if (d == NULL)
        return;
    cities_destroy(d->shipped);
    buffer_free(&d->strings);
    buffer_free(&d->scratch);
    buffer_free(&d->names);
    free(d);
}

const struct profile *decoder_profile(const struct decoder *d)
{
    return d->settled ? d->keys.profile : NULL;
}

/* The slot of the next member's key, NULL when there is none. */
static struct key_slot *next_key(struct decoder *d, struct json_walk *w, struct key_slot *last)
{
    struct key_slot *likely = key_behind(&d->keys, last);
    struct json_value key;
    if (json_follow(w, &likely->lead))
        return likely;
    return json_next(w, &key) ? key_find(&d->keys, last, &key, w, &d->strings) : NULL;
}

/* Notes the value of each key that means something. NULL, or what is wrong. */
static const char *note_members(struct decoder *d, struct text value)
{
    struct json_walk w = json_walk(value);
    struct key_slot *slot = key_start(&d->keys);
    memset(d->there, 0, sizeof d->there);
    memset(d->foreign.value, 0, sizeof d->foreign.value);
    d->strings.len = 0;
    buffer_reserve(&d->strings, value.len * 3); /* so that it never moves */
    while ((slot = next_key(d, &w, slot)) != NULL) {
        size_t place = slot->meaning.place;
        bool counts = foreign_note(&d->foreign, slot->meaning, &d->values[place]);
        if (!counts && place >= PLACE_OF_COLUMNS)
            place = PLACE_UNUSED; /* where it belongs, an earlier spelling may be */
        d->there[place] = true;
        if (!json_take(&w, &d->values[place]))
            break;
    }
    return w.why;
}

/* --- fields --------------------------------------------------------------------------------- */

static const struct json_value *value_of(const struct decoder *d, enum own_key key,
                                         enum json_type type)
{
    const struct json_value *value = &d->values[key];
    return d->there[key] && value->type == type && !value->wrapped ? value : NULL;
}

static bool get_string(struct decoder *d, enum own_key key, struct text *ret)
{
    const struct json_value *value = value_of(d, key, JSON_STRING);
    if (value == NULL)
        return false;
    *ret = json_string(value, &d->strings);
    return true;
}

static bool get_u64(const struct decoder *d, enum own_key key, uint64_t max, uint64_t *ret)
{
    const struct json_value *value = value_of(d, key, JSON_NUMBER);
    return value != NULL && text_to_u64(value->raw, max, ret);
}

static bool get_u32(const struct decoder *d, enum own_key key, uint32_t *ret)
{
    uint64_t value;
    if (!get_u64(d, key, UINT32_MAX, &value) || value == 0)
        return false;
    *ret = (uint32_t)value;
    return true;
}

static bool get_time(struct decoder *d, enum own_key key, civil_time *ret)
{
    struct text s;
    return get_string(d, key, &s) && civil_parse(s, ret);
}

/* A number's digits as they stand; empty for null and for what is no number. */
static struct text get_digits(const struct decoder *d, enum own_key key)
{
    const struct json_value *value = value_of(d, key, JSON_NUMBER);
    return value != NULL ? value->raw : (struct text){NULL, 0};
}

/* --- kinds ---------------------------------------------------------------------------------- */

static bool read_crime(struct decoder *d, struct crime *c)
{
    get_string(d, OWN_ID, &c->id);
    get_time(d, OWN_OCCURRED_AT, &c->occurred_at);
    struct text code = get_digits(d, OWN_CODE);
    if (code_is_written(code))
        c->code = code;
    get_string(d, OWN_CRIME, &c->crime);
    get_string(d, OWN_AREA, &c->area);
    get_string(d, OWN_DISTRICT, &c->district);
    get_string(d, OWN_ADDRESS, &c->address);
    get_string(d, OWN_PREMISE, &c->premise);
    c->lat = get_digits(d, OWN_LAT);
    c->lon = get_digits(d, OWN_LON);
    if (c->lat.len == 0 || c->lon.len == 0)
        c->lat = c->lon = (struct text){NULL, 0};
    return get_time(d, OWN_REPORTED_AT, &c->reported_at);
}

static const char *read_clock(struct decoder *d, struct message *m)
{
    if (!get_u32(d, OWN_OFFICERS, &m->officers) || m->officer > m->officers)
        return "no officers";
    if (!get_time(d, OWN_AT, &m->at))
        return "no at";
    m->paused = value_of(d, OWN_PAUSED, JSON_TRUE) != NULL;
    m->listens = get_u64(d, OWN_OBEYS, UINT64_MAX / 2, &m->obeys);
    return NULL;
}

static const char *read_start(struct decoder *d, wall_time now, struct message *m)
{
    uint64_t began_ms;
    if (!get_u64(d, OWN_BEGAN, INT64_MAX, &began_ms))
        return "no began";
    if (began_ms > now.us / US_PER_MS + BEGAN_AHEAD_MS)
        return "its began is more than a day ahead of the clock here";
    m->began_ms = (int64_t)began_ms;
    if (!get_time(d, OWN_WINDOWS_FROM, &m->windows_from))
        return "no windows_from";
    if (!get_time(d, OWN_UNTIL, &m->until))
        return "no until";
    get_string(d, OWN_CONTINUES, &m->continues);
    return read_clock(d, m);
}

/* NULL, or what is wrong. */
static const char *read_kind(struct decoder *d, wall_time now, struct message *m)
{
    struct text kind;
    if (!get_string(d, OWN_KIND, &kind))
        return "kind is no text";
    if (!get_string(d, OWN_RUN, &m->run))
        return "no run";
    if (!get_u32(d, OWN_OFFICER, &m->officer))
        return "no officer";
    if (!get_u64(d, OWN_SEQ, UINT64_MAX / 2, &m->seq))
        return "no seq";
    if (text_is(kind, "crime")) {
        m->kind = MESSAGE_CRIME;
        if (m->seq == 0)
            return "a crime's seq is 0";
        return read_crime(d, &m->crime) ? NULL : "no reported_at";
    }
    if (text_is(kind, "clock") || text_is(kind, "end")) {
        m->kind = text_is(kind, "clock") ? MESSAGE_CLOCK : MESSAGE_END;
        return read_clock(d, m);
    }
    if (text_is(kind, "start")) {
        m->kind = MESSAGE_START;
        return read_start(d, now, m);
    }
    return "unknown kind";
}

/* NULL, or what is wrong. */
static const char *read_foreign(struct decoder *d, struct crime *ret)
{
    *ret = (struct crime){.id = {NULL, 0}};
    const char *why = foreign_read(&d->foreign, d->keys.profile, &d->strings, &d->scratch, ret);
    d->settled = d->settled || why == NULL;
    return why;
}

static const char *read_foreign_by(struct decoder *d, const struct profile *profile,
                                   struct text value, struct crime *ret)
{
    d->keys = (struct key_memory){.profile = profile};
    note_members(d, value);
    return read_foreign(d, ret);
}

/* The profile that a message's keys fit as a file's header would; NULL. */
static const struct profile *find_by_keys(struct decoder *d, struct text value)
{
    struct json_walk w = json_walk(value);
    struct json_value key;
    struct json_value ignored;
    struct header header;
    struct error misfit;
    d->names.len = 0;
    while (json_next(&w, &key) && json_take(&w, &ignored)) {
        column_name_add_plain(&d->names, json_string(&key, &d->strings));
        buffer_add_byte(&d->names, '\n');
    }
    bool fits = cities_match(d->cities, buffer_text(&d->names), &header, &misfit);
    return fits ? header.profile : NULL;
}

/* Of others' messages the first that can be read says whose they are: by its keys, or else by what
 * any profile can read. NULL, or what is wrong. */
static const char *read_foreign_by_any(struct decoder *d, struct text value, struct crime *ret)
{
    if (d->settled)
        return read_foreign(d, ret);
    const struct profile *fitting = find_by_keys(d, value);
    const char *why = fitting != NULL ? read_foreign_by(d, fitting, value, ret) : NULL;
    for (size_t i = 0; !d->settled && cities_at(d->cities, i) != NULL; i++) {
        const char *by_this = read_foreign_by(d, cities_at(d->cities, i), value, ret);
        why = d->settled || i == 0 ? by_this : why;
    }
    if (!d->settled)
        d->keys = (struct key_memory){.profile = cities_at(d->cities, 0)};
    return why;
}

enum decoded decoder_read_any(struct decoder *d, struct text value, wall_time now,
                              struct message *ret, const char **ret_why)
{
    const char *why = note_members(d, value);
    bool own = d->there[OWN_KIND];
    *ret = (struct message){.kind = MESSAGE_CRIME};
    if (why == NULL)
        why = own ? read_kind(d, now, ret) : read_foreign_by_any(d, value, &ret->crime);
    if (why == NULL)
        return own ? DECODED_MESSAGE : DECODED_FOREIGN;
    *ret_why = why;
    return DECODED_UNDECODABLE;
}

enum decoded decoder_read(struct decoder *d, struct text value, wall_time now, struct message *ret,
                          const char **ret_why)
{
    if (message_read_fast(value, ret))
        return DECODED_MESSAGE;
    return decoder_read_any(d, value, now, ret, ret_why);
}
