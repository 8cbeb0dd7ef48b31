#include "blotter/crime/cities.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "cities_shipped.h"

enum { CITIES_MAX = 256 };

struct cities {
    struct profile *profiles[CITIES_MAX]; /* owned, in the order in which they are tried */
    size_t count;
    const struct profile *used;
    bool spread;
};

static const char first_key[] = "los-angeles";

/* Before which others? The first one is tried first, the others by name. */
static bool comes_before(const char *a, const char *b)
{
    bool a_first = strcmp(a, first_key) == 0;
    bool b_first = strcmp(b, first_key) == 0;
    return a_first != b_first ? a_first : strcmp(a, b) < 0;
}

static void add(struct cities *c, struct profile *p)
{
    size_t at = 0;
    while (at < c->count && comes_before(c->profiles[at]->key, p->key))
        at++;
    if (at < c->count && strcmp(c->profiles[at]->key, p->key) == 0) {
        profile_destroy(c->profiles[at]);
        c->profiles[at] = p;
        return;
    }
    BUG_IF(c->count == CITIES_MAX);
    for (size_t i = c->count++; i > at; i--)
        c->profiles[i] = c->profiles[i - 1];
    c->profiles[at] = p;
}

struct cities *cities_create(void)
{
    struct cities *c = mem_new(1, sizeof *c);
    for (const struct city_file *f = cities_shipped; f->key != NULL; f++) {
        struct error err;
        struct profile *p = profile_create(f->key, f->key, text_of(f->content), &err);
        BUG_IF(p == NULL);
        add(c, p);
    }
    return c;
}

void cities_destroy(struct cities *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->count; i++)
        profile_destroy(c->profiles[i]);
    free(c);
}

/* --- the user's own --------------------------------------------------------------------------- */

static bool read_file(const char *path, struct buffer *out, struct error *err)
{
    enum { MOST_BYTES = 64 * 1024 };
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_usage(err, "%.300s: cannot open: %s", path, strerror(errno));
    buffer_reserve(out, MOST_BYTES);
    errno = 0;
    out->len = fread(out->data, 1, MOST_BYTES, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return error_usage(err, "%.300s: cannot read: %s", path, strerror(errno));
    return out->len < MOST_BYTES || error_usage(err, "%.300s: too long for a profile", path);
}

static struct profile *read_profile(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t len = strlen(name);
    bool is_ini = len > 4 && strcmp(name + len - 4, ".ini") == 0;
    char *key = mem_copy_text(name, is_ini ? len - 4 : len);
    struct buffer content = {0};
    struct profile *p = NULL;
    if (read_file(path, &content, err))
        p = profile_create(key, path, buffer_text(&content), err);
    buffer_free(&content);
    free(key);
    return p;
}

/* False, and the profile is gone: there are too many. */
static bool has_room(const struct cities *c, struct profile *p, struct error *err)
{
    if (c->count < CITIES_MAX)
        return true;
    profile_destroy(p);
    return error_usage(err, "more than %d profiles", CITIES_MAX);
}

bool cities_add_folder(struct cities *c, const char *folder, struct error *err)
{
    DIR *dir = opendir(folder);
    bool ok = true;
    if (dir == NULL)
        return true;
    for (struct dirent *entry; ok && (entry = readdir(dir)) != NULL;) {
        struct buffer path = {0};
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || dot == entry->d_name || strcmp(dot, ".ini") != 0)
            continue;
        buffer_printf(&path, "%s/%s", folder, entry->d_name);
        buffer_add_byte(&path, '\0');
        struct profile *p = read_profile(path.data, err);
        buffer_free(&path);
        ok = p != NULL && has_room(c, p, err);
        if (ok)
            add(c, p);
    }
    closedir(dir);
    return ok;
}

/* --- choosing --------------------------------------------------------------------------------- */

static bool is_called(const struct profile *p, const char *name)
{
    return strcmp(p->key, name) == 0 || (strlen(p->name) == strlen(name) &&
                                         text_contains_any_case(text_of(p->name), text_of(name)));
}

static bool use_file(struct cities *c, const char *path, struct error *err)
{
    struct profile *p = read_profile(path, err);
    if (p == NULL || !has_room(c, p, err))
        return false;
    add(c, p);
    c->used = p;
    return true;
}

bool cities_use(struct cities *c, const char *name, struct error *err)
{
    size_t len = strlen(name);
    if (strchr(name, '/') != NULL || (len > 4 && strcmp(name + len - 4, ".ini") == 0))
        return use_file(c, name, err);
    struct buffer known = {0};
    for (size_t i = 0; i < c->count; i++) {
        if (is_called(c->profiles[i], name)) {
            c->used = c->profiles[i];
            buffer_free(&known);
            return true;
        }
        buffer_printf(&known, "%s%s", i > 0 ? ", " : "", c->profiles[i]->key);
    }
    error_usage(err, "no such city: %.*s, or a FILE.ini", (int)known.len, known.data);
    buffer_free(&known);
    return false;
}

void cities_let_spread(struct cities *c)
{
    c->spread = true;
}

const struct profile *cities_used(const struct cities *c)
{
    return c->used;
}

const struct profile *cities_at(const struct cities *c, size_t k)
{
    return k < c->count ? c->profiles[k] : NULL;
}

const struct profile *cities_named(const struct cities *c, struct text name)
{
    for (size_t i = 0; i < c->count; i++)
        if (text_is(name, c->profiles[i]->name))
            return c->profiles[i];
    return NULL;
}

/* --- headers ---------------------------------------------------------------------------------- */

/* How near a header that does not fit comes: what is needed counts most. */
static size_t nearness(const struct header *h)
{
    size_t found = 0;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        found += h->field_of[i] != HEADER_ABSENT;
    for (size_t i = COLUMN_DATE; i <= COLUMN_CRIME; i++)
        found += h->field_of[i] != HEADER_ABSENT ? COLUMN_COUNT : 0;
    return found;
}

static bool refuse(const struct header *h, struct error *err)
{
    struct buffer what = {0};
    profile_describe(h->profile, header_missing(h), &what);
    error_set(
        err,
        "no column for the %.*s; nearest is the profile of %s (how to write one: man blotter, "
        "PROFILES)",
        (int)what.len, what.data, h->profile->name);
    buffer_free(&what);
    return false;
}

bool cities_match(const struct cities *c, struct text names, struct header *ret, struct error *err)
{
    struct header h;
    bool any = false;
    for (size_t i = 0; i < c->count; i++) {
        if (c->used != NULL && c->profiles[i] != c->used)
            continue;
        profile_match(c->profiles[i], names, &h);
        if (header_missing(&h) == COLUMN_NONE) {
            *ret = h;
            return profile_is_usable(h.profile, c->spread, err);
        }
        if (!any || nearness(&h) > nearness(ret))
            *ret = h;
        any = true;
    }
    return refuse(ret, err);
}
