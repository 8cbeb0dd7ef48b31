/* The functions of our own: bucket, near, distance_km. */
#include <math.h>

#include "query_state.h"

/* bucket(EVERY, t): the last multiple of EVERY, counted from 1970-01-01, that is not after t. */
static void bucket(sqlite3_context *context, int count, sqlite3_value **values)
{
    int64_t every_s;
    civil_time t;
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL ||
        sqlite3_value_type(values[1]) == SQLITE_NULL)
        return;
    if (!value_duration_s(values[0], &every_s)) {
        sqlite3_result_error(context, "bucket: its first argument is no duration such as '15m'",
                             -1);
    } else if (!value_time(values[1], &t)) {
        sqlite3_result_error(context, "bucket: its second argument is no time such as reported_at",
                             -1);
    } else {
        int64_t behind_s = t.s % every_s;
        result_time(context, civil_add(t, -(behind_s < 0 ? behind_s + every_s : behind_s)));
    }
}

static bool has_null(int count, sqlite3_value **values)
{
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL)
            return true;
    return false;
}

/* near(lat, lon, lat0, lon0, deg): 1 inside the circle, else 0 (DESIGN §4 "Near"). */
static void near(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct near circle = {.lat = sqlite3_value_double(values[2]),
                                .lon = sqlite3_value_double(values[3]),
                                .deg = sqlite3_value_double(values[4])};
    bool inside = !has_null(count, values) && near_holds(&circle, sqlite3_value_double(values[0]),
                                                         sqlite3_value_double(values[1]));
    sqlite3_result_int(context, inside);
}

/* distance_km(lat, lon, lat0, lon0): along a great circle (haversine), the earth a ball. */
static void distance_km(sqlite3_context *context, int count, sqlite3_value **values)
{
    static const double earth_km = 6371.0088; /* mean radius, IUGG */
    static const double radians = 0.017453292519943295;
    if (has_null(count, values))
        return;
    double lat = sqlite3_value_double(values[0]) * radians;
    double lat0 = sqlite3_value_double(values[2]) * radians;
    double across = sin((lat - lat0) / 2);
    double along =
        sin((sqlite3_value_double(values[1]) - sqlite3_value_double(values[3])) * radians / 2);
    double h = across * across + cos(lat) * cos(lat0) * along * along;
    sqlite3_result_double(context, 2 * earth_km * asin(sqrt(h < 1 ? h : 1)));
}

bool functions_register(struct query *q)
{
    static const struct {
        const char *name;
        int arguments;
        void (*call)(sqlite3_context *context, int count, sqlite3_value **values);
    } rows[] = {{"bucket", 2, bucket}, {"near", 5, near}, {"distance_km", 4, distance_km}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (sqlite3_create_function(q->db, rows[i].name, rows[i].arguments,
                                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                    rows[i].call, NULL, NULL) != SQLITE_OK)
            return false;
    return true;
}
