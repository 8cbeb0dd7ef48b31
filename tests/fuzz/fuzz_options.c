/* Options: a command line, a word a line, and the same words as the lines of a configuration. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "commands/settings.h"
#include "blotter/base/memory.h"

const char *const fuzz_seeds[] = {
    "--brokers\nlocalhost:9092,[::1]:9093\n-t\nla-crime",
    "--speed=3h\n--windows\n1h,6h,12h\n--near\n34.021861,-118.282942,0.02",
    "-Xsasl.password=a=b\n--property\nacks=all\n--officer\n2/4",
    "--crimes\nASSAULT,all,\n--delay\n30-90\n--start\n2023-01-01T01:12",
    "--format\ntext\n--every=500ms\n--memory\n64M\n--follow\n--attach",
    "--continues\nrun,1,2023-01-01\n--from\nend\n--idle\n5s\n--\n--speed\n-",
    NULL,
};

const char *const fuzz_words[] = {
    "--",       "-",       "=",        ",",       "\n",     "1h",
    "0",        "max",     "--speed",  "--run",   "--rows", "--near",
    "--place",  "--seed",  "-w",       "-b",      "--from", "--days",
    "--help",   "--topic", "--driven", "--state", "--end",  "18446744073709551616",
    "\xC2\x80", NULL,
};

enum { WORDS_MAX = 64 };

struct taking {
    struct settings settings;
    size_t taken;
};

/* Files of the machine are no part of it. */
static bool is_tried(const struct option_row *row)
{
    return strcmp(row->name, "kafka-config") != 0;
}

static bool on_item(void *user, const struct option_row *row, const char *value, struct error *err)
{
    struct taking *t = user;
    t->taken++;
    return row == NULL || !is_tried(row) ||
           row->set(&t->settings, text_of(value != NULL ? value : "yes"), err);
}

static void check_settings(const struct settings *s)
{
    MUST(s->analysis.window_count <= WINDOWS_MAX);
    MUST(s->selection.delay_from_minutes <= s->selection.delay_to_minutes);
    MUST(s->selection.officers >= 1 && s->only_officer <= s->selection.officers);
    MUST(s->every_s > 0 && s->memory > 0 && s->partitions > 0 && s->speed.ms_per_s >= 0);
    MUST(s->analysis.other_count <= NEAR_OTHERS_MAX);
    MUST((!s->has_near || s->analysis.near.deg > 0) && s->idle_ms >= 0 && s->checkpoint_ms > 0);
}

static void try_command(const char *const *words, size_t count, unsigned command)
{
    struct taking t = {.taken = 0};
    struct error err = {0};
    settings_init(&t.settings);
    t.settings.command = (enum command_id)command;
    bool ok = options_parse(&settings_table, words, 1U << command, on_item, &t, &err);
    MUST(t.taken <= count * 64 + 4096); /* letters in one word */
    MUST(ok || (err.status == EXIT_STATUS_USAGE && err.text[0] != '\0'));
    if (ok)
        check_settings(&t.settings);
    settings_finish(&t.settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *words[WORDS_MAX + 1];
    size_t count = 0;
    char *text = mem_copy_text((const char *)data, size);
    struct text rest = text_of(text);
    while (rest.ptr != NULL && count < WORDS_MAX) {
        struct text word = text_cut(&rest, '\n');
        text[word.ptr - text + (ptrdiff_t)word.len] = '\0';
        words[count++] = word.ptr;
    }
    words[count] = NULL;
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        try_command(words, count, command);
    free(text);
    return 0;
}
