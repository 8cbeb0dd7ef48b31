#include "city.h"

#include <sys/stat.h>

#include "blotter/crime/cities.h"
#include "blotter/crime/csv.h"
#include "sources.h"

static bool find_profiles(struct settings *s, struct error *err)
{
    struct buffer folder = {0};
    s->cities = cities_create();
    bool ok =
        !sources_config_path("cities", &folder) || cities_add_folder(s->cities, folder.data, err);
    buffer_free(&folder);
    if (!ok || s->city == NULL)
        return ok;
    struct error why;
    return cities_use(s->cities, s->city, &why) || error_usage(err, "--city %s", why.text);
}

/* The profile that the first FILE fits; NULL when it fits none, or can be read only once. */
static const struct profile *find_by_header(const struct settings *s)
{
    struct stat st;
    struct error ignored;
    if (s->file_count == 0 || stat(s->files[0], &st) != 0 || !S_ISREG(st.st_mode))
        return NULL;
    struct csv_reader *reader = csv_open(s->files[0], -1, s->cities, &ignored);
    const struct profile *profile = reader != NULL ? csv_profile(reader) : NULL;
    csv_close(reader);
    return profile;
}

static bool take_default(struct settings *s, const struct profile *p, enum profile_default which,
                         const char *option, struct error *err)
{
    struct error why;
    const struct option_row *row = options_named(&settings_table, text_of(option), FOR_PLAYERS);
    if (p->defaults[which] == NULL || row->set(s, text_of(p->defaults[which]), &why))
        return true;
    return error_usage(err, "profile of %.100s: %s: %s", p->name, option, why.text);
}

static bool take_defaults(struct settings *s, const struct profile *p, struct error *err)
{
    return (s->has_crimes || take_default(s, p, PROFILE_CRIMES, "crimes", err)) &&
           (s->has_delay || take_default(s, p, PROFILE_DELAY, "delay", err)) &&
           (s->has_near || take_default(s, p, PROFILE_NEAR, "near", err));
}

bool city_settle(struct settings *s, struct error *err)
{
    if (!find_profiles(s, err))
        return false;
    if (s->spread)
        cities_let_spread(s->cities);
    s->selection.cities = s->cities;
    const struct profile *known = cities_used(s->cities);
    if (known == NULL)
        known = find_by_header(s);
    s->analysis.city = known;
    s->selection.crimes_are_citys = known == NULL && !s->has_crimes;
    s->selection.delay_is_citys = known == NULL && !s->has_delay;
    s->analysis.near_is_citys = known == NULL && !s->has_near;
    return take_defaults(s, known != NULL ? known : cities_at(s->cities, 0), err);
}
