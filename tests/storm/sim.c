/* Time, chance and what is to happen. */
#include "sim.h"

#include <stdarg.h>

#include "memory_of.h"

struct sim sim;

struct happening {
    uint64_t at, order;
    void (*fn)(void *);
    void *arg;
};

static struct {
    struct happening *heap;
    size_t count, cap;
    uint64_t orders;
} to_come;

static bool is_before(const struct happening *a, const struct happening *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(size_t i, size_t k)
{
    struct happening was = to_come.heap[i];
    to_come.heap[i] = to_come.heap[k];
    to_come.heap[k] = was;
}

void sim_at(uint64_t at, void (*fn)(void *), void *arg)
{
    if (to_come.count == to_come.cap) {
        struct process *of = memory_own(NULL);
        to_come.cap = to_come.cap * 2 + 64;
        to_come.heap = realloc(to_come.heap, to_come.cap * sizeof *to_come.heap);
        memory_own(of);
    }
    size_t i = to_come.count++;
    to_come.heap[i] = (struct happening){at < sim.now ? sim.now : at, to_come.orders++, fn, arg};
    for (; i > 0 && is_before(&to_come.heap[i], &to_come.heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(i, (i - 1) / 2);
}

static struct happening take_next(void)
{
    struct happening next = to_come.heap[0];
    to_come.heap[0] = to_come.heap[--to_come.count];
    for (size_t i = 0;;) {
        size_t least = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < to_come.count; k++)
            if (is_before(&to_come.heap[k], &to_come.heap[least]))
                least = k;
        if (least == i)
            return next;
        swap(i, least);
        i = least;
    }
}

uint64_t sim_between(uint64_t from, uint64_t to)
{
    return from + random_next(&sim.random) % (to - from + 1);
}

bool sim_chance(unsigned of_1000)
{
    return random_below(&sim.random, 1000) < of_1000;
}

static void print(const char *format, va_list args)
{
    printf("%12.6f ", (double)sim.now / (double)SIM_S);
    vprintf(format, args);
    putchar('\n');
}

void sim_tell(const char *format, ...)
{
    va_list args;
    if (!sim.tells)
        return;
    va_start(args, format);
    print(format, args);
    va_end(args);
}

void sim_fail(const char *format, ...)
{
    va_list args;
    if (sim.failed)
        return;
    sim.failed = true;
    va_start(args, format);
    vsnprintf(sim.why, sizeof sim.why, format, args);
    va_end(args);
    sim_tell("WRONG: %s", sim.why);
}

void *sim_new(size_t size)
{
    struct process *of = memory_own(NULL);
    void *p = calloc(1, size);
    memory_own(of);
    return p;
}

char *sim_copy(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(sim_new(size), text, size);
}

void sim_begin(uint64_t seed)
{
    bool tells = sim.tells;
    sim = (struct sim){.random = {seed}, .tells = tells, .steps_max = 2000000};
    to_come.count = 0;
    to_come.orders = 0;
}

void sim_run(uint64_t until)
{
    while (to_come.count > 0 && !sim.failed && to_come.heap[0].at <= until) {
        struct happening next = take_next();
        sim.now = next.at > sim.now ? next.at : sim.now;
        if (++sim.steps > sim.steps_max)
            sim_fail("it does not end: %ju steps", (uintmax_t)sim.steps);
        next.fn(next.arg);
    }
}

void sim_end(void)
{
    process_forget_all();
    to_come.heap = NULL;
    to_come.cap = to_come.count = 0;
    memory_free_all();
    sim.processes = NULL;
}
