#include "simulator_args.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blotter/base/memory.h"

static bool is_told(const struct option_row *row)
{
    return (row->commands & FOR_SIMULATE) != 0 &&
           (row->commands & (OPTION_TYPED_ONLY | OPTION_SAID_BY_SESSION)) == 0;
}

static void add_argument(struct settings *s, const char *name, const char *value)
{
    struct buffer text = {0};
    buffer_printf(&text, value != NULL ? "--%s=%s" : "--%s", name, value);
    s->forwarded =
        mem_grow(s->forwarded, &s->forwarded_cap, s->forwarded_count + 1, sizeof *s->forwarded);
    s->forwarded[s->forwarded_count++] = mem_copy_text(text.data, text.len);
    buffer_free(&text);
}

static void drop_argument(struct settings *s, const char *name)
{
    size_t len = strlen(name);
    size_t kept = 0;
    for (size_t i = 0; i < s->forwarded_count; i++) {
        const char *said = s->forwarded[i] + 2; /* behind the dashes */
        if (strncmp(said, name, len) == 0 && (said[len] == '=' || said[len] == '\0'))
            free(s->forwarded[i]);
        else
            s->forwarded[kept++] = s->forwarded[i];
    }
    s->forwarded_count = kept;
}

void simulator_args_note(struct settings *s, const struct option_row *row, const char *value)
{
    if (!is_told(row))
        return;
    bool goes_on = strcmp(row->name, "near") == 0 && s->analysis.other_count > 0;
    if (!goes_on) /* else it is one point more */
        drop_argument(s, row->name);
    if (row->argument != NULL)
        add_argument(s, row->name, value);
    else if (value == NULL || strcmp(value, "no") != 0)
        add_argument(s, row->name, NULL);
}

/* --- properties ------------------------------------------------------------------------------ */

/* Into a line of a --kafka-config: a certificate does not, it has lines of its own. */
static bool fits_line(const struct kafka_property *property)
{
    return property->name[0] != '#' && strchr(property->name, '\n') == NULL &&
           strchr(property->value, '\n') == NULL;
}

static bool write_all(int fd, struct text text)
{
    while (text.len > 0) {
        ssize_t wrote = write(fd, text.ptr, text.len);
        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0)
            text = (struct text){text.ptr + wrote, text.len - (size_t)wrote};
    }
    return true;
}

/* A descriptor that children inherit, or -1 with errno. */
static int hidden_file(struct text content)
{
    enum { BEHIND_STDIO = 10 }; /* a child may get other files as 0 to 3 */
    int made = memfd_create("blotter properties", MFD_CLOEXEC);
    if (made < 0)
        return -1;
    int fd = write_all(made, content) ? fcntl(made, F_DUPFD, BEHIND_STDIO) : -1;
    close(made);
    return fd;
}

static void add_properties(struct settings *s, struct buffer *lines)
{
    for (size_t i = 0; i < s->property_count; i++) {
        const struct kafka_property *property = &s->properties[i];
        struct buffer text = {0};
        buffer_printf(&text, "%s=%s", property->name, property->value);
        buffer_add_byte(&text, fits_line(property) ? '\n' : '\0');
        if (fits_line(property))
            buffer_add(lines, buffer_text(&text));
        else
            add_argument(s, "property", text.data);
        buffer_free(&text);
    }
}

bool simulator_args_finish(struct settings *s, struct error *err)
{
    struct buffer lines = {0};
    char path[32];
    s->kafka_forwarded = s->forwarded_count;
    add_properties(s, &lines);
    if (lines.len > 0) {
        s->properties_fd = hidden_file(buffer_text(&lines));
        buffer_free(&lines);
        if (s->properties_fd < 0)
            return error_set(err, "cannot hand the Kafka properties over: %s", strerror(errno));
        snprintf(path, sizeof path, "/proc/self/fd/%d", s->properties_fd);
        add_argument(s, "kafka-config", path);
    }
    s->forwarded =
        mem_grow(s->forwarded, &s->forwarded_cap, s->forwarded_count + 1, sizeof *s->forwarded);
    s->forwarded[s->forwarded_count] = NULL;
    return true;
}
