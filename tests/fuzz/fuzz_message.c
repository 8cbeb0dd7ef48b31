/* Messages: any bytes that may stand on a topic, ours and others'. Both ways of reading agree, and
 * a decoder that remembers keys with one that does not; what is read is written and read again, and
 * is the same. */
#include "fuzz/fuzz.h"

#include "blotter/base/utf8.h"
#include "blotter/crime/json.h"
#include "crime/message_fast.h"

static const wall_time now = {UINT64_C(1700000000000000)};

const char *const fuzz_seeds[] = {
    "{\"kind\":\"start\",\"run\":\"0005\",\"officer\":3,\"officers\":4,\"seq\":0,"
    "\"began\":1700000000000,\"windows_from\":\"2023-01-01T00:59:59\","
    "\"at\":\"2023-01-01T00:59:59\",\"until\":\"2023-04-03T23:59:00\",\"continues\":\"0004\"}",
    "{\"kind\":\"crime\",\"run\":\"0005\",\"officer\":3,\"seq\":1234,\"id\":\"230104567\","
    "\"reported_at\":\"2023-01-01T01:12:00\",\"occurred_at\":\"2023-01-01T00:05:00\",\"code\":624,"
    "\"crime\":\"BATTERY - \\\"SIMPLE\\\" ASSAULT\",\"area\":\"\\ud83d\\ude94\","
    "\"district\":\"0163\",\"address\":\"700 W 7TH "
    "ST\",\"premise\":\"caf\xC3\xA9\",\"lat\":34.0483,"
    "\"lon\":-118.2631}",
    "{\"kind\":\"clock\",\"run\":\"0005\",\"officer\":3,\"officers\":4,\"seq\":1234,"
    "\"at\":\"2023-01-01T01:15:00\",\"paused\":true}",
    "{\"kind\":\"end\",\"run\":\"0005\",\"officer\":1,\"officers\":1,\"seq\":9876,"
    "\"at\":\"2023-04-03T23:59:00\",\"x\":[1,{\"y\":[]},null,false]}",
    "{\"DATE OCC\":\"01/08/2020\",\"Stream Time\":1700000000000}",
    "{\"DR_NO\":\"230404629\",\"DATE OCC\":\"01/18/2023 12:00:00 AM\",\"TIME OCC\":\"1500\","
    "\"AREA\":\"04\",\"AREA NAME\":\"Hollenbeck\",\"Crm Cd\":\"341\",\"Crm Cd Desc\":\"THEFT\","
    "\"LOCATION\":\"2400    FAIRMOUNT   ST\",\"LAT\":\"34.0521\",\"LON\":\"-118.2045\","
    "\"Stream Time\":1674056580000,\"Officer Id\":3}",
    "{\"DR Number\":{\"0\":1208575},\"Date Occurred\":{\"0\":\"03\\/11\\/2013\"},"
    "\"Time Occurred\":{\"0\":1800.0},\"Crime Code Description\":{\"0\":\"ROBBERY\"},"
    "\"Location \":{\"0\":\"(33.9829, -118.3338)\"},\"Officer Id\":{\"0\":3}}",
    "{ \"crime\": \"x\", \"occurred_at\": 1672617900000, \"reported_at\": \"2023-01-02 "
    "01:05:00.5Z\", \"lat\": \"34\", \"lon\": -118.0 }",
    NULL,
};

const char *const fuzz_words[] = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\\"",
    "\\u0000",
    "\\ud83d",
    "\\ude94",
    "\\u00",
    "null",
    "true",
    "-",
    "0",
    "1e9",
    "\"kind\"",
    "\"crime\"",
    "\"seq\":",
    "\"at\"",
    "\"run\"",
    "\"officer\"",
    "{\"a\":[",
    "\xFF",
    "\xE2\x82",
    "\xED\xA0\x80",
    "99999999999999999999",
    "\"\\u006bind\":",
    " ",
    "\n",
    "\"Stream Time\":",
    "\"reported_at\":",
    "\"Location \":\"(1, 2)\",",
    "{\"0\":",
    "253402300799999",
    NULL,
};

static struct decoder *decoders[2];

static void check_text(struct text s)
{
    MUST(s.len == 0 || utf8_is_valid(s));
}

static void check_crime(const struct crime *c)
{
    check_text(c->id);
    check_text(c->crime);
    check_text(c->area);
    check_text(c->district);
    check_text(c->address);
    check_text(c->premise);
    MUST(c->code.len == 0 || code_is_written(c->code));
    MUST((c->lat.len == 0) == (c->lon.len == 0));
    MUST(c->lat.len == 0 || (json_is_number(c->lat) && json_is_number(c->lon)));
}

static void check_time(civil_time t)
{
    struct civil_parts p = civil_split(t);
    MUST(p.year >= 0 && p.year <= 9999);
}

static void write_message(struct buffer *out, const struct message *m, enum decoded decoded)
{
    if (decoded == DECODED_FOREIGN) { /* as it would be sent by one of us */
        message_write_crime_head(out, (struct text){"r", 1}, 1, 1);
        message_write_crime_tail(out, &m->crime);
    } else if (m->kind == MESSAGE_CRIME) {
        message_write_crime_head(out, m->run, m->officer, m->seq);
        message_write_crime_tail(out, &m->crime);
    } else {
        message_write(out, m);
    }
}

static void check_message(const struct message *m, enum decoded decoded)
{
    if (decoded == DECODED_FOREIGN)
        MUST(m->kind == MESSAGE_CRIME && m->officer == 0 && m->seq == 0 && m->crime.crime.len > 0);
    else
        MUST(m->officer > 0 && (m->kind == MESSAGE_CRIME || m->officer <= m->officers));
    check_text(m->run);
    check_text(m->continues);
    check_crime(&m->crime);
    check_time(m->crime.reported_at);
    check_time(m->crime.occurred_at);
    check_time(m->at);
    check_time(m->until);
    check_time(m->windows_from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text value = {(const char *)data, size};
    struct message m;
    struct message other;
    const char *why = NULL;
    if (decoders[0] == NULL)
        decoders[0] = decoder_create(NULL);
    decoders[1] = decoder_create(NULL);
    enum decoded decoded = decoder_read(decoders[0], value, now, &m, &why);
    MUST(decoder_read_any(decoders[1], value, now, &other, &why) == decoded);
    MUST(decoded != DECODED_UNDECODABLE || why != NULL);
    if (decoded != DECODED_UNDECODABLE) {
        struct buffer once = {0};
        struct buffer twice = {0};
        struct message back;
        check_message(&m, decoded);
        write_message(&once, &m, decoded);
        write_message(&twice, &other, decoded);
        MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
        twice.len = 0;
        for (size_t i = 0; i < once.len; i++)
            MUST((unsigned char)once.data[i] >= 0x20 && once.data[i] != 0x7F);
        MUST(decoder_read(decoders[1], buffer_text(&once), now, &back, &why) == DECODED_MESSAGE);
        write_message(&twice, &back, DECODED_MESSAGE);
        MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
        buffer_free(&once);
        buffer_free(&twice);
    }
    decoder_destroy(decoders[1]);
    return 0;
}
