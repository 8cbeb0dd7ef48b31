/* Which city's files are read, and what it has for options that were not given (DESIGN §9). */
#ifndef BLOTTER_COMMANDS_CITY_H
#define BLOTTER_COMMANDS_CITY_H

#include "settings.h"

/* After all options and FILEs: finds the profiles, and of them the one that --city names or the
 * first FILE fits; the crimes, the delay and the point to be near that nobody has given are the
 * city's. What is wrong with a FILE is told where it is read. False with *err, a usage error. */
bool city_settle(struct settings *s, struct error *err);

#endif
