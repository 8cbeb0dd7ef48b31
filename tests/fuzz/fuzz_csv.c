/* Crime files: any bytes as a file, plain or .gz by their first bytes, through the selection to the
 * message that is made of each row. */
#include "fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blotter/base/utf8.h"
#include "blotter/crime/message.h"
#include "blotter/crime/row.h"
#include "blotter/crime/selection.h"

static const wall_time now = {UINT64_C(1700000000000000)};

#define HEADER "DR_NO,DATE OCC,TIME OCC,Crm Cd Desc,Crm Cd,AREA NAME,LOCATION,LAT,LON\n"

const char *const fuzz_seeds[] = {
    HEADER "230404629,01/18/2023 12:00:00 AM,1500,ROBBERY,210,Hollenbeck,2400    FAIRMOUNT   ST,"
           "34.0521,-118.2045\n",
    HEADER
    "1,\"2020-05-12\",\"0635\",\"THEFT, \"\"GRAND\"\"\",\"\",x,\"a\nb\",0,0\r\n\r\n2,3/14/13,"
    "1,x,,,,,",
    "\xEF\xBB\xBF\"DR_NO\",\"DATE OCC\",\"TIME OCC\",\"Crm Cd Desc\"\r\n\"0\",\"2020-05-12\","
    "\"1110\",\"caf\xC3\xA9\"\r\n",
    "dr_number,date_occurred,time_occurred,crime_code_description,address,location\n"
    "1208575,3/11/13,1800,SIMPLE ASSAULT,6300    BRYNHURST  AV,\"(33.9829, -118.3338)\"\n",
    HEADER "4,\"q\"z,5\n6,7\r8,\"never closed,9\n10",
    "DATE OCC,TIME OCC,Crm Cd Desc\r1/1/23,1,a\r1/1/23,2,b\r",
    "\"i\",\"a\nb\",DATE OCC,TIME OCC,Crm Cd Desc,\"x\"y\n1,2,3,4,5,6\n",
    "caseno;uniquenibrno;date_occ;time_occ;nibr_code;nibr_description;hndrdth_lat;hndrdth_lon\n"
    "1;1-13B;2024 May 01 12:00:00 AM;0130;13B;\"Simple; Assault\";34.0459;-118.2545\n",
    "DR.NO\tDATE OCC\tTIME OCC\tCrm.Cd.Desc\tRD\n\t1/1/23\t1\tx\t\n",
    "{\"cells\":[]}",
    "\xFE\xFF\x44\x52",
    NULL,
};

const char *const fuzz_words[] = {
    ",",      "\"",   "\"\"",     "\n",           "\r",         "\r\n", "\",\"", "\n\n", " ",  "\t",
    "\f",     "\xFF", "\xE2\x82", "\xEF\xBB\xBF", "01/01/2023", "0100", "0",     "-",    "(",  ")",
    "(1, 2)", HEADER, "ROBBERY",  "\x1F\x8B\x08", "_,",         ";",    "|",     "Jan ", NULL,
};

static int file_of(const uint8_t *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static size_t count_lines(const uint8_t *data, size_t size)
{
    size_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    return lines;
}

static void check_crime(struct decoder *d, struct buffer *out, const struct crime *c)
{
    struct message m;
    const char *why;
    out->len = 0;
    message_write_crime_head(out, (struct text){"r", 1}, 1, 1);
    message_write_crime_tail(out, c);
    MUST(utf8_is_valid(buffer_text(out)));
    MUST(decoder_read(d, buffer_text(out), now, &m, &why) == DECODED_MESSAGE);
    MUST(text_equal(m.crime.id, c->id) && text_equal(m.crime.crime, c->crime));
    MUST(text_equal(m.crime.address, c->address) && text_equal(m.crime.lat, c->lat));
    MUST(text_equal(m.crime.code, c->code) && c->id.len > 0 && c->crime.len > 0);
    MUST(text_equal(text_trim(c->address), c->address));
    MUST(c->reported_at.s >= c->occurred_at.s + 30 * 60);
    MUST(c->reported_at.s <= c->occurred_at.s + 90 * 60);
}

/* Its fields as the file has them are those that the row was read by, only not trimmed. */
static void check_exact(struct csv_reader *r, const struct csv_row *row, struct row_writer *w,
                        struct buffer *out)
{
    struct csv_fields exact = csv_exact(r);
    for (size_t i = 0; i < COLUMN_COUNT && !row->oversized; i++) {
        size_t field = row->header->field_of[i];
        struct text said = {NULL, 0};
        if (field < exact.count)
            said = text_trim(exact.field[field]);
        MUST(text_equal(said, row->field[i]));
    }
    out->len = 0;
    row_write(w, out, exact, (civil_time){1}, 1);
    MUST(utf8_is_valid(buffer_text(out)) && memchr(out->data, '\n', out->len) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decoder *decoder;
    static struct buffer out;
    static struct cities *cities;
    const struct selection_config config = {.delay_from_minutes = 30,
                                            .delay_to_minutes = 90,
                                            .seed = 1,
                                            .officers = 4,
                                            .start = CIVIL_NEVER,
                                            .end = CIVIL_FOREVER};
    struct error err = {0};
    if (cities == NULL)
        cities = cities_create();
    struct csv_reader *r = csv_open("fuzz.csv", file_of(data, size), cities, &err);
    if (r == NULL) {
        MUST(err.status == EXIT_STATUS_FAILURE && strncmp(err.text, "fuzz.csv:", 9) == 0);
        return 0;
    }
    if (decoder == NULL)
        decoder = decoder_create(NULL);
    bool plain = size < 2 || data[0] != 0x1F;
    struct selection *s = selection_create(&config);
    struct row_writer *w = row_writer_create(csv_names(r));
    struct csv_row row;
    uint64_t line = 1;
    uint64_t rows = 0;
    enum csv_result result;
    while ((result = csv_next(r, &row, &err)) == CSV_ROW) {
        MUST(row.line > line && (!plain || row.line <= count_lines(data, size)));
        line = row.line;
        check_exact(r, &row, w, &out);
        struct crime c;
        uint32_t officer = 0;
        if (selection_judge(s, &row, ++rows, &c, &officer) == VERDICT_KEPT) {
            MUST(officer >= 1 && officer <= 4);
            check_crime(decoder, &out, &c);
        }
    }
    MUST(result == CSV_END || err.text[0] != '\0');
    selection_destroy(s);
    row_writer_destroy(w);
    csv_close(r);
    return 0;
}
