/* Files that are not there: bytes in memory, plain or compressed, as a descriptor. */
#ifndef BLOTTER_TESTS_CRIME_FILES_H
#define BLOTTER_TESTS_CRIME_FILES_H

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "blotter/base/text.h"

/* A descriptor that reads `s` from its start. */
static inline int file_of(struct text s)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    for (size_t done = 0; done < s.len;) {
        ssize_t n = write(fd, s.ptr + done, s.len - done);
        if (n < 0)
            abort();
        done += (size_t)n;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

/* The same, compressed. */
static inline int gz_file_of(struct text s)
{
    int fd = memfd_create("test.gz", MFD_CLOEXEC);
    gzFile gz = gzdopen(dup(fd), "wb");
    if (gz == NULL || (s.len > 0 && gzwrite(gz, s.ptr, (unsigned)s.len) != (int)s.len))
        abort();
    gzclose(gz);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

#endif
