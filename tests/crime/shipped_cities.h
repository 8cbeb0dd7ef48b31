/* The shipped cities, made before a group of tests and destroyed behind it. */
#ifndef BLOTTER_TESTS_CRIME_SHIPPED_CITIES_H
#define BLOTTER_TESTS_CRIME_SHIPPED_CITIES_H

#include "blotter/crime/cities.h"

static struct cities *cities;

static inline int set_up_cities(void **state)
{
    (void)state;
    cities = cities_create();
    return 0;
}

static inline int tear_down_cities(void **state)
{
    (void)state;
    cities_destroy(cities);
    return 0;
}

#endif
