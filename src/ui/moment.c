#include "blotter/ui/moment.h"

#include <stdio.h>

#include "blotter/base/clock.h"
#include "blotter/base/duration.h"

const char moment_forms[] = "2023-01-05 14:30, 01-05, 14:30, +2h or -30m";

static bool parse_distance(struct text s, civil_time here, civil_time *ret)
{
    int64_t ms;
    bool back = s.ptr[0] == '-';
    if (!duration_parse((struct text){s.ptr + 1, s.len - 1}, &ms))
        return false;
    *ret = civil_add(here, back ? -(ms / MS_PER_S) : ms / MS_PER_S);
    return true;
}

bool moment_parse(struct text s, civil_time here, civil_time *ret)
{
    enum { LONGEST = 32 };
    char whole[2 * LONGEST];
    s = text_trim(s);
    if (s.len == 0 || s.len > LONGEST)
        return false;
    if (s.ptr[0] == '+' || s.ptr[0] == '-')
        return parse_distance(s, here, ret);
    if (civil_parse(s, ret))
        return true;
    struct civil_parts p = civil_split(here);
    snprintf(whole, sizeof whole, "%04d-%.*s", p.year, (int)s.len, s.ptr);
    if (civil_parse(text_of(whole), ret))
        return true;
    snprintf(whole, sizeof whole, "%04d-%02d-%02d %s%.*s", p.year, p.month, p.day,
             s.len > 1 && s.ptr[1] == ':' ? "0" : "", (int)s.len, s.ptr);
    return civil_parse(text_of(whole), ret);
}
