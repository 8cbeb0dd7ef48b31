#include "blotter/base/temp_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blotter/base/text.h"

int temp_file_open(struct error *err)
{
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || folder[0] == '\0')
        folder = "/tmp";
    struct buffer path = {0};
    buffer_printf(&path, "%s/blotter-XXXXXX", folder);
    buffer_add_byte(&path, '\0');
    int fd = mkostemp(path.data, O_CLOEXEC);
    if (fd >= 0)
        unlink(path.data);
    else
        error_set(err, "cannot make a file in %s: %s; set TMPDIR", folder, strerror(errno));
    buffer_free(&path);
    return fd;
}
