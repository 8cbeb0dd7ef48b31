#include "spots.h"

#include <math.h>
#include <string.h>

static const double per_degree = 1e7;

void spots_init(struct spots *s)
{
    s->odd = intern_create();
}

void spots_finish(struct spots *s)
{
    intern_destroy(s->odd);
    s->odd = NULL;
}

static bool fits(double degrees, int32_t *ret)
{
    double whole = round(degrees * per_degree);
    if (!(fabs(whole) <= INT32_MAX) || whole / per_degree != degrees)
        return false;
    *ret = (int32_t)whole;
    return true;
}

struct spot spots_encode(struct spots *s, double lat, double lon)
{
    struct spot spot;
    if (fits(lat, &spot.lat) && fits(lon, &spot.lon))
        return spot;
    if (isnan(lat) || isnan(lon))
        return (struct spot){SPOT_IN_TABLE, NO_SPOT};
    const struct degrees d = {lat, lon};
    const struct text bytes = {(const char *)&d, sizeof d};
    return (struct spot){SPOT_IN_TABLE, (int32_t)intern_id(s->odd, bytes)};
}

/* Reads on over digits. */
static const char *take_digits(const char *at, const char *end, int64_t *value)
{
    for (; at < end && byte_is_digit(*at); at++)
        *value = *value * 10 + (*at - '0');
    return at;
}

/* As nearly all are written: digits, and maybe a point and at most seven more. Anything else is for
 * the long way. */
static bool read_whole(struct text s, int32_t *ret)
{
    enum { DECIMALS = 7, LEN_MAX = 12 }; /* -214.7483647 */
    static const int32_t scales[] = {10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    if (s.len == 0 || s.len > LEN_MAX)
        return false;
    const char *end = s.ptr + s.len;
    bool is_negative = s.ptr[0] == '-';
    int64_t value = 0;
    const char *begin = s.ptr + is_negative;
    const char *point = take_digits(begin, end, &value);
    const char *decimals = point + (point < end && *point == '.');
    const char *behind = take_digits(decimals, end, &value);
    if (point == begin || behind < end || behind - decimals > DECIMALS || value > INT32_MAX)
        return false;
    value *= scales[behind - decimals];
    *ret = (int32_t)(is_negative ? -value : value);
    return value <= INT32_MAX;
}

struct spot spots_of(struct spots *s, const struct crime *c, struct degrees *ret)
{
    struct spot spot;
    if (read_whole(c->lat, &spot.lat) && read_whole(c->lon, &spot.lon)) {
        *ret = (struct degrees){spot.lat / per_degree, spot.lon / per_degree};
        return spot;
    }
    crime_coordinates(c, &ret->lat, &ret->lon);
    return spots_encode(s, ret->lat, ret->lon);
}

struct degrees spots_decode(const struct spots *s, struct spot spot)
{
    if (spot.lat != SPOT_IN_TABLE)
        return (struct degrees){spot.lat / per_degree, spot.lon / per_degree};
    if (spot.lon == NO_SPOT)
        return (struct degrees){(double)NAN, (double)NAN};
    struct degrees d;
    memcpy(&d, intern_text(s->odd, (uint32_t)spot.lon).ptr, sizeof d);
    return d;
}
