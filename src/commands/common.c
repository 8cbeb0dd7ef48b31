#include "commands.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/utf8.h"
#include "blotter/crime/csv.h"
#include "blotter/kafka/background.h"

int command_fail(const struct error *err)
{
    fprintf(stderr, "blotter: %s\n", err->text);
    return err->status != EXIT_STATUS_OK ? (int)err->status : EXIT_STATUS_FAILURE;
}

void command_warn(const char *text)
{
    struct buffer line = {0};
    utf8_add_for(&line, text_of(text), UTF8_FOR_TERMINAL);
    fprintf(stderr, "blotter: %.*s\n", (int)line.len, line.data);
    buffer_free(&line);
}

enum utf8_reader command_reader(bool json, bool is_terminal)
{
    if (!is_terminal)
        return UTF8_FOR_PROGRAM;
    return json ? UTF8_FOR_TERMINAL_AS_JSON : UTF8_FOR_TERMINAL;
}

bool command_check_files(const struct settings *s, struct error *err)
{
    for (size_t i = 0; i < s->file_count; i++) {
        struct stat st;
        if (stat(s->files[i], &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
            continue; /* a pipe can be read only once */
        if (strcmp(s->files[i], "-") == 0)
            continue;
        struct csv_reader *reader = csv_open(s->files[i], -1, s->cities, err);
        if (reader == NULL)
            return false;
        csv_close(reader);
    }
    return true;
}

bool command_open_loop(uv_loop_t *loop, struct error *err)
{
    int result = uv_loop_init(loop);
    return result == 0 || error_set(err, "cannot start: %s", uv_strerror(result));
}

void command_close_loop(uv_loop_t *loop)
{
    uv_run(loop, UV_RUN_DEFAULT);
    uv_loop_close(loop);
}

void command_leave(int status)
{
    if (!background_is_left())
        return;
    fflush(NULL);
    _exit(status);
}
