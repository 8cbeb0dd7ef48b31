#include "spool.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/heap.h"
#include "blotter/base/memory.h"
#include "blotter/base/temp_file.h"

/* What stands before a tail in the file. */
struct record {
    int64_t reported_at_s;
    uint32_t officer;
    uint32_t tail_len;
};

/* Where a run can be entered: the first record at or behind each multiple of INDEX_BYTES. */
struct index_entry {
    int64_t reported_at_s;
    uint64_t at;
    uint64_t records; /* of the run before it */
};

struct disk_run {
    uint64_t begin, end;
    uint64_t records;
    struct index_entry *index;
    size_t index_count, index_cap;
};

enum {
    WRITE_BYTES = 256 * 1024,
    INDEX_BYTES = 64 * 1024,
    READ_LEAST_BYTES = 4 * 1024,
    READ_MOST_BYTES = 256 * 1024,
};

struct spool {
    int fd;
    uint64_t size; /* of the file, what waits in `out` included */
    struct buffer out;
    struct disk_run *runs;
    size_t count, cap;
};

/* --- writing -------------------------------------------------------------------------------- */

struct spool *spool_create(struct error *err)
{
    struct error why;
    int fd = temp_file_open(&why);
    if (fd < 0) {
        error_set(err, "no room to sort on disk: %s or raise --memory", why.text);
        return NULL;
    }
    struct spool *s = mem_new(1, sizeof *s);
    s->fd = fd;
    return s;
}

void spool_destroy(struct spool *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->count; i++)
        free(s->runs[i].index);
    close(s->fd);
    buffer_free(&s->out);
    free(s->runs);
    free(s);
}

static bool flush(struct spool *s, struct error *err)
{
    for (size_t at = 0; at < s->out.len;) {
        ssize_t put = write(s->fd, s->out.data + at, s->out.len - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return error_set(err,
                             "cannot sort on disk: %s; set TMPDIR to a folder with more room "
                             "or raise --memory",
                             strerror(errno));
        at += (size_t)put;
    }
    s->out.len = 0;
    return true;
}

void spool_begin_run(struct spool *s)
{
    s->runs = mem_grow(s->runs, &s->cap, s->count + 1, sizeof *s->runs);
    s->runs[s->count++] = (struct disk_run){.begin = s->size, .end = s->size};
}

static void index_record(struct disk_run *run, const struct record *r, uint64_t at)
{
    if (run->index_count > 0 && at - run->index[run->index_count - 1].at < INDEX_BYTES)
        return;
    run->index = mem_grow(run->index, &run->index_cap, run->index_count + 1, sizeof *run->index);
    run->index[run->index_count++] = (struct index_entry){r->reported_at_s, at, run->records};
}

bool spool_add(struct spool *s, const struct report_entry *r, struct text tail, struct error *err)
{
    const struct record record = {r->reported_at.s, r->officer, (uint32_t)tail.len};
    struct disk_run *run = &s->runs[s->count - 1];
    index_record(run, &record, s->size);
    run->records++;
    buffer_append(&s->out, &record, sizeof record);
    buffer_add(&s->out, tail);
    s->size += sizeof record + tail.len;
    return s->out.len < WRITE_BYTES || flush(s, err);
}

bool spool_end_run(struct spool *s, struct error *err)
{
    s->runs[s->count - 1].end = s->size;
    return flush(s, err);
}

/* --- reading -------------------------------------------------------------------------------- */

struct reader {
    uint64_t at, end;    /* in the file: what has not been read yet */
    struct buffer bytes; /* what has; the current record is at `begin` */
    size_t begin;
    struct record record; /* the current one, if `has_record` */
    bool has_record;
};

struct merge {
    const struct spool *spool;
    size_t piece; /* bytes read at a time, for each run */
    struct reader *readers;
    struct heap heap; /* of readers that have a record, by its time */
    size_t passed;
    struct stored_report current;
    struct error failed;
};

/* Makes `len` bytes from the current record on available. False: the disk cannot be read. */
static bool need(struct merge *m, struct reader *r, size_t len)
{
    while (r->bytes.len - r->begin < len) {
        if (r->begin > 0) {
            memmove(r->bytes.data, r->bytes.data + r->begin, r->bytes.len - r->begin);
            r->bytes.len -= r->begin;
            r->begin = 0;
        }
        size_t want = len - r->bytes.len > m->piece ? len - r->bytes.len : m->piece;
        if (want > r->end - r->at)
            want = (size_t)(r->end - r->at);
        buffer_reserve(&r->bytes, want);
        ssize_t got = pread(m->spool->fd, r->bytes.data + r->bytes.len, want, (off_t)r->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set(&m->failed, "cannot read back what was sorted on disk: %s",
                             got < 0 ? strerror(errno) : "it was cut short");
        r->bytes.len += (size_t)got;
        r->at += (uint64_t)got;
    }
    return true;
}

/* Reads the record at `begin`, if there is one. */
static void load(struct merge *m, struct reader *r)
{
    r->has_record = false;
    if (r->bytes.len == r->begin && r->at == r->end)
        return;
    if (!need(m, r, sizeof r->record))
        return;
    memcpy(&r->record, r->bytes.data + r->begin, sizeof r->record);
    r->has_record = need(m, r, sizeof r->record + r->record.tail_len);
}

static void skip(struct merge *m, struct reader *r)
{
    r->begin += sizeof r->record + r->record.tail_len;
    load(m, r);
}

/* Where to begin to look for the first report later than `after`; NULL: at the run's begin. */
static const struct index_entry *entry_before(const struct disk_run *run, civil_time after)
{
    size_t low = 0;
    size_t high = run->index_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->index[middle].reported_at_s > after.s)
            high = middle;
        else
            low = middle + 1;
    }
    return low > 0 ? &run->index[low - 1] : NULL;
}

static void open_run(struct merge *m, struct reader *r, const struct disk_run *run,
                     civil_time after)
{
    const struct index_entry *entry = entry_before(run, after);
    *r = (struct reader){.at = entry != NULL ? entry->at : run->begin, .end = run->end};
    m->passed += entry != NULL ? entry->records : 0;
    load(m, r);
    for (; r->has_record && r->record.reported_at_s <= after.s; m->passed++)
        skip(m, r);
}

size_t merge_passed(const struct merge *m)
{
    return m->passed;
}

static struct heap_item item_of(const struct merge *m, size_t reader)
{
    int64_t at = m->readers[reader].record.reported_at_s;
    return (struct heap_item){.key = at, .order = reader, .of = reader};
}

struct merge *merge_create(const struct spool *s, civil_time after, size_t memory)
{
    struct merge *m = mem_new(1, sizeof *m);
    size_t share = s->count > 0 ? memory / s->count : 0;
    m->spool = s;
    m->piece = share < READ_LEAST_BYTES  ? READ_LEAST_BYTES
               : share > READ_MOST_BYTES ? READ_MOST_BYTES
                                         : share;
    m->readers = mem_new(s->count, sizeof *m->readers);
    for (size_t i = 0; i < s->count; i++) {
        open_run(m, &m->readers[i], &s->runs[i], after);
        if (m->readers[i].has_record)
            heap_push(&m->heap, item_of(m, i));
    }
    return m;
}

void merge_destroy(struct merge *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->spool->count; i++)
        buffer_free(&m->readers[i].bytes);
    free(m->readers);
    heap_finish(&m->heap);
    free(m);
}

bool merge_failed(const struct merge *m, struct error *err)
{
    if (m->failed.status == EXIT_STATUS_OK)
        return false;
    *err = m->failed;
    return true;
}

const struct stored_report *merge_peek(struct merge *m)
{
    if (m->heap.count == 0 || m->failed.status != EXIT_STATUS_OK)
        return NULL;
    const struct reader *r = &m->readers[heap_top(&m->heap)->of];
    const char *tail = r->bytes.data + r->begin + sizeof r->record;
    m->current = (struct stored_report){
        .reported_at = {r->record.reported_at_s},
        .officer = r->record.officer,
        .tail = {tail, r->record.tail_len},
    };
    return &m->current;
}

void merge_next(struct merge *m)
{
    size_t reader = heap_top(&m->heap)->of;
    skip(m, &m->readers[reader]);
    if (m->readers[reader].has_record)
        heap_replace(&m->heap, item_of(m, reader));
    else
        heap_pop(&m->heap);
}
