#include "blotter/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void)
{
    static const char text[] = "blotter: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    abort();
}

void *mem_new(size_t count, size_t size)
{
    void *p = calloc(count > 0 ? count : 1, size);
    if (p == NULL)
        out_of_memory();
    return p;
}

char *mem_copy_text(const char *text, size_t len)
{
    char *copy = malloc(len + 1);
    if (copy == NULL)
        out_of_memory();
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void *mem_grow(void *array, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return array;
    size_t grown = *cap > SIZE_MAX / 2 ? SIZE_MAX : *cap * 2;
    size_t wanted = grown > need ? grown : need;
    if (wanted < 16)
        wanted = 16;
    if (wanted > SIZE_MAX / size)
        out_of_memory();
    void *moved = realloc(array, wanted * size);
    if (moved == NULL)
        out_of_memory();
    *cap = wanted;
    return moved;
}
