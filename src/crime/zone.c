#include "zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "blotter/base/memory.h"

/* From `from_s` on, in UTC. */
struct shift {
    int64_t from_s;
    int64_t offset_s;
};

struct zone {
    struct shift *shifts; /* at least one, which also counts before it */
    size_t count, cap;
};

static int64_t offset_at(int64_t utc_s)
{
    time_t t = (time_t)utc_s;
    struct tm there;
    return localtime_r(&t, &there) != NULL ? there.tm_gmtoff : 0;
}

static void add_shift(struct zone *z, int64_t from_s, int64_t offset_s)
{
    z->shifts = mem_grow(z->shifts, &z->cap, z->count + 1, sizeof *z->shifts);
    z->shifts[z->count++] = (struct shift){from_s, offset_s};
}

/* Between two times that the offset is another at. */
static void find_shift(struct zone *z, int64_t before_s, int64_t behind_s)
{
    int64_t offset_s = offset_at(behind_s);
    while (behind_s - before_s > 1) {
        int64_t middle_s = before_s + (behind_s - before_s) / 2;
        if (offset_at(middle_s) == offset_s)
            behind_s = middle_s;
        else
            before_s = middle_s;
    }
    add_shift(z, behind_s, offset_s);
}

/* The shifts of a hundred years. Asked for at each row, libc would take a lock and a microsecond.
 */
static void read_shifts(struct zone *z)
{
    const int64_t step_s = INT64_C(14) * CIVIL_DAY_S;
    const int64_t end_s = INT64_C(36525) * CIVIL_DAY_S;
    add_shift(z, 0, offset_at(0));
    for (int64_t at_s = step_s; at_s < end_s; at_s += step_s)
        if (offset_at(at_s) != z->shifts[z->count - 1].offset_s)
            find_shift(z, at_s - step_s, at_s);
}

static bool is_zone_file(const char *path)
{
    static const char mark[] = "TZif"; /* RFC 8536 */
    char begin[sizeof mark - 1];
    FILE *file = fopen(path, "re");
    bool is = file != NULL && fread(begin, sizeof begin, 1, file) == 1 &&
              memcmp(begin, mark, sizeof begin) == 0;
    if (file != NULL)
        fclose(file);
    return is;
}

/* libc would take a name that it does not know for UTC. */
static bool is_there(const char *name)
{
    const char *folder = getenv("TZDIR");
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", folder != NULL ? folder : "/usr/share/zoneinfo", name);
    buffer_add_byte(&path, '\0');
    bool there = is_zone_file(path.data);
    buffer_free(&path);
    return there && name[0] != '/' && name[0] != '.' && strstr(name, "..") == NULL;
}

struct zone *zone_create(const char *name, struct error *err)
{
    if (!is_there(name)) {
        error_set(err, "no time zone %.100s here; zones are in the package tzdata", name);
        return NULL;
    }
    const char *now = getenv("TZ");
    char *before = now != NULL ? mem_copy_text(now, strlen(now)) : NULL;
    struct zone *z = mem_new(1, sizeof *z);
    setenv("TZ", name, 1);
    tzset();
    read_shifts(z);
    if (before != NULL)
        setenv("TZ", before, 1);
    else
        unsetenv("TZ");
    tzset();
    free(before);
    return z;
}

void zone_destroy(struct zone *z)
{
    if (z == NULL)
        return;
    free(z->shifts);
    free(z);
}

civil_time zone_civil(const struct zone *z, civil_time utc)
{
    size_t low = 0;
    size_t high = z->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (z->shifts[middle].from_s <= utc.s)
            low = middle;
        else
            high = middle;
    }
    return civil_add(utc, z->shifts[low].offset_s);
}
