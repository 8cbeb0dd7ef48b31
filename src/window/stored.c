#include "save.h"

#include <endian.h>

struct report_bytes {
    uint64_t reported_at;
    uint32_t lat, lon, crime;
    uint32_t place[PLACE_COUNT];
} __attribute__((packed));
_Static_assert(sizeof(struct report_bytes) == REPORT_BYTES, "no holes");

void stored_put(struct buffer *out, const struct report *r)
{
    struct report_bytes s = {
        .reported_at = htole64((uint64_t)r->reported_at.s),
        .lat = htole32((uint32_t)r->lat),
        .lon = htole32((uint32_t)r->lon),
        .crime = htole32((uint32_t)r->crime),
    };
    for (size_t k = 0; k < PLACE_COUNT; k++)
        s.place[k] = htole32(r->place[k]);
    buffer_append(out, &s, sizeof s);
}

void stored_get(struct wire *w, struct report *ret)
{
    struct report_bytes s;
    wire_bytes(w, &s, sizeof s);
    ret->reported_at.s = (int64_t)le64toh(s.reported_at);
    ret->lat = (int32_t)le32toh(s.lat);
    ret->lon = (int32_t)le32toh(s.lon);
    ret->crime = le32toh(s.crime) & INT32_MAX;
    wire_must(w, le32toh(s.crime) <= INT32_MAX);
    ret->near = 0;
    for (size_t k = 0; k < PLACE_COUNT; k++)
        ret->place[k] = le32toh(s.place[k]);
}
