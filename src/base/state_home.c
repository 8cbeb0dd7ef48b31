#include "blotter/base/state_home.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

bool state_home_path(const char *name, struct buffer *out)
{
    const char *folder = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (folder != NULL && folder[0] == '/')
        buffer_printf(out, "%s/blotter/%s", folder, name);
    else if (home != NULL && home[0] != '\0')
        buffer_printf(out, "%s/.local/state/blotter/%s", home, name);
    else
        return false;
    buffer_add_byte(out, '\0');
    return true;
}

bool state_home_make(const char *path, struct error *err)
{
    struct buffer folder = {0};
    bool ok = true;
    for (const char *at = path; ok && (at = strchr(at + 1, '/')) != NULL;) {
        folder.len = 0;
        buffer_append(&folder, path, (size_t)(at - path));
        buffer_add_byte(&folder, '\0');
        if (mkdir(folder.data, 0700) != 0 && errno != EEXIST)
            ok = error_set(err, "%s: cannot make the folder: %s", folder.data, strerror(errno));
    }
    buffer_free(&folder);
    return ok;
}
