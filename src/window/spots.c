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
