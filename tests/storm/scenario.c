#include "scenario.h"

#include <signal.h>

#include "broker.h"
#include "disk.h"
#include "loop.h"
#include "memory_of.h"
#include "town.h"
#include "wires.h"

enum { SIMULATORS_MAX = 4, TICKS_MAX = 400, LINE_MAX_LEN = 4096 };

static const char topic_name[] = "crime";
static const char run_name[] = "run";

/* Something that is to run, and is started again when it was killed. */
struct role {
    const char *argv[SIM_ARGS_MAX];
    size_t argc;
    char name[24];
    struct process *process; /* NULL: it does not run */
    uint64_t started;
    bool done; /* it has ended as it should */
};

struct scenario {
    const struct schedule *schedule;
    struct random random; /* of what is drawn before it begins */
    struct town town;
    char file[200], texts[16][32];
    size_t text_count;
    struct role simulators[SIMULATORS_MAX], report;
    size_t simulator_count;
    bool follows;     /* the report, until it is told to end */
    uint64_t calm;    /* from then on nothing befalls anybody */
    uint64_t sent_at; /* when the last simulator has ended */
    size_t fault_count;
    struct channel *output; /* of the report that runs */
    char line[LINE_MAX_LEN];
    size_t line_len;
    bool printed[TICKS_MAX];
    size_t left; /* ticks that have not been printed */
    char summary[LINE_MAX_LEN];
};

static struct scenario now;

static uint64_t draw(uint64_t from, uint64_t to)
{
    return from + random_next(&now.random) % (to - from + 1);
}

static const char *text(const char *format, uint64_t number)
{
    char *t = now.texts[now.text_count++];
    snprintf(t, sizeof now.texts[0], format, (uintmax_t)number);
    return t;
}

static void add(struct role *r, const char *argument)
{
    r->argv[r->argc++] = argument;
    r->argv[r->argc] = NULL;
}

static void add_option(struct role *r, const char *name, const char *value)
{
    add(r, name);
    add(r, value);
}

/* --- what is printed -------------------------------------------------------------------------- */

static void take_tick(const char *line)
{
    civil_time at;
    struct buffer expected = {0};
    static const char head[] = "{\"kind\":\"tick\",\"at\":\"";
    const struct town *t = &now.town;
    if (!civil_parse((struct text){line + sizeof head - 1, CIVIL_TEXT_LEN}, &at) ||
        at.s < t->first_tick || at.s > t->last_tick ||
        (at.s - t->first_tick) % t->config.every_s != 0) {
        sim_fail("there is no such tick: %s", line);
        return;
    }
    size_t i = (size_t)((at.s - t->first_tick) / t->config.every_s);
    town_write_tick(t, at.s, &expected);
    buffer_add_byte(&expected, '\0');
    if (strcmp(expected.data, line) != 0)
        sim_fail("a tick is not as it has to be:\n   is %s\n  not %s", line, expected.data);
    now.left -= !now.printed[i];
    now.printed[i] = true;
    buffer_free(&expected);
}

static void take_line(const char *line)
{
    sim_tell("prints %.60s", line);
    if (strncmp(line, "{\"kind\":\"tick\"", 14) == 0)
        take_tick(line);
    else if (strncmp(line, "{\"kind\":\"summary\"", 17) == 0)
        snprintf(now.summary, sizeof now.summary, "%s", line);
    else
        sim_fail("what is this line: %s", line);
}

static void on_output(void *user)
{
    char bytes[sizeof now.output->bytes];
    size_t len = channel_take(user, bytes);
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != '\n') {
            now.line[now.line_len++] = bytes[i];
            continue;
        }
        now.line[now.line_len] = '\0';
        now.line_len = 0;
        take_line(now.line);
    }
}

/* Somebody reads, though not at once. */
static void on_bytes(void *user)
{
    sim_at(sim.now + sim_between(0, 20 * SIM_MS), on_output, user);
}

/* --- processes -------------------------------------------------------------------------------- */

static void on_start(void *user);

static bool all_sent(void)
{
    for (size_t i = 0; i < now.simulator_count; i++)
        if (!now.simulators[i].done)
            return false;
    return true;
}

static struct role *role_of(const struct process *p)
{
    for (size_t i = 0; i < now.simulator_count; i++)
        if (now.simulators[i].process == p)
            return &now.simulators[i];
    return &now.report;
}

static void on_gone(struct process *p)
{
    struct role *r = role_of(p);
    r->process = NULL;
    if (r == &now.report) {
        on_output(now.output);
        now.line_len = 0; /* what was cut off */
    }
    if (p->state == PROCESS_ENDED && (p->status == 0 || r == &now.report)) {
        r->done = true;
        now.sent_at = sim.now;
        if (r != &now.report && all_sent() && !now.follows)
            sim_at(sim.now + sim_between(SIM_MS, SIM_S), on_start, &now.report);
        return;
    }
    if (p->state == PROCESS_ENDED)
        sim_fail("%s ends with %d: %s", p->name, p->status, p->errors.data);
    sim_at(sim.now + sim_between(20 * SIM_MS, SIM_S), on_start, r);
}

static void on_start(void *user)
{
    struct role *r = user;
    struct channel *input = channel_create();
    struct channel *output = channel_create();
    if (r->process != NULL || r->done)
        return;
    struct process *p = process_start(r->name, r->argv);
    r->process = p;
    r->started = sim.now;
    p->on_gone = on_gone;
    wires_set(p, 0, channel_end(input, false, p)); /* nobody writes to it */
    wires_set(p, 1, channel_end(output, true, p));
    channel_end(output, false, NULL);
    if (r != &now.report)
        return;
    now.output = output;
    now.line_len = 0;
    output->on_bytes = on_bytes;
    output->user = output;
}

/* --- what befalls them ------------------------------------------------------------------------ */

struct fault {
    size_t number;
    struct random random; /* its own, so that others can be left out */
    uint64_t at;
};

static uint64_t fault_draw(struct fault *f, uint64_t from, uint64_t to)
{
    return from + random_next(&f->random) % (to - from + 1);
}

static void kill_one(struct fault *f)
{
    size_t i = (size_t)fault_draw(f, 0, now.simulator_count * 2);
    struct role *r = i < now.simulator_count ? &now.simulators[i] : &now.report;
    sim_tell("fault %zu: %s is killed", f->number, r->name);
    if (r->process != NULL)
        process_kill(r->process, SIGKILL);
}

/* At one of the next things that it does on the disk. */
static void kill_on_disk(struct fault *f)
{
    int64_t ops = (int64_t)fault_draw(f, 0, 9);
    sim_tell("fault %zu: the report dies while it saves, after %d operations", f->number, (int)ops);
    if (now.report.process != NULL)
        now.report.process->ops_left = ops;
}

typedef void (*fault_fn)(struct fault *f);
static const fault_fn fault_kinds[] = {kill_one, kill_on_disk};

static void on_fault(void *user)
{
    struct fault *f = user;
    fault_kinds[fault_draw(f, 0, COUNT_OF(fault_kinds) - 1)](f);
}

static void draw_faults(uint64_t span)
{
    now.fault_count = (size_t)draw(0, 3) == 0 ? 0 : (size_t)draw(1, 12);
    now.calm = 0;
    for (size_t i = 0; i < now.fault_count; i++) {
        struct fault *f = sim_new(sizeof *f);
        *f = (struct fault){.number = i, .random = {now.schedule->seed * 1000 + i}};
        random_next(&f->random);
        f->at = fault_draw(f, 0, fault_draw(f, 0, 1) == 0 ? span : span / 10);
        if (now.schedule->without[i])
            continue;
        sim_at(f->at, on_fault, f);
        now.calm = f->at > now.calm ? f->at : now.calm;
    }
}

/* --- what is started -------------------------------------------------------------------------- */

static void write_file(void)
{
    snprintf(now.file, sizeof now.file, "%s/reports.csv", now.schedule->folder);
    FILE *file = fopen(now.file, "w");
    if (file == NULL || fwrite(now.town.csv.data, 1, now.town.csv.len, file) != now.town.csv.len)
        sim_fail("%s cannot be written", now.file);
    if (file != NULL)
        fclose(file);
}

static void add_common(struct role *r, const char *command)
{
    add(r, "blotter");
    add(r, command);
    add(r, "--no-config");
    add_option(r, "--brokers", "sim:9092");
    add_option(r, "--topic", topic_name);
}

static void plan_simulators(const char *partitions, const char *speed)
{
    uint32_t officers = now.town.config.officers;
    bool apart = officers > 1 && draw(0, 1) == 0; /* a process an officer */
    now.simulator_count = apart ? officers : 1;
    for (size_t i = 0; i < now.simulator_count; i++) {
        struct role *r = &now.simulators[i];
        snprintf(r->name, sizeof r->name, "simulator %u", (unsigned)i + 1);
        add_common(r, "simulate");
        if (apart)
            snprintf(now.texts[now.text_count], sizeof now.texts[0], "%zu/%u", i + 1,
                     (unsigned)officers);
        else
            snprintf(now.texts[now.text_count], sizeof now.texts[0], "%u", (unsigned)officers);
        add_option(r, apart ? "--officer" : "--officers", now.texts[now.text_count++]);
        add_option(r, "--run", run_name);
        add_option(r, "--partitions", partitions);
        add_option(r, "--speed", speed);
        add_option(r, "--seed", text("%ju", now.town.config.seed));
        add(r, now.file);
        sim_at(draw(0, 500) * SIM_MS, on_start, r);
    }
}

static void plan_report(const char *every)
{
    struct role *r = &now.report;
    snprintf(r->name, sizeof r->name, "report");
    add_common(r, "report");
    add(r, "--attach");
    if (now.follows)
        add(r, "--follow");
    add_option(r, "--every", every);
    add_option(r, "--windows", town_windows);
    add_option(r, "--state", "/disk/state");
    add_option(r, "--checkpoint", "1s");
    if (now.follows)
        sim_at(draw(0, 2000) * SIM_MS, on_start, r);
}

static void plan(void)
{
    static const struct {
        const char *text;
        int64_t s;
    } every[] = {{"10m", 600}, {"1h", 3600}, {"3h", 10800}, {"7h", 25200}};
    static const struct {
        const char *text;
        int64_t s; /* a second, 0: max */
    } speeds[] = {{"max", 0}, {"1h", 3600}, {"3h", 10800}, {"12h", 43200}};
    size_t e = (size_t)draw(0, 3);
    size_t speed = (size_t)draw(0, 3);
    struct town_config config = {
        .officers = (uint32_t)draw(1, SIMULATORS_MAX),
        .seed = draw(1, 9),
        .every_s = every[e].s,
        .reports = (size_t)draw(1, 60),
        .span_s = (int64_t)draw(1, 40) * 3600,
    };
    if (now.schedule->reports > 0 && config.reports > now.schedule->reports)
        config.reports = now.schedule->reports;
    now.follows = draw(0, 3) > 0;
    broker.latency = draw(0, 2) == 0 ? 100 * SIM_MS : draw(1, 10) * SIM_MS;
    struct random random = {draw(0, UINT64_MAX - 1)};
    town_make(&now.town, &config, &random);
    now.left = (size_t)((now.town.last_tick - now.town.first_tick) / config.every_s) + 1;
    write_file();
    plan_simulators(text("%ju", draw(1, 3)), speeds[speed].text);
    plan_report(every[e].text);
    uint64_t span =
        speeds[speed].s > 0 ? (uint64_t)(config.span_s / speeds[speed].s + 3) * SIM_S : 5 * SIM_S;
    draw_faults(span);
    sim_tell("%u officers in %zu processes, %zu reports, %s a second, a tick each %s%s",
             (unsigned)config.officers, now.simulator_count, config.reports, speeds[speed].text,
             every[e].text, now.follows ? ", followed" : "");
}

/* --- the end ---------------------------------------------------------------------------------- */

static size_t crimes_on_topic(void)
{
    const struct broker_topic *t = broker_find(topic_name);
    size_t count = 0;
    for (int32_t p = 0; t != NULL && p < t->partitions; p++)
        for (size_t i = 0; i < t->of[p].committed; i++)
            count += strstr(t->of[p].log[i].value, "\"kind\":\"crime\"") != NULL;
    return count;
}

static void check_summary(const struct process *report)
{
    char expected[200];
    size_t repeated = crimes_on_topic() - now.town.count;
    snprintf(expected, sizeof expected,
             "\"consumed\":%zu,\"missing\":0,\"duplicate\":%zu,\"late\":0,\"undecodable\":0",
             now.town.count, repeated);
    if (strstr(now.summary, expected) == NULL)
        sim_fail("the summary is not as it has to be:\n   is %s\n  not %s", now.summary, expected);
    if (report->status != (repeated > 0))
        sim_fail("the report ends with %d: %s", report->status, report->errors.data);
}

static void check_ticks(void)
{
    char at[CIVIL_TEXT_LEN];
    for (size_t i = 0; now.left > 0; i++) {
        if (now.printed[i])
            continue;
        civil_write((civil_time){now.town.first_tick + (int64_t)i * now.town.config.every_s}, at);
        sim_fail("%zu ticks were not printed, the first at %.*s", now.left, CIVIL_TEXT_LEN, at);
        return;
    }
}

/* One that follows is told to end, once nothing befalls it any more and it has had time. */
static void end_following(void)
{
    enum { TRIES = 200, QUIET_S = 15 };
    for (int i = 0; i < TRIES && !sim.failed; i++) {
        sim_run(sim.now + SIM_S);
        sim.now = sim.now < (uint64_t)(i + 1) * SIM_S ? (uint64_t)(i + 1) * SIM_S : sim.now;
        if (all_sent() && now.report.process != NULL && sim.now > now.calm + QUIET_S * SIM_S &&
            sim.now > now.report.started + QUIET_S * SIM_S &&
            sim.now > now.sent_at + QUIET_S * SIM_S)
            return;
    }
    sim_fail("it does not end: %s", all_sent() ? "the report" : "a simulator");
}

bool scenario_run(const struct schedule *s, size_t *ret_faults)
{
    struct process *report;
    memset(&now, 0, sizeof now);
    now.schedule = s;
    now.random = (struct random){s->seed};
    sim_begin(s->seed ^ UINT64_C(0x5354524f4d));
    broker_begin();
    disk_begin();
    plan();
    if (now.follows) {
        end_following();
        if (!sim.failed)
            loop_signal(now.report.process, SIGTERM);
    }
    sim_run(2000 * SIM_S);
    report = sim.processes;
    while (report != NULL && strcmp(report->name, "report") != 0)
        report = report->next;
    if (!sim.failed && !now.report.done)
        sim_fail("the report does not end");
    if (!sim.failed)
        check_ticks();
    if (!sim.failed)
        check_summary(report);
    town_finish(&now.town);
    *ret_faults = now.fault_count;
    sim_end();
    return !sim.failed;
}
