/* Messages decoded and encoded a second, without Kafka: the crimes of files as our own messages, as
 * our own with their fields in another order, as rows (--value row) and as the original study's
 * JSON. Usage: bench_codec FILE.csv... */
#include <stdio.h>
#include <time.h>

#include "bench.h"
#include "blotter/base/memory.h"
#include "blotter/crime/message.h"
#include "blotter/crime/row.h"
#include "blotter/crime/selection.h"

static const wall_time now = {UINT64_C(1700000000000000)};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_codec: %s\n", what);
    exit(1);
}

/* --- messages ------------------------------------------------------------------------------- */

struct values {
    struct buffer bytes;
    size_t *ends; /* of each message */
    size_t count, cap;
};

static void end_value(struct values *v)
{
    v->ends = mem_grow(v->ends, &v->cap, v->count + 1, sizeof *v->ends);
    v->ends[v->count++] = v->bytes.len;
}

static struct text value_at(const struct values *v, size_t i)
{
    size_t begin = i > 0 ? v->ends[i - 1] : 0;
    return (struct text){v->bytes.data + begin, v->ends[i] - begin};
}

enum form { FORM_OWN, FORM_REORDERED, FORM_ROW, FORM_STUDY, FORM_COUNT };

static struct values forms[FORM_COUNT];

static const char run_id[] = "0005bench0000000";

static void add_own(const struct crime *c, uint32_t officer, uint64_t seq)
{
    struct values *v = &forms[FORM_OWN];
    message_write_crime_head(&v->bytes, text_of(run_id), officer, seq);
    message_write_crime_tail(&v->bytes, c);
    end_value(v);
}

/* As a program in another language might write it: kind, run and numbers last. */
static void add_reordered(const struct crime *c, uint32_t officer, uint64_t seq)
{
    struct values *v = &forms[FORM_REORDERED];
    buffer_add_byte(&v->bytes, '{');
    message_write_crime_tail(&v->bytes, c);
    v->bytes.len--;
    buffer_printf(&v->bytes, ",\"seq\":%ju,\"officer\":%u,\"run\":\"%s\",\"kind\":\"crime\"}",
                  (uintmax_t)seq, (unsigned)officer, run_id);
    end_value(v);
}

/* A column as pandas writes a frame of one row, where a slash has a backslash. */
static void add_column(struct buffer *out, const char *name, struct text field)
{
    buffer_printf(out, "%s\"%s\":{\"0\":\"", out->data[out->len - 1] == '{' ? "" : ",", name);
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '/' || field.ptr[i] == '"' || field.ptr[i] == '\\')
            buffer_add_byte(out, '\\');
        buffer_add_byte(out, field.ptr[i]);
    }
    buffer_printf(out, "\"}");
}

static void add_study(const struct csv_row *row, const struct crime *c, uint32_t officer)
{
    struct values *v = &forms[FORM_STUDY];
    struct buffer *out = &v->bytes;
    buffer_add_byte(out, '{');
    add_column(out, "DR Number", row->field[COLUMN_ID]);
    add_column(out, "Date Occurred", row->field[COLUMN_DATE]);
    add_column(out, "Time Occurred", row->field[COLUMN_TIME]);
    add_column(out, "Area Name", row->field[COLUMN_AREA]);
    add_column(out, "Crime Code Description", row->field[COLUMN_CRIME]);
    buffer_printf(out, ",\"Location \":{\"0\":\"(%.*s, %.*s)\"}", (int)c->lat.len, c->lat.ptr,
                  (int)c->lon.len, c->lon.ptr);
    buffer_printf(out, ",\"Stream Time\":{\"0\":%jd},\"Officer Id\":{\"0\":%u}}",
                  (intmax_t)c->reported_at.s * 1000, (unsigned)officer);
    end_value(v);
}

/* --- loading -------------------------------------------------------------------------------- */

static void load(const char *path)
{
    const struct selection_config config = {.delay_from_minutes = 30,
                                            .delay_to_minutes = 90,
                                            .seed = 1,
                                            .officers = 4,
                                            .start = CIVIL_NEVER,
                                            .end = CIVIL_FOREVER};
    struct error err;
    struct csv_reader *reader = csv_open(path, -1, NULL, &err);
    if (reader == NULL)
        die(err.text);
    struct selection *selection = selection_create(&config);
    struct row_writer *writer = row_writer_create(csv_names(reader));
    struct csv_row row;
    struct crime crime;
    uint32_t officer;
    uint64_t number = 0;
    while (csv_next(reader, &row, &err) == CSV_ROW) {
        if (selection_judge(selection, &row, ++number, &crime, &officer) != VERDICT_KEPT)
            continue;
        add_own(&crime, officer, number);
        add_reordered(&crime, officer, number);
        add_study(&row, &crime, officer);
        row_write(writer, &forms[FORM_ROW].bytes, csv_exact(reader), crime.reported_at, officer);
        end_value(&forms[FORM_ROW]);
    }
    row_writer_destroy(writer);
    selection_destroy(selection);
    csv_close(reader);
}

/* --- measuring ------------------------------------------------------------------------------ */

/* Nothing here waits, so the processor's time is the program's own, whatever else runs. */
static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / (double)NS_PER_S;
}

static double decode(enum form form)
{
    static struct decoder *decoder;
    if (decoder == NULL)
        decoder = decoder_create(NULL);
    const struct values *v = &forms[form];
    enum decoded expected = form >= FORM_ROW ? DECODED_FOREIGN : DECODED_MESSAGE;
    int64_t sum = 0;
    int64_t expected_sum = 0;
    double start = cpu_seconds();
    for (size_t i = 0; i < v->count; i++) {
        struct message m;
        const char *why = "it was taken for another's";
        if (decoder_read(decoder, value_at(v, i), now, &m, &why) != expected)
            die(why);
        sum += m.crime.reported_at.s + (int64_t)m.crime.crime.len + (int64_t)m.crime.lat.len;
    }
    double seconds = cpu_seconds() - start;
    for (size_t i = 0; i < v->count; i++) {
        struct message m;
        const char *why;
        decoder_read(decoder, value_at(&forms[FORM_OWN], i), now, &m, &why);
        expected_sum += m.crime.reported_at.s + (int64_t)m.crime.crime.len;
        expected_sum += (int64_t)m.crime.lat.len;
    }
    if (sum != expected_sum)
        die("the forms are not the same crimes");
    return seconds;
}

static double encode(void)
{
    static struct buffer out;
    struct values *v = &forms[FORM_OWN];
    struct decoder *decoder = decoder_create(NULL);
    struct message *messages = mem_new(v->count, sizeof *messages);
    const char *why;
    for (size_t i = 0; i < v->count; i++)
        if (decoder_read(decoder, value_at(v, i), now, &messages[i], &why) != DECODED_MESSAGE)
            die(why);
    size_t bytes = 0;
    double start = cpu_seconds();
    for (size_t i = 0; i < v->count; i++) {
        const struct message *m = &messages[i];
        out.len = 0;
        message_write_crime_head(&out, m->run, m->officer, m->seq);
        message_write_crime_tail(&out, &m->crime);
        bytes += out.len;
    }
    double seconds = cpu_seconds() - start;
    free(messages);
    decoder_destroy(decoder);
    if (bytes != v->bytes.len)
        die("what is written is not what was read");
    return seconds;
}

static void report(const char *what, double *seconds, const char *bar)
{
    printf("codec: %s %.0f messages/s (>= %s)\n", what,
           (double)forms[FORM_OWN].count / bench_median(seconds, BENCH_RUNS), bar);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    for (int i = 1; i < argc; i++)
        load(argv[i]);
    double decoded[FORM_COUNT][BENCH_RUNS];
    double encoded[BENCH_RUNS];
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        for (size_t form = 0; form < FORM_COUNT; form++)
            decoded[form][i] = decode((enum form)form);
        encoded[i] = encode();
    }
    report("decoded, our own", decoded[FORM_OWN], "5000000");
    report("decoded, our own in another order", decoded[FORM_REORDERED], "2000000");
    report("decoded, rows", decoded[FORM_ROW], "2000000");
    report("decoded, the study's JSON", decoded[FORM_STUDY], "2000000");
    report("encoded", encoded, "4000000");
    return 0;
}
