#include "limits.h"

#include <inttypes.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* What is needed beside what is open and mapped already, by command; a child inherits some of what
 * its parent has open, and has to get by with what is left. With 37 descriptors and with 300 MiB a
 * session with an embedded cluster of its own was seen to come through (librdkafka 2.0.2). */
enum { DESCRIPTORS_MAX = 56, PRINTING_DESCRIPTORS = 12, KAFKA_MIB = 512 };

static const size_t descriptors[COMMAND_COUNT] = {
    [COMMAND_MONITOR] = DESCRIPTORS_MAX,
    [COMMAND_REPORT] = DESCRIPTORS_MAX,
    [COMMAND_SQL] = DESCRIPTORS_MAX,
    [COMMAND_CLUSTER] = 40,
    [COMMAND_SIMULATE] = 24,
};

static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit); /* what could not be raised is found too small below */
}

static bool check_descriptors(const char *command, size_t need, struct error *err)
{
    int opened[DESCRIPTORS_MAX];
    struct rlimit limit = {0};
    size_t count = 0;
    while (count < need && (opened[count] = dup(STDIN_FILENO)) >= 0)
        count++;
    for (size_t i = 0; i < count; i++)
        close(opened[i]);
    if (count == need)
        return true;
    getrlimit(RLIMIT_NOFILE, &limit);
    return error_set(err,
                     "%s needs %zu more open files, and only %zu are left of the %ju that a "
                     "process may have (ulimit -n)",
                     command, need, count, (uintmax_t)limit.rlim_cur);
}

static bool check_address_space(const char *command, struct error *err)
{
    const size_t need = (size_t)KAFKA_MIB << 20;
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    void *room = mmap(NULL, need, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room != MAP_FAILED) {
        munmap(room, need);
        return true;
    }
    return error_set(err,
                     "%s needs %d MiB more of virtual memory than it has, and a process may have "
                     "no more than %ju KiB (ulimit -v)",
                     command, KAFKA_MIB, (uintmax_t)limit.rlim_cur / 1024);
}

/* A core dump would have them, as a child's would. */
static void keep_secrets(const struct settings *s)
{
    const struct rlimit none = {0};
    for (size_t i = 0; i < s->property_count; i++)
        if (kafka_is_secret(s->properties[i].name))
            setrlimit(RLIMIT_CORE, &none);
}

bool limits_check(const struct settings *s, struct error *err)
{
    keep_secrets(s);
    const char *command = command_rows[s->command].name;
    if (descriptors[s->command] == 0 || s->driven)
        return true;
    raise_descriptors();
    if (s->to == TARGET_STDOUT)
        return check_descriptors(command, PRINTING_DESCRIPTORS, err);
    size_t need = descriptors[s->describe ? COMMAND_SIMULATE : s->command];
    return check_descriptors(command, need, err) && check_address_space(command, err);
}
