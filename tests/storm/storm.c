/* Storms: the program's own parts under schedules of faults, each drawn from a seed.
 *
 *     storm                      the schedules of a test
 *     storm --count N [--first SEED]
 *     storm --seed N [--without 1,4] [--reports N]    one, step by step
 *
 * A schedule that fails is shrunk: faults are left out and reports taken away as long as it still
 * fails. */
#include <signal.h>
#include <unistd.h>

#include "scenario.h"

struct options {
    uint64_t first, count;
    bool one;
    struct schedule schedule;
};

static void read_without(struct schedule *s, const char *list)
{
    struct text rest = text_of(list);
    while (rest.len > 0) {
        uint64_t fault;
        if (text_to_u64(text_cut(&rest, ','), FAULTS_MAX - 1, &fault))
            s->without[fault] = true;
    }
}

static struct options read_options(char **argv)
{
    struct options o = {.first = 1, .count = 100};
    for (; argv[0] != NULL && argv[1] != NULL; argv += 2) {
        uint64_t number = strtoull(argv[1], NULL, 10);
        if (strcmp(argv[0], "--count") == 0)
            o.count = number;
        else if (strcmp(argv[0], "--first") == 0)
            o.first = number;
        else if (strcmp(argv[0], "--reports") == 0)
            o.schedule.reports = number;
        else if (strcmp(argv[0], "--without") == 0)
            read_without(&o.schedule, argv[1]);
        else if (strcmp(argv[0], "--seed") == 0) {
            o.schedule.seed = number;
            o.one = true;
        }
    }
    return o;
}

/* --- shrinking -------------------------------------------------------------------------------- */

static bool still_fails(const struct schedule *s)
{
    size_t faults;
    return !scenario_run(s, &faults);
}

static void leave_out_faults(struct schedule *s, size_t faults)
{
    for (size_t i = 0; i < faults; i++) {
        if (s->without[i])
            continue;
        s->without[i] = true;
        s->without[i] = still_fails(s);
    }
}

static void take_reports_away(struct schedule *s)
{
    for (size_t reports = 1; reports < 60; reports = reports * 3 / 2 + 1) {
        struct schedule fewer = *s;
        fewer.reports = reports;
        if (!still_fails(&fewer))
            continue;
        *s = fewer;
        return;
    }
}

static void print_command(const struct schedule *s)
{
    const char *comma = " --without ";
    printf("# storm --seed %ju", (uintmax_t)s->seed);
    for (size_t i = 0; i < FAULTS_MAX; i++)
        if (s->without[i]) {
            printf("%s%zu", comma, i);
            comma = ",";
        }
    if (s->reports > 0)
        printf(" --reports %zu", s->reports);
    printf("\n");
}

static void tell(const struct schedule *s)
{
    size_t faults;
    sim.tells = true;
    bool ok = scenario_run(s, &faults);
    sim.tells = false;
    printf("%s\n", ok ? "all is well" : sim.why);
}

static void shrink(const struct schedule *failed, size_t faults)
{
    struct schedule s = *failed;
    printf("# seed %ju: %s\n", (uintmax_t)s.seed, sim.why);
    leave_out_faults(&s, faults);
    take_reports_away(&s);
    leave_out_faults(&s, faults);
    print_command(&s);
    tell(&s);
}

/* --- all -------------------------------------------------------------------------------------- */

static bool run_all(const struct options *o, const char *folder)
{
    for (uint64_t i = 0; i < o->count; i++) {
        size_t faults;
        struct schedule s = o->schedule;
        s.seed = o->first + i;
        s.folder = folder;
        if (scenario_run(&s, &faults))
            continue;
        shrink(&s, faults);
        printf("not ok 1 - seed %ju\n", (uintmax_t)s.seed);
        return false;
    }
    printf("ok 1 - %ju schedules\n", (uintmax_t)o->count);
    return true;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct options o = read_options(argv + 1);
    char folder[] = "/tmp/storm-XXXXXX";
    char file[64];
    if (mkdtemp(folder) == NULL)
        return 1;
    signal(SIGPIPE, SIG_IGN);
    bool ok = true;
    if (o.one) {
        o.schedule.folder = folder;
        tell(&o.schedule);
    } else {
        printf("1..1\n");
        ok = run_all(&o, folder);
    }
    snprintf(file, sizeof file, "%s/reports.csv", folder);
    unlink(file);
    rmdir(folder);
    return ok ? 0 : 1;
}
