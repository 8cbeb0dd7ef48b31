#include "incidents.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void incidents_finish(struct incidents *list)
{
    free(list->of);
    *list = (struct incidents){0};
}

void incidents_add(struct incidents *list, const struct incident *incident)
{
    if (list->of == NULL)
        list->of = mem_new(INCIDENTS_KEPT, sizeof *list->of);
    list->of[list->count++ % INCIDENTS_KEPT] = *incident;
}

const struct incident *incidents_at(const struct incidents *list, size_t back)
{
    if (back >= INCIDENTS_KEPT || back >= list->count)
        return NULL;
    return &list->of[(list->count - 1 - back) % INCIDENTS_KEPT];
}
