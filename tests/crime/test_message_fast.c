#include "base/check.h"

#include "crime/message_fast.h"

static const wall_time now = {UINT64_C(1700000000000000)};

static struct decoder *short_way;
static struct decoder *long_way;

static int set_up(void **state)
{
    (void)state;
    short_way = decoder_create(NULL);
    long_way = decoder_create(NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decoder_destroy(short_way);
    decoder_destroy(long_way);
    return 0;
}

static bool same_crime(const struct crime *a, const struct crime *b)
{
    return text_equal(a->id, b->id) && a->reported_at.s == b->reported_at.s &&
           a->occurred_at.s == b->occurred_at.s && text_equal(a->code, b->code) &&
           text_equal(a->crime, b->crime) && text_equal(a->area, b->area) &&
           text_equal(a->district, b->district) && text_equal(a->address, b->address) &&
           text_equal(a->premise, b->premise) && text_equal(a->lat, b->lat) &&
           text_equal(a->lon, b->lon);
}

static bool same(const struct message *a, const struct message *b)
{
    return a->kind == b->kind && text_equal(a->run, b->run) && a->officer == b->officer &&
           a->officers == b->officers && a->seq == b->seq && a->began_ms == b->began_ms &&
           a->windows_from.s == b->windows_from.s && a->at.s == b->at.s &&
           a->until.s == b->until.s && text_equal(a->continues, b->continues) &&
           a->paused == b->paused && same_crime(&a->crime, &b->crime);
}

/* Both ways give the same; in a block that ends where the value does, so that reading on is seen.
 */
static void expect_same(struct text value, const char *what, size_t i)
{
    char *copy = malloc(value.len > 0 ? value.len : 1);
    if (value.len > 0)
        memcpy(copy, value.ptr, value.len);
    const struct text s = {copy, value.len};
    struct message a;
    struct message b;
    const char *why;
    enum decoded one = decoder_read(short_way, s, now, &a, &why);
    enum decoded other = decoder_read_any(long_way, s, now, &b, &why);
    EXPECT(one == other && (one != DECODED_MESSAGE || same(&a, &b)), "%s %zu: %.*s", what, i,
           (int)value.len, value.ptr);
    free(copy);
}

#define HEAD "{\"kind\":\"crime\",\"run\":\"0005f1a2b3c4d5e6\",\"officer\":3,\"seq\":1234,"
#define CRIME                                                                                      \
    "\"id\":\"230104567\",\"reported_at\":\"2023-01-01T01:12:00\","                                \
    "\"occurred_at\":\"2023-01-01T00:05:00\",\"code\":624,\"crime\":\"BATTERY - SIMPLE ASSAULT\"," \
    "\"area\":\"Central\",\"district\":\"0163\",\"address\":\"700 W 7TH ST\",\"premise\":\"\","
#define PLACE "\"lat\":34.0483,\"lon\":-118.2631}"

static const struct {
    const char *value;
    bool fast;
} values[] = {
    {HEAD CRIME PLACE, true},
    {HEAD CRIME "\"lat\":null,\"lon\":null}", true},
    {HEAD CRIME "\"lat\":0,\"lon\":-0}", true},
    {HEAD CRIME "\"lat\":0.50,\"lon\":-0.0}", true},
    {HEAD CRIME "\"lat\":null,\"lon\":-118}", true},
    {HEAD CRIME "\"lat\":34,\"lon\":null}", true},
    {HEAD CRIME "\"lat\":034,\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":34.,\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":.5,\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":-,\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":,\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":3e1,\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":\"34\",\"lon\":-118}", false},
    {HEAD CRIME "\"lat\":nullx,\"lon\":null}", false},
    {HEAD CRIME PLACE " ", false},
    {HEAD CRIME PLACE "}", false},
    {" " HEAD CRIME PLACE, false},
    {HEAD CRIME "\"lat\":34.0483, \"lon\":-118.2631}", false},
    {HEAD CRIME "\"lon\":-118.2631,\"lat\":34.0483}", false},
    {HEAD CRIME "\"lat\":34.0483,\"lon\":-118.2631,\"lat\":5}", false},
    {HEAD CRIME "\"lat\":34.0483,\"lon\":-118.2631,\"kind\":\"clock\"}", false},
    {HEAD PLACE, false},
    {HEAD, false},
    {"", false},
    {"{", false},
    {"{}", false},
};

static void crimes_as_our_writers_write_them_are_read_the_short_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct message m;
        EXPECT_AT(i, message_read_fast(text_of(values[i].value), &m) == values[i].fast);
        EXPECT_AT(i, !values[i].fast || m.seq == 1234);
        expect_same(text_of(values[i].value), "row", i);
    }
    struct message m;
    assert_false(message_read_fast((struct text){NULL, 0}, &m));
}

/* In place of what stands in the first message. */
static const char *const changes[][2] = {
    {"\"officer\":3", "\"officer\":0"},
    {"\"officer\":3", "\"officer\":03"},
    {"\"officer\":3", "\"officer\":-3"},
    {"\"officer\":3", "\"officer\":"},
    {"\"officer\":3", "\"officer\":4294967295"},
    {"\"officer\":3", "\"officer\":4294967296"},
    {"\"officer\":3", "\"officer\":18446744073709551619"},
    {"\"officer\":3", "\"officer\":3.0"},
    {"\"seq\":1234", "\"seq\":0"},
    {"\"seq\":1234", "\"seq\":01234"},
    {"\"seq\":1234", "\"seq\":999999999999999999"},
    {"\"seq\":1234", "\"seq\":9999999999999999999"},
    {"\"seq\":1234", "\"seq\":9223372036854775807"},
    {"\"seq\":1234", "\"seq\":9223372036854775808"},
    {"\"seq\":1234", "\"seq\":18446744073709552850"},
    {"0005f1a2b3c4d5e6", ""},
    {"Central", "C\\u0065ntral"},
    {"Central", "caf\xC3\xA9"},
    {"Central", "\xFF"},
    {"Central", "\x7F"},
    {"Central", "1234567\""},
    {"Central", "12345678\\"},
    {"Central", "12345678\n"},
    {"01:12:00", "24:12:00"},
    {"2023-01-01T01", "2023-01-01 01"},
    {"2023-01-01T01", "2023-02-30T01"},
    {"T01:12:00", "T01:12"},
    {"T00:05:00", "T00:05"},
    {"T00:05:00", "T00:65:00"},
    {"624", "null"},
    {"624", "0"},
    {"624", "0624"},
    {"624", "-624"},
    {"624", "-0"},
    {"624", "6.24"},
    {"624", "6e2"},
    {"624", "true"},
    {"624", "\"624\""},
    {"624", "99999999999999999999999"},
    {"\"crime\",", "\"clock\","},
    {"\"kind\"", "\"king\""},
};

static void whatever_is_changed_both_ways_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        const char *value = values[0].value;
        const char *at = strstr(value, changes[i][0]);
        assert_non_null(at);
        struct buffer b = {0};
        buffer_append(&b, value, (size_t)(at - value));
        buffer_add(&b, text_of(changes[i][1]));
        buffer_add(&b, text_of(at + strlen(changes[i][0])));
        expect_same(buffer_text(&b), "change", i);
        buffer_free(&b);
    }
}

static void cut_anywhere_both_ways_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++)
        for (size_t len = 0; len < strlen(values[i].value); len++)
            expect_same((struct text){values[i].value, len}, "cut at", len);
}

static void with_any_byte_in_any_place_both_ways_agree(void **state)
{
    (void)state;
    char value[sizeof HEAD CRIME PLACE];
    for (size_t at = 0; at + 1 < sizeof value; at++)
        for (int c = 0; c < 256; c++) {
            memcpy(value, values[0].value, sizeof value);
            value[at] = (char)c;
            expect_same((struct text){value, sizeof value - 1}, "byte", at);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crimes_as_our_writers_write_them_are_read_the_short_way),
        cmocka_unit_test(whatever_is_changed_both_ways_agree),
        cmocka_unit_test(cut_anywhere_both_ways_agree),
        cmocka_unit_test(with_any_byte_in_any_place_both_ways_agree),
    };
    return cmocka_run_group_tests_name("crime/message_fast", tests, set_up, tear_down);
}
