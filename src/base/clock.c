#include "blotter/base/clock.h"

#include <time.h>

mono_time mono_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (mono_time){(uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec};
}

wall_time wall_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (wall_time){(uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000};
}
