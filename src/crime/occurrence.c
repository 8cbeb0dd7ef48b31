#include "occurrence.h"

#include "fields.h"

const char occurrence_usual_formats[] =
    "%Y-%m-%dT%H:%M:%S%z|%Y-%m-%d %H:%M:%S%z|%m/%d/%Y %I:%M:%S %p|%m/%d/%Y %H:%M|"
    "%m/%d/%Y %H:%M:%S|%Y/%m/%d %H:%M:%S%z|%Y/%m/%d %I:%M:%S %p|%m/%d/%y %H:%M|"
    "%Y %b %d %I:%M:%S %p|%Y-%m-%d %H:%M|%Y-%m-%dT%H:%M|%m/%d/%Y|%Y-%m-%d";

bool occurrence_set_formats(struct profile_times *t, struct text formats, struct error *err)
{
    struct time_formats all;
    t->dates.count = t->times.count = 0;
    if (!time_formats_compile(formats, &all, err))
        return false;
    for (size_t i = 0; i < all.count; i++) {
        struct time_formats *of = all.of[i].has_month ? &t->dates : &t->times;
        of->of[of->count++] = all.of[i];
    }
    return true;
}

void occurrence_set_zone(struct profile_times *t, const char *name)
{
    zone_destroy(t->zone);
    t->zone = name[0] != '\0' ? zone_create(name, &t->zone_is_away) : NULL;
}

static bool read_by(const struct time_formats *formats, struct text s, struct read_time *ret)
{
    for (size_t i = 0; i < formats->count; i++)
        if (time_format_read(&formats->of[i], s, ret))
            return true;
    return false;
}

static civil_time in_zone(const struct profile_times *t, const struct read_time *read)
{
    return t->zone != NULL ? zone_civil(t->zone, civil_add(read->at, -read->offset_s)) : read->at;
}

static enum occurrence read_one(const struct profile_times *t, struct text s, civil_time *ret)
{
    struct read_time read;
    if (!read_by(&t->dates, s, &read))
        return OCCURRENCE_BAD_DATE;
    *ret = in_zone(t, &read);
    return OCCURRENCE_READ;
}

enum occurrence occurrence_read(const struct profile_times *t,
                                const struct text field[COLUMN_COUNT], civil_time *ret)
{
    struct read_time day = {.has_offset = false};
    struct read_time time = {.has_offset = false};
    int minutes = 0;
    if (field[COLUMN_OCCURRED].len > 0)
        return read_one(t, field[COLUMN_OCCURRED], ret);
    if (t->dates.count == 0 ? !crime_date_parse(field[COLUMN_DATE], &day.at)
                            : !read_by(&t->dates, field[COLUMN_DATE], &day))
        return OCCURRENCE_BAD_DATE;
    if (t->times.count == 0 ? !crime_time_parse(field[COLUMN_TIME], &minutes)
                            : !read_by(&t->times, field[COLUMN_TIME], &time))
        return OCCURRENCE_BAD_TIME;
    time.at = civil_add(day.at, time.at.s + minutes * (int64_t)CIVIL_MINUTE_S);
    *ret = in_zone(t, &time);
    return OCCURRENCE_READ;
}
