#include "blotter/crime/synthetic.h"

#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"
#include "blotter/crime/csv.h"
#include "fields.h"

enum {
    WEEK_DAYS = 7,
    AREAS = 100,         /* an area's number has two digits */
    FIRST_SERIAL = 4000, /* an area's first report of a year; lower ones are made otherwise */
    UNIT = 10000,        /* coordinates have four digits behind the point */
    JITTER = 3,          /* so many of them either way: some 30 m */
};

/* Where the columns of the shipped file stand. */
enum {
    FIELD_REPORTED = 1,
    FIELD_AREA = 4, /* from here to FIELD_LAT a made-up row says what its sample does */
    FIELD_LAT = 26,
    FIELDS = 28,
};

/* A row of the shipped quarter. */
struct sample {
    size_t at; /* in `texts`: the area to the cross street, a comma behind it */
    uint16_t len;
    uint16_t minutes; /* time of the day */
    uint8_t area, weekday, delay_days;
    int32_t lat, lon; /* in units of 1/UNIT degree */
};

struct box {
    int32_t lat_from, lat_to, lon_from, lon_to;
};

struct synthetic {
    struct synthetic_config config;
    uint64_t next; /* the row */
    struct sample *samples;
    uint32_t *order; /* of the samples, in which a round of rows takes each once */
    size_t count, cap;
    struct buffer texts;
    struct box boxes[AREAS];
    int first_year;
    size_t year_count;
    uint64_t (*serials)[AREAS]; /* how many reports each area has in each year */
};

uint32_t synthetic_days_for(uint64_t rows)
{
    uint64_t days = rows / SYNTHETIC_ROWS_A_DAY + (rows % SYNTHETIC_ROWS_A_DAY != 0);
    if (days == 0)
        return 1;
    return days < SYNTHETIC_DAYS_MAX ? (uint32_t)days : SYNTHETIC_DAYS_MAX;
}

/* --- dice: SplitMix64, so a row's dice begin anywhere for nothing --------------------------- */

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t dice_for(uint64_t seed, uint64_t number)
{
    return mix(mix(seed + UINT64_C(0x632be59bd9b4e019)) ^ number);
}

/* 0 to n - 1. */
static uint32_t roll(uint64_t *dice, uint32_t n)
{
    *dice += UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(((mix(*dice) >> 32) * n) >> 32);
}

/* --- the samples ---------------------------------------------------------------------------- */

/* The quarter has two oddities, which its made-up rows are not to repeat (data/README.md). What is
 * odd takes the time or the weekday of an earlier row of the same crime; at first, of none. */
struct mending {
    civil_time whole_weeks_end; /* behind it late reports were not in yet, so weekdays are thin */
    uint16_t noon;              /* the last time from 12:00 to 12:59 */
    uint32_t odd_count;
    struct {
        uint16_t minutes;
        uint8_t weekday;
        bool seen;
    } last[1000]; /* by the code of the crime */
};

/* Identity thefts bunch at 06:00 to 06:59; elsewhere three of five of these are at noon. */
static bool is_odd_time(uint64_t code, const struct sample *s)
{
    return code == 354 && s->minutes / 60 == 6;
}

static void mend(struct mending *m, uint64_t code, civil_time day, struct sample *s)
{
    bool odd = is_odd_time(code, s);
    bool late = day.s > m->whole_weeks_end.s;
    if (s->minutes / 60 == 12)
        m->noon = s->minutes;
    if (odd && m->odd_count++ % 5 < 3)
        s->minutes = m->noon;
    else if (odd && m->last[code].seen)
        s->minutes = m->last[code].minutes;
    if (late && m->last[code].seen)
        s->weekday = m->last[code].weekday;
    if (!odd && !late) {
        m->last[code].minutes = s->minutes;
        m->last[code].weekday = s->weekday;
        m->last[code].seen = true;
    }
}

static bool read_degrees(struct text s, int32_t *ret)
{
    double value;
    if (!text_to_double(s, &value) || value < -180 || value > 180)
        return false;
    *ret = (int32_t)(value * UNIT + (value < 0 ? -0.5 : 0.5));
    return true;
}

static void widen(struct box *b, const struct sample *s)
{
    bool first = b->lat_to == 0;
    if (first || s->lat < b->lat_from)
        b->lat_from = s->lat;
    if (first || s->lat > b->lat_to)
        b->lat_to = s->lat;
    if (first || s->lon < b->lon_from)
        b->lon_from = s->lon;
    if (first || s->lon > b->lon_to)
        b->lon_to = s->lon;
}

static void add_text(struct buffer *out, struct text s)
{
    bool quoted = s.len > 0 && memchr(s.ptr, ',', s.len) != NULL;
    if (quoted)
        buffer_add_byte(out, '"');
    buffer_add(out, s);
    if (quoted)
        buffer_add_byte(out, '"');
    buffer_add_byte(out, ',');
}

/* False when the row is none of the shipped file's. */
static bool add_sample(struct synthetic *s, struct mending *m, const struct csv_row *row,
                       struct csv_fields all)
{
    civil_time day;
    civil_time reported;
    int minutes;
    uint64_t area;
    uint64_t code;
    struct sample sample = {.at = s->texts.len};
    if (all.count != FIELDS || !crime_date_parse(row->field[COLUMN_DATE], &day) ||
        !crime_date_parse(all.field[FIELD_REPORTED], &reported) ||
        !crime_time_parse(row->field[COLUMN_TIME], &minutes) ||
        !text_to_u64(all.field[FIELD_AREA], AREAS - 1, &area) ||
        !text_to_u64(row->field[COLUMN_CODE], 999, &code) ||
        !read_degrees(row->field[COLUMN_LAT], &sample.lat) ||
        !read_degrees(row->field[COLUMN_LON], &sample.lon) || reported.s < day.s ||
        reported.s - day.s > (int64_t)SYNTHETIC_LAST_REPORT_DAY * CIVIL_DAY_S)
        return false;
    for (size_t i = FIELD_AREA; i < FIELD_LAT; i++)
        add_text(&s->texts, all.field[i]);
    sample.len = (uint16_t)(s->texts.len - sample.at);
    sample.minutes = (uint16_t)minutes;
    sample.area = (uint8_t)area;
    sample.weekday = (uint8_t)civil_split(day).weekday;
    sample.delay_days = (uint8_t)((reported.s - day.s) / CIVIL_DAY_S);
    mend(m, code, day, &sample);
    widen(&s->boxes[area], &sample);
    s->samples = mem_grow(s->samples, &s->cap, s->count + 1, sizeof *s->samples);
    s->samples[s->count++] = sample;
    return true;
}

static bool read_samples(struct synthetic *s, struct csv_reader *csv, const char *path,
                         struct error *err)
{
    struct mending mending = {.noon = 12 * 60};
    struct csv_row row;
    enum csv_result result;
    civil_from_date(2023, 3, 26, &mending.whole_weeks_end);
    while ((result = csv_next(csv, &row, err)) == CSV_ROW)
        if (!add_sample(s, &mending, &row, csv_exact(csv)))
            return error_set(err, "%s:%ju: no row of the shipped quarter", path,
                             (uintmax_t)row.line);
    if (result == CSV_END && s->count == 0)
        return error_set(err, "%s: no rows", path);
    return result == CSV_END;
}

/* The years in which a report may be made, from the first. */
static size_t count_years(const struct synthetic_config *c)
{
    int64_t days = (int64_t)c->days + SYNTHETIC_LAST_REPORT_DAY;
    int last_year = civil_split(civil_add(c->from, days * CIVIL_DAY_S)).year;
    return (size_t)(last_year - civil_split(c->from).year) + 1;
}

void synthetic_restart(struct synthetic *s, uint64_t seed)
{
    s->config.seed = seed;
    s->next = 0;
    for (size_t i = 0; i < s->count; i++)
        s->order[i] = (uint32_t)i;
    memset(s->serials, 0, s->year_count * sizeof *s->serials);
}

struct synthetic *synthetic_create(const struct synthetic_config *config, const char *quarter,
                                   struct error *err)
{
    struct csv_reader *csv = csv_open(quarter, -1, NULL, err);
    if (csv == NULL)
        return NULL;
    struct synthetic *s = mem_new(1, sizeof *s);
    s->config = *config;
    bool ok = read_samples(s, csv, quarter, err);
    csv_close(csv);
    if (!ok) {
        synthetic_destroy(s);
        return NULL;
    }
    s->order = mem_new(s->count, sizeof *s->order);
    s->first_year = civil_split(config->from).year;
    s->year_count = count_years(config);
    s->serials = mem_new(s->year_count, sizeof *s->serials);
    synthetic_restart(s, config->seed);
    return s;
}

void synthetic_destroy(struct synthetic *s)
{
    if (s == NULL)
        return;
    buffer_free(&s->texts);
    free(s->samples);
    free(s->order);
    free(s->serials);
    free(s);
}

/* --- fields --------------------------------------------------------------------------------- */

static void add_number(struct buffer *out, uint64_t value, size_t least_digits)
{
    char digits[20];
    size_t count = 0;
    for (; value > 0 || count < least_digits; value /= 10)
        digits[sizeof digits - ++count] = (char)('0' + value % 10);
    buffer_append(out, digits + sizeof digits - count, count);
}

static void add_date(struct buffer *out, const struct civil_parts *day)
{
    static const char midnight[] = " 12:00:00 AM,";
    add_number(out, (uint64_t)day->month, 2);
    buffer_add_byte(out, '/');
    add_number(out, (uint64_t)day->day, 2);
    buffer_add_byte(out, '/');
    add_number(out, (uint64_t)day->year, 4);
    buffer_append(out, midnight, sizeof midnight - 1);
}

/* As the LAPD has it: without zeros at the end. */
static void add_degrees(struct buffer *out, int32_t value)
{
    uint32_t size = (uint32_t)(value < 0 ? -value : value);
    uint32_t part = size % UNIT;
    size_t digits = 4;
    if (value < 0)
        buffer_add_byte(out, '-');
    add_number(out, size / UNIT, 1);
    if (part == 0)
        return;
    for (; part % 10 == 0; part /= 10)
        digits--;
    buffer_add_byte(out, '.');
    add_number(out, part, digits);
}

/* The report's number: the year, the area, and how many the area had in that year. */
static void add_id(struct synthetic *s, int year, uint32_t area, struct buffer *out)
{
    add_number(out, (uint64_t)(year % 100), 2);
    add_number(out, area, 2);
    add_number(out, FIRST_SERIAL + s->serials[year - s->first_year][area]++, 5);
    buffer_add_byte(out, ',');
}

/* A day of the sample's weekday; any of those behind the last whole week. */
static int64_t draw_day(const struct synthetic *s, const struct sample *sample, uint64_t *dice)
{
    uint32_t day = roll(dice, s->config.days);
    if (day >= s->config.days / WEEK_DAYS * WEEK_DAYS)
        return day;
    uint32_t first = (uint32_t)civil_split(s->config.from).weekday;
    return day / WEEK_DAYS * WEEK_DAYS + (sample->weekday + WEEK_DAYS - first) % WEEK_DAYS;
}

static void add_days(struct synthetic *s, const struct sample *sample, uint64_t *dice,
                     struct buffer *out)
{
    civil_time day = civil_add(s->config.from, draw_day(s, sample, dice) * CIVIL_DAY_S);
    struct civil_parts occurred = civil_split(day);
    struct civil_parts reported =
        civil_split(civil_add(day, (int64_t)sample->delay_days * CIVIL_DAY_S));
    add_id(s, reported.year, sample->area, out);
    add_date(out, &reported);
    add_date(out, &occurred);
}

/* Minutes that people name stay: multiples of five, and 1, which stands for an unknown time. The
 * other 47 are as good as each other. */
static void add_time(const struct sample *sample, uint64_t *dice, struct buffer *out)
{
    uint32_t minute = sample->minutes % 60;
    if (minute % 5 != 0 && minute != 1) {
        uint32_t other = 1 + roll(dice, 47);
        minute = other + other / 4 + 1;
    }
    add_number(out, sample->minutes / 60U, 2);
    add_number(out, minute, 2);
    buffer_add_byte(out, ',');
}

/* Near the sample's, and within the box of the area's samples. */
static int32_t draw_near(int32_t value, int32_t from, int32_t to, uint64_t *dice)
{
    int32_t near = value + (int32_t)roll(dice, 2 * JITTER + 1) - JITTER;
    return near < from ? from : near > to ? to : near;
}

static void add_place(const struct synthetic *s, const struct sample *sample, uint64_t *dice,
                      struct buffer *out)
{
    const struct box *box = &s->boxes[sample->area];
    add_degrees(out, draw_near(sample->lat, box->lat_from, box->lat_to, dice));
    buffer_add_byte(out, ',');
    add_degrees(out, draw_near(sample->lon, box->lon_from, box->lon_to, dice));
    buffer_add_byte(out, '\n');
}

/* --- rows ----------------------------------------------------------------------------------- */

void synthetic_header(struct buffer *out)
{
    static const char names[] =
        "DR_NO,Date Rptd,DATE OCC,TIME OCC,AREA,AREA NAME,Rpt Dist No,Part 1-2,Crm Cd,Crm Cd Desc,"
        "Mocodes,Vict Age,Vict Sex,Vict Descent,Premis Cd,Premis Desc,Weapon Used Cd,Weapon Desc,"
        "Status,Status Desc,Crm Cd 1,Crm Cd 2,Crm Cd 3,Crm Cd 4,LOCATION,Cross Street,LAT,LON\n";
    buffer_append(out, names, sizeof names - 1);
}

/* The samples in another order, by the round's own dice. */
static void shuffle(struct synthetic *s, uint64_t round)
{
    uint64_t dice = dice_for(~s->config.seed, round);
    for (size_t left = s->count; left > 1; left--) {
        size_t i = roll(&dice, (uint32_t)left);
        uint32_t taken = s->order[i];
        s->order[i] = s->order[left - 1];
        s->order[left - 1] = taken;
    }
}

bool synthetic_row(struct synthetic *s, struct buffer *out)
{
    if (s->next == s->config.rows)
        return false;
    if (s->next % s->count == 0)
        shuffle(s, s->next / s->count);
    const struct sample *sample = &s->samples[s->order[s->next % s->count]];
    uint64_t dice = dice_for(s->config.seed, s->next++);
    add_days(s, sample, &dice, out);
    add_time(sample, &dice, out);
    buffer_append(out, s->texts.data + sample->at, sample->len);
    add_place(s, sample, &dice, out);
    return true;
}
