/* A query of the user's, from [queries] in the configuration. */
#ifndef BLOTTER_UI_NAMED_QUERY_H
#define BLOTTER_UI_NAMED_QUERY_H

#include <stddef.h>

/* In lists, the last has no name. */
struct named_query {
    const char *name;
    const char *text;
};

#endif
