#include "loader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "blotter/base/memory.h"
#include "blotter/crime/columns.h"
#include "blotter/crime/row.h"

struct loader {
    const char *const *files;
    int input_fd;
    bool rows;
    struct store *store;
    const struct cities *cities;
    const struct profile *city;     /* of the first file; NULL: not known yet */
    struct selection_config wanted; /* with that city's own */
    struct selection *selection;
    load_warn_fn warn;
    void *user;

    size_t file; /* index of the one being read, or to be opened */
    struct csv_reader *reader;
    struct row_writer *writer; /* of the current file, with `rows` */
    struct buffer value;
    uint64_t file_rows; /* of the current file */
    uint64_t rejected;
    uint64_t bytes_before; /* of the files read to their end */
    uint64_t bytes_total;
    bool spooling; /* the store is full */
    bool read;     /* all of them, and it has been said */
    bool sorting;
};

/* So many steps of sorting are done instead of reading a row, which takes about as long. */
enum { STEPS_A_ROW = 4 };

/* The size of all files; 0 when one has none, such as a pipe. */
static uint64_t size_of_all(const char *const *files)
{
    uint64_t total = 0;
    for (size_t i = 0; files[i] != NULL; i++) {
        struct stat st;
        if (stat(files[i], &st) < 0 || !S_ISREG(st.st_mode))
            return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

struct loader *loader_create(const char *const *files, int input_fd, bool rows,
                             const struct selection_config *selection, struct store *store,
                             load_warn_fn warn, void *user)
{
    struct loader *l = mem_new(1, sizeof *l);
    l->files = files;
    l->input_fd = input_fd;
    l->rows = rows;
    l->store = store;
    l->cities = selection->cities;
    l->wanted = *selection;
    l->wanted.crimes = NULL;
    l->wanted.crime_cap = 0;
    for (size_t i = 0; i < selection->crime_count; i++) {
        l->wanted.crimes =
            mem_grow(l->wanted.crimes, &l->wanted.crime_cap, i + 1, sizeof *l->wanted.crimes);
        l->wanted.crimes[i] = selection->crimes[i];
    }
    l->selection = selection_create(&l->wanted);
    l->warn = warn;
    l->user = user;
    l->bytes_total = size_of_all(files);
    return l;
}

void loader_destroy(struct loader *l)
{
    if (l == NULL)
        return;
    csv_close(l->reader);
    row_writer_destroy(l->writer);
    buffer_free(&l->value);
    selection_destroy(l->selection);
    free(l->wanted.crimes);
    free(l);
}

static bool is_standard_input(const char *file)
{
    return strcmp(file, "-") == 0;
}

static const char *name_of(const char *file)
{
    return is_standard_input(file) ? "standard input" : file;
}

static bool open_file(struct loader *l, struct error *err)
{
    const char *file = l->files[l->file];
    l->reader = csv_open(name_of(file), is_standard_input(file) ? l->input_fd : -1, l->cities, err);
    l->file_rows = 0;
    return l->reader != NULL;
}

static bool close_file(struct loader *l, struct error *err)
{
    if (l->file_rows == 0)
        return error_set(err, "%s: a header and no rows", name_of(l->files[l->file]));
    l->bytes_before += csv_bytes_read(l->reader);
    csv_close(l->reader);
    row_writer_destroy(l->writer);
    l->reader = NULL;
    l->writer = NULL;
    l->file++;
    return true;
}

/* What a rejected row shows of itself: the field that could not be read. */
static struct text culprit(const struct csv_row *row, enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_BAD_DATE:
        return row->field[COLUMN_DATE];
    case VERDICT_BAD_TIME:
        return row->field[COLUMN_TIME];
    default:
        return (struct text){"", 0};
    }
}

static void reject(struct loader *l, const struct csv_row *row, enum verdict verdict)
{
    static const char *const says[VERDICT_COUNT] = {
        [VERDICT_BAD_DATE] = "unreadable date",
        [VERDICT_BAD_TIME] = "unreadable time",
        [VERDICT_BAD_DESCRIPTION] = "empty description",
        [VERDICT_BAD_FIELD] = "a field over 64 KiB",
    };
    const char *file = name_of(l->files[l->file]);
    if (l->rejected++ > REJECTED_SHOWN)
        return;
    struct text field = culprit(row, verdict);
    struct error line; /* for its cleaning of control bytes */
    if (l->rejected > REJECTED_SHOWN)
        error_set(&line, "%s:%" PRIu64 ": and more; only counted from here on", file, row->line);
    else if (field.len > 0)
        error_set(&line, "%s:%" PRIu64 ": %s \"%.*s\", row rejected", file, row->line,
                  says[verdict], field.len > 40 ? 40 : (int)field.len, field.ptr);
    else
        error_set(&line, "%s:%" PRIu64 ": %s, row rejected", file, row->line, says[verdict]);
    l->warn(l->user, line.text);
}

static void keep(struct loader *l, const struct crime *c, uint32_t officer)
{
    if (l->rows) {
        if (l->writer == NULL)
            l->writer = row_writer_create(csv_names(l->reader));
        l->value.len = 0;
        row_write(l->writer, &l->value, csv_exact(l->reader), c->reported_at, officer);
        store_add_tail(l->store, c->reported_at, officer, buffer_text(&l->value));
    } else {
        store_add(l->store, c, officer);
    }
    l->spooling = store_is_full(l->store);
}

static void take_city(struct loader *l, const struct profile *city)
{
    struct error err;
    l->city = city;
    if (city != NULL && !selection_take_city(&l->wanted, city, &err))
        l->warn(l->user, err.text);
}

static void take_row(struct loader *l, const struct csv_row *row)
{
    if (l->city == NULL)
        take_city(l, row->header->profile);
    struct crime crime;
    uint32_t officer;
    l->file_rows++;
    uint64_t number = ++l->store->counts.rows;
    enum verdict verdict = selection_judge(l->selection, row, number, &crime, &officer);
    l->store->counts.of[verdict]++;
    if (verdict == VERDICT_KEPT)
        keep(l, &crime, officer);
    else if (verdict != VERDICT_FILTERED)
        reject(l, row, verdict);
}

static enum load_result spool_some(struct loader *l, size_t steps, struct error *err)
{
    bool spooled;
    if (!store_spool(l->store, steps, &spooled, err))
        return LOAD_FAILED;
    l->spooling = !spooled;
    return LOAD_MORE;
}

static enum load_result sort_some(struct loader *l, size_t steps, struct error *err)
{
    bool sorted;
    l->sorting = true;
    if (!store_sort(l->store, steps, &sorted, err))
        return LOAD_FAILED;
    return sorted ? LOAD_DONE : LOAD_MORE;
}

int loader_waits_for(const struct loader *l)
{
    return csv_fd(l->reader);
}

enum load_result loader_step(struct loader *l, size_t rows, struct error *err)
{
    struct csv_row row;
    if (l->spooling)
        return spool_some(l, rows * STEPS_A_ROW, err);
    if (l->read)
        return sort_some(l, rows * STEPS_A_ROW, err);
    for (size_t i = 0; i < rows && !l->spooling; i++) {
        if (l->reader == NULL) {
            l->read = l->files[l->file] == NULL;
            if (l->read)
                return LOAD_READ;
            if (!open_file(l, err))
                return LOAD_FAILED;
        }
        enum csv_result result = csv_next(l->reader, &row, err);
        if (result == CSV_WAITS)
            return LOAD_WAITS;
        if (result == CSV_FAILED || (result == CSV_END && !close_file(l, err)))
            return LOAD_FAILED;
        if (result == CSV_ROW)
            take_row(l, &row);
    }
    return LOAD_MORE;
}

struct text loader_city(const struct loader *l)
{
    return l->city != NULL && l->bytes_total == 0 ? text_of(l->city->name) : (struct text){NULL, 0};
}

struct load_progress loader_progress(const struct loader *l)
{
    if (l->sorting)
        return (struct load_progress){true, l->store->sort_done, l->store->sort_total, 0};
    struct load_progress p = {.total = l->bytes_total, .rows = l->store->counts.rows};
    p.done = l->bytes_before + (l->reader != NULL ? csv_bytes_read(l->reader) : 0);
    /* A file may grow or shrink meanwhile; of a pipe the size is known at its end. */
    if (p.total > 0 && (p.done > p.total || l->read))
        p.done = p.total;
    else if (l->read)
        p.total = p.done;
    return p;
}
