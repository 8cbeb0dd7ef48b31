/* Processes: a command of the program on a stack of its own. */
#include "sim.h"

#include <sys/mman.h>
#include <ucontext.h>

#include "commands/commands.h"
#include "commands/settings_parse.h"
#include "broker.h"
#include "loop.h"
#include "memory_of.h"
#include "wires.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

enum { STACK_SIZE = 1024 * 1024 };

struct fiber {
    ucontext_t context; /* where it begins */
    bool begun;
    void *at[5]; /* where it stands, as __builtin_setjmp keeps it */
    void *stack;
    void *fake_stack; /* of the sanitizer, while another runs */
    struct fiber *next_free;
};

/* Stacks are used again: making one costs more than most of what runs on it. */
static struct fiber *free_fibers;
static struct fiber main_fiber = {.begun = true};
#if SANITIZED
static const void *main_stack;
static size_t main_stack_size;
#endif

static struct fiber *fiber_take(void)
{
    struct fiber *f = free_fibers;
    if (f != NULL) {
        free_fibers = f->next_free;
        return f;
    }
    f = mmap(NULL, sizeof *f, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    f->stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return f;
}

static void fiber_give_back(struct fiber *f)
{
#if SANITIZED
    __asan_unpoison_memory_region(f->stack, STACK_SIZE);
#endif
    f->next_free = free_fibers;
    free_fibers = f;
}

/* Not by swapcontext, of which the sanitizer makes three system calls: only the first time. */
__attribute__((noinline, no_sanitize("address"))) static void jump(struct fiber *from,
                                                                   struct fiber *to)
{
    if (__builtin_setjmp(from->at) != 0)
        return;
    if (to->begun)
        __builtin_longjmp(to->at, 1);
    to->begun = true;
    setcontext(&to->context);
}

static void switch_to(struct fiber *from, struct fiber *to, bool for_good)
{
#if SANITIZED
    const void *stack = to == &main_fiber ? main_stack : to->stack;
    size_t size = to == &main_fiber ? main_stack_size : STACK_SIZE;
    __sanitizer_start_switch_fiber(for_good ? NULL : &from->fake_stack, stack, size);
    jump(from, to);
    __sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
#else
    (void)for_good;
    jump(from, to);
#endif
}

/* --- a life ----------------------------------------------------------------------------------- */

typedef int (*command_fn)(const struct settings *s, const char *program);

static const command_fn commands[COMMAND_COUNT] = {
    [COMMAND_SIMULATE] = command_simulate,
    [COMMAND_REPORT] = command_report,
};

static int run_command(struct process *p)
{
    struct settings settings;
    struct error err = {0};
    int status;
    settings_init(&settings);
    if (settings_parse(&settings, p->argv + 1, p->argv[0], &err))
        status = commands[settings.command](&settings, p->argv[0]);
    else
        status = command_fail(&err);
    settings_finish(&settings);
    return status;
}

static void bury(struct process *p)
{
    loop_close_all(p);
    wires_close_all(p);
    broker_lose(p);
    if (p->on_gone != NULL)
        p->on_gone(p);
}

static void live(void)
{
#if SANITIZED
    __sanitizer_finish_switch_fiber(NULL, &main_stack, &main_stack_size);
#endif
    struct process *p = sim.current;
    p->status = run_command(p);
    p->state = PROCESS_ENDED;
    switch_to(p->fiber, &main_fiber, true);
}

/* Until it waits, or ends. */
static void resume(struct process *p)
{
    struct process *of = memory_own(p);
    struct process *before = sim.current;
    sim.current = p;
    switch_to(&main_fiber, p->fiber, false);
    sim.current = before;
    memory_own(of);
    if (p->state != PROCESS_ENDED)
        return;
    sim_tell("%s: exit %d", p->name, p->status);
    fiber_give_back(p->fiber);
    p->fiber = NULL;
    bury(p);
}

static void on_wake(void *arg)
{
    struct process *p = arg;
    if (p->state != PROCESS_RUNS || p->wake_at > sim.now)
        return;
    p->wake_at = SIM_NEVER;
    resume(p);
}

void process_poke(struct process *p, uint64_t at)
{
    at = at < sim.now ? sim.now : at;
    if (p->state != PROCESS_RUNS || p->wake_at <= at)
        return;
    p->wake_at = at;
    sim_at(at, on_wake, p);
}

void process_wait(uint64_t until)
{
    struct process *p = sim.current;
    p->wake_at = until;
    if (until != SIM_NEVER)
        sim_at(until, on_wake, p);
    switch_to(p->fiber, &main_fiber, false);
}

void process_act(struct process *p, void (*fn)(void *), void *arg)
{
    struct process *of = memory_own(p);
    struct process *before = sim.current;
    sim.current = p;
    fn(arg);
    sim.current = before;
    memory_own(of);
}

struct process *process_start(const char *name, const char *const *argv)
{
    struct process *p = sim_new(sizeof *p);
    snprintf(p->name, sizeof p->name, "%s", name);
    for (size_t i = 0; argv[i] != NULL && i + 1 < SIM_ARGS_MAX; i++)
        p->argv[i] = sim_copy(argv[i]);
    p->ops_left = -1;
    p->wake_at = SIM_NEVER;
    p->fiber = fiber_take();
    p->fiber->begun = false;
    getcontext(&p->fiber->context);
    p->fiber->context.uc_stack.ss_sp = p->fiber->stack;
    p->fiber->context.uc_stack.ss_size = STACK_SIZE;
    p->fiber->context.uc_link = NULL;
    makecontext(&p->fiber->context, live, 0);
    p->next = sim.processes;
    sim.processes = p;
    process_poke(p, sim.now + sim_between(SIM_MS / 10, 3 * SIM_MS));
    return p;
}

struct late_kill {
    struct process *p;
    int signal;
};

static void on_late_kill(void *arg)
{
    struct late_kill *k = arg;
    process_kill(k->p, k->signal);
}

void process_kill(struct process *p, int signal)
{
    if (p->state != PROCESS_RUNS)
        return;
    if (p->open_inputs > 0 || p == sim.current) {
        struct late_kill *k = sim_new(sizeof *k);
        *k = (struct late_kill){p, signal};
        sim_at(sim.now + SIM_MS / 10, on_late_kill, k);
        return;
    }
    sim_tell("%s: killed", p->name);
    p->state = PROCESS_KILLED;
    p->signal = signal;
    fiber_give_back(p->fiber);
    p->fiber = NULL;
    bury(p);
    memory_free_of(p);
}

void process_forget_all(void)
{
    for (struct process *p = sim.processes; p != NULL; p = p->next)
        if (p->fiber != NULL)
            fiber_give_back(p->fiber);
}
