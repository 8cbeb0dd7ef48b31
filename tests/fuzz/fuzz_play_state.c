/* What stands on TOPIC-control: any bytes as a state of play. What is read is written and read
 * again, and is the same; it can be followed, and says a place at any real time. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "blotter/replay/play_state.h"

const char *const fuzz_seeds[] = {
    "{\"n\":17,\"first_run\":\"R\",\"run\":\"R-2\",\"data_from\":\"2023-01-01T00:39:59\","
    "\"began_at\":\"2023-01-05T00:00:00\",\"windows_from\":\"2023-01-04T12:00:00\","
    "\"at\":\"2023-01-05T06:00:00\",\"real_ms\":1700000000000,\"speed\":\"3h\",\"paused\":false}",
    "{\"n\":1,\"first_run\":\"R\",\"run\":\"R\",\"data_from\":null,\"began_at\":null,"
    "\"windows_from\":null,\"at\":\"2023-01-01T00:39:59\",\"real_ms\":0,\"speed\":\"max\","
    "\"paused\":true}",
    NULL,
};

const char *const fuzz_words[] = {
    "\"n\":",
    "\"first_run\":",
    "\"run\":",
    "\"data_from\":",
    "\"began_at\":",
    "\"at\":",
    "\"real_ms\":",
    "\"speed\":",
    "\"paused\":",
    "\"windows_from\":",
    "true",
    "null",
    "\"max\"",
    "\"10000-01-01\"",
    "\"9999-12-31T23:59:59\"",
    "\"3650d\"",
    "\"1ms\"",
    "\\u0000",
    "4611686018427387903",
    "9007199254740993",
    "\\ud83d",
    "{",
    "}",
    "[",
    ",",
    "0",
    "-1",
    "1e300",
    "\"0001-01-01T00:00:00\"",
    "\xFF",
    NULL,
};

static void check_place(const struct play_state *state)
{
    static const int64_t real_ms[] = {0, 1700000000000, INT64_MAX / 4, -1};
    for (size_t i = 0; i < sizeof real_ms / sizeof real_ms[0]; i++) {
        int64_t at_ms = play_state_position_ms(state, real_ms[i]);
        MUST(!state->paused || at_ms == state->at.s * 1000);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct play_state state;
    struct play_state back;
    struct error refused = {0};
    struct buffer once = {0};
    struct buffer twice = {0};
    if (!play_state_read((struct text){(const char *)data, size}, &state))
        return 0;
    MUST(state.n > 0 && state.run[0] != '\0' && strlen(state.first_run) < PLAY_RUN_SIZE);
    MUST(!play_state_follows(&state, 0, &refused) == (state.n > PLAY_STATE_MAX_JUMP));
    check_place(&state);
    play_state_write(&once, &state);
    MUST(play_state_read(buffer_text(&once), &back));
    play_state_write(&twice, &back);
    MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
    return 0;
}
