#include "blotter/session/injection.h"

bool injection_found(const struct accounting *a, enum fault kind, uint64_t *ret)
{
    const uint64_t found[FAULT_KINDS] = {
        [FAULT_LATE] = a->late,
        [FAULT_DUPLICATE] = a->duplicate,
        [FAULT_MISSING] = a->missing,
        [FAULT_GARBLED] = a->undecodable,
    };
    *ret = found[kind];
    return kind != FAULT_SILENT;
}

bool injection_is_found(const struct fault_counts *injected, const struct accounting *a)
{
    uint64_t found;
    for (enum fault kind = 0; kind < FAULT_KINDS; kind++)
        if (injection_found(a, kind, &found) && found != injected->of[kind])
            return false;
    return injected->kinds != 0;
}
