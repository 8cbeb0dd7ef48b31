#include "memory_of.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The linker gives these the program's calls (tests/storm/meson.build). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);

struct block {
    void *at; /* NULL: none; REMOVED: there was one */
    const struct process *of;
};

static struct {
    struct block *blocks;
    size_t cap, used; /* places taken, those of what was removed included */
    struct process *owner;
} memory;

static char removed;
#define REMOVED ((void *)&removed)

static size_t place_of(const void *p)
{
    uint64_t h = (uint64_t)(uintptr_t)p * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 20) & (memory.cap - 1);
}

static struct block *find(const void *p)
{
    if (memory.cap == 0 || p == NULL)
        return NULL;
    for (size_t i = place_of(p); memory.blocks[i].at != NULL; i = (i + 1) & (memory.cap - 1))
        if (memory.blocks[i].at == p)
            return &memory.blocks[i];
    return NULL;
}

static void put(void *p, const struct process *of)
{
    size_t i = place_of(p);
    while (memory.blocks[i].at != NULL)
        i = (i + 1) & (memory.cap - 1);
    memory.blocks[i] = (struct block){p, of};
    memory.used++;
}

static void make_room(void)
{
    struct block *old = memory.blocks;
    size_t cap = memory.cap;
    size_t live = 0;
    if (memory.used * 2 < cap)
        return;
    for (size_t i = 0; i < cap; i++)
        live += old[i].at != NULL && old[i].at != REMOVED;
    memory.cap = 1024;
    while (memory.cap < live * 4)
        memory.cap *= 2;
    memory.blocks = __real_calloc(memory.cap, sizeof *old);
    memory.used = 0;
    for (size_t i = 0; i < cap; i++)
        if (old[i].at != NULL && old[i].at != REMOVED)
            put(old[i].at, old[i].of);
    __real_free(old);
}

static void *note(void *p)
{
    if (p == NULL)
        return NULL;
    make_room();
    put(p, memory.owner);
    return p;
}

void *__wrap_malloc(size_t size)
{
    return note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return note(__real_calloc(count, size));
}

void *__wrap_realloc(void *p, size_t size)
{
    struct block *b = find(p);
    const struct process *of = b != NULL ? b->of : memory.owner;
    void *moved = __real_realloc(p, size);
    if (moved == NULL)
        return NULL;
    if (b != NULL)
        b->at = REMOVED;
    make_room();
    put(moved, of);
    return moved;
}

/* A library may have allocated it. */
void __wrap_free(void *p)
{
    struct block *b = find(p);
    if (b != NULL)
        b->at = REMOVED;
    __real_free(p);
}

struct process *memory_own(struct process *p)
{
    struct process *before = memory.owner;
    memory.owner = p;
    return before;
}

static void free_those(bool all, const struct process *of)
{
    for (size_t i = 0; i < memory.cap; i++) {
        struct block *b = &memory.blocks[i];
        if (b->at == NULL || b->at == REMOVED || !(all || b->of == of))
            continue;
        void *p = b->at;
        b->at = REMOVED;
        __real_free(p);
    }
}

void memory_free_of(const struct process *p)
{
    free_those(false, p);
}

void memory_free_all(void)
{
    free_those(true, NULL);
    memset(memory.blocks, 0, memory.cap * sizeof *memory.blocks);
    memory.used = 0;
}
