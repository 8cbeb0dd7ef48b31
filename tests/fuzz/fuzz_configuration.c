/* The user's configuration: what stands in a file of NAME = VALUE lines. */
#include "fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blotter/base/ini_file.h"
#include "blotter/base/text.h"

const char *const fuzz_seeds[] = {
    "speed = 1h\n[report]\nevery = 6h ; a tick\nformat: csv\n",
    "# all of them\nproperty = sasl.password=a;b\n\n[monitor]\ntheme = mono\n[keys]\nq = quit\n",
    "brokers=localhost:9092,localhost:9093\r\nattach = yes\r\n  from = end\r\n",
    "\xEF\xBB\xBFtopic = la-crime\n",
    NULL,
};

const char *const fuzz_words[] = {
    "[", "]", "=", ":", ";", "#", "\n", "\r\n", " ", "\t", " ;", "[report]", "speed", "yes", NULL,
};

static bool on_entry(void *user, const char *section, const char *name, const char *value,
                     struct error *err)
{
    size_t *size = user;
    size_t len = strlen(section) + strlen(name) + strlen(value);
    MUST(len <= *size && strchr(value, '\n') == NULL);
    MUST(value[0] == '\0' || !byte_is_blank(value[strlen(value) - 1]));
    return strcmp(name, "refused") != 0 || error_usage(err, "no");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    struct error err = {0};
    int fd = memfd_create("configuration", MFD_CLOEXEC);
    MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!ini_file_read(path, on_entry, &size, &err))
        MUST(err.status == EXIT_STATUS_USAGE && strncmp(err.text, path, strlen(path)) == 0);
    close(fd);
    return 0;
}
