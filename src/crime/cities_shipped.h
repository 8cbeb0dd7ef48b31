/* The files of data/cities/, made part of the program when it is built: nothing has to be found
 * when it runs. */
#ifndef BLOTTER_SRC_CRIME_CITIES_SHIPPED_H
#define BLOTTER_SRC_CRIME_CITIES_SHIPPED_H

#include <stddef.h>

struct city_file {
    const char *key; /* the file's name without .ini */
    const char *content;
};

/* By name; NULL at the end. */
extern const struct city_file cities_shipped[];

#endif
