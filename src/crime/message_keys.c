#include "message_keys.h"

static const char *const own_names[OWN_COUNT] = {
    "kind",  "run",       "officer",  "officers", "seq",     "began",       "windows_from", "at",
    "until", "continues", "paused",   "obeys",    "id",      "reported_at", "occurred_at",  "code",
    "crime", "area",      "district", "address",  "premise", "lat",         "lon",
};

static struct key_meaning look_up(const struct profile *profile, const struct json_value *key,
                                  struct buffer *strings)
{
    struct text name = json_string(key, strings);
    size_t place = 0;
    size_t rank = 0;
    enum column column = profile_column_of_key(profile, name, &rank);
    while (place < OWN_COUNT && !text_is(name, own_names[place]))
        place++;
    if (place == OWN_COUNT)
        place = PLACE_OF_COLUMNS + column; /* none is PLACE_UNUSED */
    return (struct key_meaning){(unsigned char)place, (unsigned char)column, (unsigned char)rank};
}

/* Where to look first: by length and three bytes, which tell the data set's columns apart. */
static size_t home_of(struct text s)
{
    const unsigned char *bytes = (const unsigned char *)s.ptr;
    size_t first = bytes[0];
    size_t middle = bytes[s.len / 2];
    size_t last = bytes[s.len - 1];
    return (s.len + 5 * first + 29 * middle + 101 * last) % KEY_SLOTS;
}

static bool is_key(const struct key_slot *slot, struct text raw)
{
    return slot->len == raw.len && memcmp(slot->key, raw.ptr, raw.len) == 0;
}

struct key_slot *key_find(struct key_memory *m, struct key_slot *last, const struct json_value *key,
                          const struct json_walk *w, struct buffer *strings)
{
    enum { LOOKS = 8 };
    struct text raw = key->raw;
    struct key_slot *slot = &m->slots[KEY_OTHER];
    if (raw.len == 0 || raw.len > KEY_MAX) {
        slot->meaning = look_up(m->profile, key, strings);
        return slot;
    }
    size_t home = home_of(raw);
    for (size_t i = 0; i < LOOKS; i++) {
        slot = &m->slots[(home + i) % KEY_SLOTS];
        if (slot->len == 0 || is_key(slot, raw))
            break;
    }
    if (!is_key(slot, raw)) { /* a free one, or one that may never come again */
        slot->meaning = look_up(m->profile, key, strings);
        slot->len = (unsigned char)raw.len;
        memcpy(slot->key, raw.ptr, raw.len);
    }
    json_lead_note(&slot->lead, w);
    last->next = (unsigned short)(slot - m->slots);
    return slot;
}
