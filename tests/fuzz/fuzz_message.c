/* Messages: any bytes that may stand on a topic. Both ways of reading agree; what is read is
 * written and read again, and is the same. */
#include "fuzz/fuzz.h"

#include "blotter/base/utf8.h"
#include "crime/message_fast.h"

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
    MUST(c->lat.len == 0 || (coordinate_is_written(c->lat) && coordinate_is_written(c->lon)));
}

static void write_message(struct buffer *out, const struct message *m)
{
    if (m->kind == MESSAGE_CRIME) {
        message_write_crime_head(out, m->run, m->officer, m->seq);
        message_write_crime_tail(out, &m->crime);
    } else {
        message_write(out, m);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < 2; i++)
        if (decoders[i] == NULL)
            decoders[i] = decoder_create();
    struct message m;
    const char *why = NULL;
    enum decoded decoded =
        decoder_read(decoders[0], (struct text){(const char *)data, size}, &m, &why);
    struct message other;
    MUST(decoder_read_any(decoders[1], (struct text){(const char *)data, size}, &other, &why) ==
         decoded);
    MUST(decoded != DECODED_UNDECODABLE || why != NULL);
    if (decoded != DECODED_MESSAGE)
        return 0;
    MUST(m.officer > 0 && (m.kind == MESSAGE_CRIME || m.officer <= m.officers));
    check_text(m.run);
    check_text(m.continues);
    check_crime(&m.crime);
    struct buffer once = {0};
    struct buffer twice = {0};
    struct message back;
    write_message(&once, &m);
    write_message(&twice, &other);
    MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
    twice.len = 0;
    for (size_t i = 0; i < once.len; i++)
        MUST((unsigned char)once.data[i] >= 0x20 && once.data[i] != 0x7F);
    MUST(decoder_read(decoders[1], buffer_text(&once), &back, &why) == DECODED_MESSAGE);
    write_message(&twice, &back);
    MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
    return 0;
}
