/* What stands on a topic of windows: any bytes as an engine's value. What is read is in range, and
 * is found again where it belongs; what is kept stays within its bounds. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "blotter/window/engines.h"

const char *const fuzz_seeds[] = {
    "{\"kind\":\"window\",\"by\":\"spark\",\"window\":\"6h\",\"at\":\"2023-01-01T06:00:00\","
    "\"total\":3,\"near\":1,\"crimes\":[[\"BURGLARY\",2],[\"ROBBERY\",1]],\"places\":[[\"\",3]]}",
    "{\"places\":[],\"crimes\":[],\"near\":0,\"total\":0,\"at\":\"0000-01-01\",\"window\":\"1h\","
    "\"by\":\"\\u00e9\",\"kind\":\"window\"}",
    NULL,
};

const char *const fuzz_words[] = {
    "\"kind\":",
    "\"by\":",
    "\"window\"",
    "\"at\":",
    "\"total\":",
    "\"near\":",
    "\"crimes\":",
    "\"places\":",
    "\"flink\"",
    "\"12h\"",
    "[\"A\",1]",
    "\"9999-12-31T23:59:59\"",
    "9007199254740993",
    "\\u0000",
    "[",
    "]",
    "{",
    "}",
    ",",
    "null",
    "-1",
    "1e9",
    "\xFF",
    NULL,
};

/* One for all cases, so that they meet what others have left. */
static struct engines *engines;

static void check_found(const struct engine_value *v)
{
    static const int64_t lengths_s[] = {3600, 6 * 3600};
    for (size_t k = 0; k < engines_count(engines); k++)
        for (size_t w = 0; w < 2; w++) {
            struct engine_value found;
            bool is_there = engines_find(engines, k, w, v->at, &found);
            if (text_is(v->by, engines_at(engines, k)->name) && v->length_s == lengths_s[w])
                MUST(is_there && found.total == v->total && text_equal(found.by, v->by));
            engine_value_finish(&found);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct window_spec windows[] = {{"1h", 3600}, {"6h", INT64_C(6) * 3600}};
    const struct text json = {(const char *)data, size};
    struct engine_value v;
    const char *why;
    if (engines == NULL)
        engines = engines_create(windows, 2, 1 << 16);
    bool sound = engine_value_read(json, &v, &why);
    if (sound) {
        MUST(v.by.len > 0 && v.by.len <= ENGINE_NAME_MAX && v.length_s > 0);
        MUST(v.row_count[0] <= ENGINE_ROWS_MAX && v.row_count[1] <= ENGINE_ROWS_MAX);
    }
    bool taken = engines_take(engines, json, (mono_time){1}, &why);
    MUST(sound || (!taken && why != NULL));
    MUST(engines_count(engines) <= ENGINES_MAX);
    if (taken)
        check_found(&v);
    engine_value_finish(&v);
    if (!taken && sound) { /* full: begin anew */
        engines_destroy(engines);
        engines = NULL;
    }
    return 0;
}
