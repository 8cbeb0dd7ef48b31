#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/help.h"
#include "commands/limits.h"
#include "commands/settings_parse.h"

typedef int (*command_fn)(const struct settings *s, const char *program);

static const command_fn commands[COMMAND_COUNT] = {
    [COMMAND_MONITOR] = command_monitor, [COMMAND_SIMULATE] = command_simulate,
    [COMMAND_CLUSTER] = command_cluster, [COMMAND_REPORT] = command_report,
    [COMMAND_SQL] = command_sql,         [COMMAND_GENERATE] = command_generate,
};

static int print(const struct buffer *text)
{
    if (fwrite(text->data, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return EXIT_STATUS_OK;
    struct error err;
    error_set(&err, "standard output: cannot write: %s", strerror(errno));
    return command_fail(&err);
}

/* --help, --version, and what the build makes the man page with. */
static int print_about(const struct settings *s, bool command_given)
{
    struct buffer out = {0};
    if (s->version)
        buffer_printf(&out, "blotter " BLOTTER_VERSION "\n");
    else if (s->help_all)
        help_all(&out);
    else if (command_given)
        help_command(&out, s->command);
    else
        help_short(&out);
    int status = print(&out);
    buffer_free(&out);
    return status;
}

/* What the build installs: the man page and the completions, from the same tables as --help. */
static bool print_for_install(const char *arg, int *ret_status)
{
    static const struct {
        const char *arg;
        void (*write)(struct buffer *out);
    } forms[] = {{"--help=man", help_man},
                 {"--help=bash", help_bash},
                 {"--help=fish", help_fish},
                 {"--help=zsh", help_zsh}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(arg, forms[i].arg) != 0)
            continue;
        struct buffer out = {0};
        forms[i].write(&out);
        *ret_status = print(&out);
        buffer_free(&out);
        return true;
    }
    return false;
}

/* This binary, for starting itself again and finding the data beside it. */
static void find_program(const char *argv0, char out[PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", out, PATH_MAX - 1);
    if (len > 0)
        out[len] = '\0';
    else
        snprintf(out, PATH_MAX, "%s", argv0);
}

/* A standard descriptor that was closed would become somebody's socket. Its place is taken by one
 * that reads nothing, and that cannot be written to. */
static void fill_standard_descriptors(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    fill_standard_descriptors();
    /* A pipe that nobody reads any more, and a file that may not grow, are errors of the write; a
     * background job that reads its terminal gets an error, not a stop. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGTTIN, SIG_IGN);

    char program[PATH_MAX];
    find_program(argc > 0 ? argv[0] : "blotter", program);
    int status;
    if (argc == 2 && print_for_install(argv[1], &status))
        return status;

    struct settings settings;
    struct error err = {0};
    settings_init(&settings);
    bool ok = settings_parse(&settings, (const char *const *)argv + 1, program, &err);
    bool is_about = ok && (settings.help || settings.version);
    if (!ok || (!is_about && !limits_check(&settings, &err)))
        status = command_fail(&err);
    else if (is_about)
        status = print_about(&settings, argc > 1 && argv[1][0] != '-');
    else
        status = commands[settings.command](&settings, program);
    settings_finish(&settings);
    command_leave(status);
    return status;
}
