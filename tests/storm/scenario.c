#include "scenario.h"

#include <signal.h>

#include "alarms.h"
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
    bool done;             /* it has ended as it should */
    struct channel *input; /* orders are typed here; NULL: it does not run */
    struct descriptor *typing;
};

struct scenario {
    const struct schedule *schedule;
    struct random random; /* of what is drawn before it begins */
    struct town town;
    struct alarms alarms;
    unsigned rules; /* of alerts, a bit a rule */
    char file[200], texts[16][32];
    size_t text_count;
    struct role simulators[SIMULATORS_MAX], report;
    size_t simulator_count;
    bool is_own; /* the report has a simulator of its own */
    bool reads;  /* all again, as somebody who was not there */
    uint64_t child_killed_at;
    bool follows; /* the report, until it is told to end */
    uint64_t disk_failed_until;
    uint64_t calm;     /* from then on nothing befalls anybody */
    uint64_t sent_at;  /* when the last simulator has ended */
    const char *every; /* of the ticks */
    size_t fault_count;
    struct fault *faults_of_report[FAULTS_MAX]; /* which come once it has been started */
    size_t faults_of_report_count;
    struct channel *output; /* of the report that runs */
    char line[LINE_MAX_LEN];
    size_t line_len;
    bool printed[TICKS_MAX];
    size_t tick_count, left; /* ticks that have not been printed */
    int64_t last_tick;       /* that this process has printed */
    char summary[LINE_MAX_LEN];
};

static struct scenario now;

struct fault {
    size_t number;
    struct random random; /* its own, so that others can be left out */
    uint64_t at;
};

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
    if (at.s <= now.last_tick)
        sim_fail("a tick comes again, or too late: %s", line);
    now.last_tick = at.s;
    now.left -= !now.printed[i];
    now.printed[i] = true;
    buffer_free(&expected);
}

static void take_alarm(const char *line)
{
    for (size_t i = 0; i < now.alarms.count; i++) {
        struct alarm *a = &now.alarms.of[i];
        if (strcmp(a->line, line) != 0)
            continue;
        if (a->printed_now || a->at <= now.last_tick)
            sim_fail("an alert comes again, or behind its tick: %s", line);
        now.alarms.left -= !a->printed;
        a->printed = a->printed_now = true;
        return;
    }
    sim_fail("there is no such alert: %s", line);
}

static void take_line(const char *line)
{
    sim_tell("prints %.60s", line);
    if (strncmp(line, "{\"kind\":\"tick\"", 14) == 0)
        take_tick(line);
    else if (strncmp(line, "{\"kind\":\"alert\"", 15) == 0)
        take_alarm(line);
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
static void on_fault(void *user);

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

/* A report may fail when its disk does; and refuse what is left after the power went, if that is
 * not what was written: then somebody takes it away. */
static bool may_fail(const struct process *p)
{
    static const char checkpoint[] = "/disk/state/checkpoint";
    const char *errors = p->errors.data != NULL ? p->errors.data : "";
    if (p->status == 0)
        return false;
    if (strstr(errors, "another --state starts anew") != NULL ||
        strstr(errors, "it is empty") != NULL) {
        if (disk_is_sound(checkpoint))
            sim_fail("a checkpoint that is as it was written is refused: %s", errors);
        disk_wipe();
        return true;
    }
    if (strstr(errors, "simulator died") != NULL && now.report.started <= now.child_killed_at)
        return true;
    return strstr(errors, "/disk/state") != NULL && now.report.started < now.disk_failed_until;
}

static void on_gone(struct process *p)
{
    struct role *r = role_of(p);
    r->process = NULL;
    r->input = NULL;
    if (r == &now.report) {
        on_output(now.output);
        now.line_len = 0; /* what was cut off */
    }
    if (p->state == PROCESS_ENDED && (p->status == 0 || r == &now.report) && !may_fail(p)) {
        r->done = true;
        now.sent_at = sim.now;
        if (r != &now.report && all_sent() && !now.follows)
            sim_at(sim.now + sim_between(SIM_MS, SIM_S), on_start, &now.report);
        return;
    }
    if (p->state == PROCESS_ENDED && r != &now.report)
        sim_fail("%s ends with %d: %s", p->name, p->status, p->errors.data);
    sim_at(sim.now + sim_between(20 * SIM_MS, SIM_S), on_start, r);
}

static void stop_typing(struct role *r)
{
    r->input = NULL;
    wires_release(r->typing);
}

static void type(struct role *r, const char *order)
{
    if (r->process == NULL || r->input == NULL)
        return;
    sim_tell("%s is told: %s", r->name, order);
    char line[40];
    int len = snprintf(line, sizeof line, "%s\n", order);
    for (int at = 0; at < len;) {
        ssize_t put = wire_write(r->typing, line + at, (size_t)(len - at));
        at += put > 0 ? (int)put : 0;
    }
}

/* Nobody types any more: they play to their ends. */
static void on_calm(void *user)
{
    (void)user;
    for (size_t i = 0; i < now.simulator_count; i++) {
        struct role *r = &now.simulators[i];
        type(r, "resume");
        if (r->process != NULL && r->input != NULL)
            stop_typing(r);
    }
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
    wires_set(p, 0, channel_end(input, false, p));
    r->input = input;
    r->typing = channel_end(input, true, NULL);
    if (r == &now.report || sim.now > now.calm)
        stop_typing(r);
    wires_set(p, 1, channel_end(output, true, p));
    channel_end(output, false, NULL);
    if (r != &now.report)
        return;
    for (; now.faults_of_report_count > 0; now.faults_of_report_count--) {
        struct fault *f = now.faults_of_report[now.faults_of_report_count - 1];
        sim_at(sim.now + f->at / 4, on_fault, f);
    }
    now.output = output;
    now.line_len = 0;
    now.last_tick = INT64_MIN;
    for (size_t i = 0; i < now.alarms.count; i++)
        now.alarms.of[i].printed_now = false;
    output->on_bytes = on_bytes;
    output->user = output;
}

/* --- what befalls them ------------------------------------------------------------------------ */

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

/* For a moment, or for some seconds. */
static uint64_t fault_time(struct fault *f)
{
    return fault_draw(f, 0, 1) == 0 ? fault_draw(f, 1, 100) * SIM_MS
                                    : fault_draw(f, 1, 4000) * SIM_MS;
}

static void change_leader(struct fault *f)
{
    struct broker_topic *t = broker_find(topic_name);
    if (t == NULL)
        return;
    const struct leader_change change = {
        .partition = (int32_t)fault_draw(f, 0, (uint64_t)t->partitions - 1),
        .for_ns = fault_time(f),
        .loses = fault_draw(f, 0, 1) == 0,
        .repeats = fault_draw(f, 0, 2) == 0,
    };
    sim_tell("fault %zu: a leader changes", f->number);
    broker_change_leader(t, &change);
}

static void on_disk_well(void *user)
{
    *(struct disk_faults *)user = (struct disk_faults){.short_writes = 100};
    sim_tell("the disk is well again");
}

static void fail_disk(struct fault *f)
{
    struct disk_faults *disk = disk_faults();
    uint64_t for_ns = fault_time(f);
    switch (fault_draw(f, 0, 2)) {
    case 0:
        disk->full = true;
        break;
    case 1:
        disk->errors = (unsigned)fault_draw(f, 10, 500);
        break;
    default:
        disk->lies = true;
        break;
    }
    sim_tell("fault %zu: for %.3f s the disk is %s", f->number, (double)for_ns / (double)SIM_S,
             disk->full   ? "full"
             : disk->lies ? "lying"
                          : "failing now and then");
    now.disk_failed_until = sim.now + for_ns;
    sim_at(sim.now + for_ns, on_disk_well, disk);
}

static void lose_power(struct fault *f)
{
    sim_tell("fault %zu: the report's machine loses its power", f->number);
    if (now.report.process != NULL)
        process_kill(now.report.process, SIGKILL);
    disk_lose_power();
}

static void set_clock(struct fault *f)
{
    enum { MOST_S = 10 * 3600 };
    int64_t off_s = (int64_t)fault_draw(f, 0, 2 * MOST_S) - MOST_S;
    if (now.is_own) /* of two runs the one that began later counts, and the clock says which */
        sim.wall_us += (off_s + MOST_S) / 20 * 1000000;
    else
        sim.wall_us = off_s * 1000000;
    sim_tell("fault %zu: the wall clocks are set, %jd s off now", f->number,
             (intmax_t)(sim.wall_us / 1000000));
}

static void press_key(struct fault *f)
{
    static const char *const orders[] = {"pause",    "resume",    "step 10m", "step 2h",
                                         "speed 1h", "speed 12h", "speed max"};
    size_t i = (size_t)fault_draw(f, 0, 6);
    if (now.simulator_count > 0)
        type(&now.simulators[fault_draw(f, 0, now.simulator_count - 1)], orders[i]);
}

/* The simulator that a report has started. */
static void kill_child(struct fault *f)
{
    for (struct process *p = sim.processes; p != NULL; p = p->next)
        if (p->parent != NULL && p->state == PROCESS_RUNS) {
            sim_tell("fault %zu: %s is killed", f->number, p->name);
            now.child_killed_at = sim.now;
            process_kill(p, SIGKILL);
            return;
        }
    press_key(f);
}

typedef void (*fault_fn)(struct fault *f);
static const fault_fn fault_kinds[] = {kill_one,      kill_one,  kill_on_disk, change_leader,
                                       change_leader, fail_disk, lose_power,   set_clock,
                                       press_key,     kill_child};

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
        if (!now.follows && !now.is_own && i % 2 == 0) { /* it begins when all is sent */
            now.faults_of_report[now.faults_of_report_count++] = f;
            continue;
        }
        sim_at(f->at, on_fault, f);
        now.calm = f->at + 5 * SIM_S > now.calm ? f->at + 5 * SIM_S : now.calm;
    }
    sim_at(now.calm, on_calm, NULL);
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

static void add_figures(struct role *r, const char *every)
{
    add_option(r, "--every", every);
    add_option(r, "--windows", town_windows);
    for (size_t i = 0; i < ALARM_RULES; i++)
        if ((now.rules >> i & 1) != 0)
            add_option(r, "--alert", alarms_rule(i));
}

static void plan_report(const char *every, const char *partitions, const char *speed)
{
    static const char *const checkpoints[] = {"50ms", "300ms", "1s"};
    struct role *r = &now.report;
    snprintf(r->name, sizeof r->name, "report");
    add_common(r, "report");
    if (!now.is_own)
        add(r, "--attach");
    if (now.follows)
        add(r, "--follow");
    if (now.is_own) {
        add_option(r, "--officers", text("%ju", now.town.config.officers));
        add_option(r, "--partitions", partitions);
        add_option(r, "--speed", speed);
        add_option(r, "--seed", text("%ju", now.town.config.seed));
        add(r, now.file);
    }
    add_figures(r, every);
    add_option(r, "--state", "/disk/state");
    add_option(r, "--checkpoint", checkpoints[draw(0, 2)]);
    if (now.follows || now.is_own)
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
    now.is_own = draw(0, 2) == 0;
    now.follows = !now.is_own && draw(0, 3) > 0;
    broker.is_mock = now.is_own && draw(0, 1) == 0;
    now.every = every[e].text;
    broker.latency = draw(0, 2) == 0 ? 100 * SIM_MS : draw(1, 10) * SIM_MS;
    struct random random = {draw(0, UINT64_MAX - 1)};
    town_make(&now.town, &config, &random);
    now.left = now.tick_count =
        (size_t)((now.town.last_tick - now.town.first_tick) / config.every_s) + 1;
    now.rules = draw(0, 1) == 0 ? 0 : (unsigned)draw(0, (1U << ALARM_RULES) - 1);
    alarms_find(&now.alarms, &now.town, now.rules);
    write_file();
    const char *partitions = text("%ju", draw(1, 3));
    if (!now.is_own)
        plan_simulators(partitions, speeds[speed].text);
    plan_report(now.every, partitions, speeds[speed].text);
    uint64_t span =
        speeds[speed].s > 0 ? (uint64_t)(config.span_s / speeds[speed].s + 3) * SIM_S : 5 * SIM_S;
    disk_faults()->short_writes = 100;
    draw_faults(span);
    sim_tell("%u officers in %zu processes, %zu reports, %s a second, a tick each %s%s",
             (unsigned)config.officers, now.simulator_count, config.reports, speeds[speed].text,
             every[e].text, now.follows ? ", followed" : "");
}

/* --- the end ---------------------------------------------------------------------------------- */

static size_t crimes_on_topic(bool repeated)
{
    const struct broker_topic *t = broker_find(topic_name);
    size_t count = 0;
    for (int32_t p = 0; t != NULL && p < t->partitions; p++)
        for (size_t i = 0; i < t->of[p].committed; i++)
            count += strstr(t->of[p].log[i].value, "\"kind\":\"crime\"") != NULL &&
                     (!repeated || t->of[p].log[i].repeated);
    return count;
}

static void check_summary(const struct process *report)
{
    char expected[200];
    const char *at = strstr(now.summary, "\"duplicate\":");
    size_t duplicate = at != NULL ? strtoul(at + 12, NULL, 10) : 0;
    size_t most = now.is_own ? crimes_on_topic(true) : crimes_on_topic(false) - now.town.count;
    snprintf(expected, sizeof expected,
             "\"consumed\":%zu,\"missing\":0,\"duplicate\":%zu,\"late\":0,\"undecodable\":0",
             now.town.count, duplicate);
    if (strstr(now.summary, expected) == NULL)
        sim_fail("the summary is not as it has to be:\n   is %s\n  not %s", now.summary, expected);
    if (duplicate > most || (duplicate < most && !now.is_own))
        sim_fail("%zu duplicates are counted, and there are %zu", duplicate, most);
    if (report->status != (duplicate > 0))
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
    for (size_t i = 0; now.alarms.left > 0; i++)
        if (!now.alarms.of[i].printed) {
            sim_fail("%zu alerts were not printed, the first: %s", now.alarms.left,
                     now.alarms.of[i].line);
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

static void check_all(void)
{
    const struct process *report = sim.processes;
    while (report != NULL && strcmp(report->name, now.report.name) != 0)
        report = report->next;
    for (const struct process *p = sim.processes; p != NULL; p = p->next)
        if (p->state == PROCESS_RUNS)
            sim_fail("%s does not end", p->name);
    if (!sim.failed && !now.report.done)
        sim_fail("the report does not end");
    if (!sim.failed)
        check_ticks();
    if (!sim.failed)
        check_summary(report);
}

/* Somebody who was not there reads the same from the topic. */
static void read_again(void)
{
    struct role *r = &now.report;
    *r = (struct role){0};
    snprintf(r->name, sizeof r->name, "reader");
    now.reads = true;
    memset(now.printed, 0, sizeof now.printed);
    now.left = now.tick_count;
    now.alarms.left = now.alarms.count;
    for (size_t i = 0; i < now.alarms.count; i++)
        now.alarms.of[i].printed = false;
    add_common(r, "report");
    add(r, "--attach");
    add_figures(r, now.every);
    on_start(r);
    sim_run(SIM_NEVER);
    if (!sim.failed)
        check_all();
}

bool scenario_run(const struct schedule *s, size_t *ret_faults)
{
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
    sim_run(SIM_NEVER);
    if (!sim.failed)
        check_all();
    if (!sim.failed && sim_chance(500))
        read_again();
    town_finish(&now.town);
    *ret_faults = now.fault_count;
    sim_end();
    return !sim.failed;
}
