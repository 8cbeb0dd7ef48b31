#include "broker_name.h"

bool broker_name_cut(struct text *rest, struct text *ret_name)
{
    const char *colon = memmem(rest->ptr, rest->len, ": ", 2);
    if (colon == NULL)
        return false;
    struct text name = {rest->ptr, (size_t)(colon - rest->ptr)};
    const char *scheme = memmem(name.ptr, name.len, "://", 3);
    if (scheme != NULL)
        name = (struct text){scheme + 3, (size_t)(colon - (scheme + 3))};
    const char *slash = memrchr(name.ptr, '/', name.len);
    if (slash == NULL || memchr(name.ptr, ' ', name.len) != NULL)
        return false;
    *ret_name = (struct text){name.ptr, (size_t)(slash - name.ptr)};
    size_t used = (size_t)(colon + 2 - rest->ptr);
    *rest = (struct text){rest->ptr + used, rest->len - used};
    return true;
}
