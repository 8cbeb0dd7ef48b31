#include "blotter/window/engines.h"

#include <search.h>
#include <stdlib.h>
#include <xxhash.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

/* Where a value belongs. */
struct place_of_value {
    size_t engine; /* its number, in the order of their coming */
    size_t window;
    civil_time at;
};

struct saying {
    struct place_of_value place;
    uint64_t compared; /* hash of what it said then; 0: it has not been compared */
    unsigned round;    /* in which it was */
    size_t len;
    char json[];
};

enum { TREE_NODE_BYTES = 64 }; /* about what a saying costs beside itself */

struct engines {
    struct engine of[ENGINES_MAX];
    size_t by_name[ENGINES_MAX]; /* their numbers */
    size_t count;
    int64_t lengths_s[WINDOWS_MAX];
    size_t window_count;
    void *tree; /* of sayings, by place */
    size_t bytes, bytes_most;
    unsigned round;   /* of comparing */
    uint64_t changed; /* in this round */
    civil_time passed;
};

/* --- the tree ------------------------------------------------------------------------------- */

static int compare(const struct place_of_value *a, const struct place_of_value *b)
{
    if (a->engine != b->engine)
        return a->engine < b->engine ? -1 : 1;
    if (a->window != b->window)
        return a->window < b->window ? -1 : 1;
    return (a->at.s > b->at.s) - (a->at.s < b->at.s);
}

/* Both begin with a place: those of the tree are sayings, what is looked for may be a search. */
static int by_place(const void *one, const void *other)
{
    return compare(one, other);
}

/* What is looked for, and the nearest sayings that were passed on the way to it. */
struct search {
    struct place_of_value place;
    struct saying *before, *behind; /* not later; later */
};

/* The tree asks by it whether it is left or right of a saying: so the last one that it is right of
 * is the one before it. */
static int by_search(const void *wanted, const void *there)
{
    struct search *p = (struct search *)(uintptr_t)wanted;
    struct saying *saying = (struct saying *)(uintptr_t)there;
    int order = compare(&p->place, &saying->place);
    if (order >= 0)
        p->before = saying;
    else
        p->behind = saying;
    return order;
}

static struct search look_for(const struct engines *e, struct place_of_value place)
{
    struct search p = {.place = place};
    void *const *root = &e->tree;
    tfind(&p, root, by_search);
    return p;
}

static size_t cost(const struct saying *saying)
{
    return sizeof *saying + saying->len + TREE_NODE_BYTES;
}

static void forget(struct engines *e, struct saying *saying)
{
    e->bytes -= cost(saying);
    tdelete(saying, &e->tree, by_place);
    free(saying);
}

/* Makes room by the oldest of an engine's window, if that has been passed. */
static bool forget_first(struct engines *e, size_t engine, size_t window)
{
    struct saying *first = look_for(e, (struct place_of_value){engine, window, CIVIL_NEVER}).behind;
    if (first == NULL || first->place.engine != engine || first->place.window != window ||
        first->place.at.s >= e->passed.s)
        return false;
    forget(e, first);
    return true;
}

static bool make_room(struct engines *e, size_t len)
{
    bool any = true;
    while (any && e->bytes + sizeof(struct saying) + len + TREE_NODE_BYTES > e->bytes_most) {
        any = false;
        for (size_t k = 0; k < e->count; k++)
            for (size_t w = 0; w < e->window_count; w++)
                any = forget_first(e, k, w) || any;
    }
    return any;
}

/* --- engines -------------------------------------------------------------------------------- */

struct engines *engines_create(const struct window_spec *windows, size_t count, size_t bytes)
{
    struct engines *e = mem_new(1, sizeof *e);
    e->window_count = count;
    e->bytes_most = bytes;
    e->passed = CIVIL_NEVER;
    for (size_t i = 0; i < count; i++)
        e->lengths_s[i] = windows[i].length_s;
    return e;
}

void engines_destroy(struct engines *e)
{
    if (e == NULL)
        return;
    tdestroy(e->tree, free);
    free(e);
}

/* ENGINES_MAX: there are too many. */
static size_t number_of(struct engines *e, struct text name)
{
    size_t at = 0;
    for (size_t k = 0; k < e->count; k++)
        if (text_is(name, e->of[k].name))
            return k;
    if (e->count == ENGINES_MAX)
        return ENGINES_MAX;
    memcpy(e->of[e->count].name, name.ptr, name.len);
    e->of[e->count].last_at = CIVIL_NEVER;
    while (at < e->count && text_compare(text_of(e->of[e->by_name[at]].name), name) < 0)
        at++;
    memmove(&e->by_name[at + 1], &e->by_name[at], (e->count - at) * sizeof e->by_name[0]);
    e->by_name[at] = e->count;
    return e->count++;
}

size_t engines_count(const struct engines *e)
{
    return e->count;
}

const struct engine *engines_at(const struct engines *e, size_t k)
{
    return &e->of[e->by_name[k]];
}

size_t engines_speaker(const struct engines *e)
{
    size_t speaker = 0;
    for (size_t k = 1; k < e->count; k++)
        if (engines_at(e, k)->said_at.ns > engines_at(e, speaker)->said_at.ns)
            speaker = k;
    return speaker;
}

/* --- values --------------------------------------------------------------------------------- */

static uint64_t hash_of(const struct saying *saying)
{
    return XXH3_64bits(saying->json, saying->len) | 1;
}

static struct saying *saying_create(struct place_of_value place, struct text json)
{
    struct saying *saying = mem_new(1, sizeof *saying + json.len);
    saying->place = place;
    saying->len = json.len;
    memcpy(saying->json, json.ptr, json.len);
    return saying;
}

static bool is_changed(const struct engines *e, const struct saying *saying)
{
    return saying->round == e->round && saying->compared != 0 &&
           saying->compared != hash_of(saying);
}

/* False: there is no room. */
static bool put(struct engines *e, struct place_of_value place, struct text json)
{
    struct saying *before = look_for(e, place).before;
    uint64_t compared = 0;
    unsigned round = 0;
    if (before != NULL && compare(&before->place, &place) == 0) {
        compared = before->compared;
        round = before->round;
        e->changed -= is_changed(e, before);
        forget(e, before);
    } else if (place.at.s < e->passed.s) {
        return true; /* nobody asks for it */
    }
    if (!make_room(e, json.len))
        return false;
    struct saying *saying = saying_create(place, json);
    saying->compared = compared;
    saying->round = round;
    e->changed += is_changed(e, saying);
    e->bytes += cost(saying);
    tsearch(saying, &e->tree, by_place);
    return true;
}

static bool is_news(const struct engines *e, struct place_of_value place, struct text json)
{
    const struct saying *there = look_for(e, place).before;
    return there == NULL || compare(&there->place, &place) != 0 ||
           !text_equal((struct text){there->json, there->len}, json);
}

static bool take(struct engines *e, const struct engine_value *v, struct text json, mono_time now,
                 const char **ret_why)
{
    struct place_of_value place = {.at = v->at};
    while (place.window < e->window_count && e->lengths_s[place.window] != v->length_s)
        place.window++;
    if (place.window == e->window_count)
        return true;
    place.engine = number_of(e, v->by);
    *ret_why = "there are too many engines";
    if (place.engine == ENGINES_MAX)
        return false;
    e->of[place.engine].last_at = v->at;
    if (!is_news(e, place, json))
        return true;
    *ret_why = "there are too many figures to keep";
    if (!put(e, place, json))
        return false;
    e->of[place.engine].said_at = now;
    return true;
}

bool engines_take(struct engines *e, struct text json, mono_time now, const char **ret_why)
{
    struct engine_value v;
    bool taken = engine_value_read(json, &v, ret_why) && take(e, &v, json, now, ret_why);
    engine_value_finish(&v);
    return taken;
}

/* --- asking --------------------------------------------------------------------------------- */

static bool read_saying(const struct saying *saying, struct engine_value *ret)
{
    const char *why;
    bool sound = engine_value_read((struct text){saying->json, saying->len}, ret, &why);
    BUG_IF(!sound);
    return sound;
}

static struct saying *last_before(const struct engines *e, size_t k, size_t window, civil_time at)
{
    const struct place_of_value place = {e->by_name[k], window, at};
    struct saying *found = look_for(e, place).before;
    bool fits =
        found != NULL && found->place.engine == place.engine && found->place.window == window;
    return fits ? found : NULL;
}

bool engines_find_last(const struct engines *e, size_t k, size_t window, civil_time at,
                       struct engine_value *ret)
{
    const struct saying *found = last_before(e, k, window, at);
    ret->strings = (struct buffer){0};
    return found != NULL && read_saying(found, ret);
}

bool engines_find(const struct engines *e, size_t k, size_t window, civil_time at,
                  struct engine_value *ret)
{
    return engines_find_last(e, k, window, at, ret) && ret->at.s == at.s;
}

void engines_note_compared(struct engines *e, size_t k, size_t window, civil_time at)
{
    struct saying *found = last_before(e, k, window, at);
    if (found == NULL || found->place.at.s != at.s)
        return;
    e->changed -= is_changed(e, found);
    found->compared = hash_of(found);
    found->round = e->round;
}

uint64_t engines_changed(const struct engines *e)
{
    return e->changed;
}

void engines_pass(struct engines *e, civil_time at)
{
    e->passed = at;
}

void engines_begin_round(struct engines *e)
{
    e->round++;
    e->changed = 0;
    e->passed = CIVIL_NEVER;
}
