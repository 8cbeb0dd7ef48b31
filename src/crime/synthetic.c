#include "blotter/crime/synthetic.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "synthetic_days.h"
#include "synthetic_place.h"

enum {
    HOURS = 24,
    MINUTE_TABLES = 2 * HOURS,
    MINUTES = 60,
    DISTRICT_DIGITS = 4,
    SERIAL_DIGITS = 5,
    FIRST_SERIAL = 4000, /* an area's first report of a year; lower ones are made otherwise */
    MOCODES_MAX = 10,
};

/* Lots for each family of crimes. */
typedef struct lots by_family[SYNTHETIC_FAMILIES];

struct synthetic {
    struct synthetic_config config;
    uint64_t next; /* the row */
    struct gazetteer gazetteer;
    struct synthetic_days days;
    struct lots areas, families[SYNTHETIC_AREAS];
    by_family crimes, hours, delays, premises, weapons, statuses, second_crimes, mocode_numbers,
        mocodes, victims, ages;
    struct lots minutes[MINUTE_TABLES];
    uint8_t other_minutes[MINUTES];
    uint32_t other_minutes_count;
    int first_year;
    uint64_t (*serials)[SYNTHETIC_AREAS]; /* how many reports each area has in each year */
};

uint32_t synthetic_days_for(uint64_t rows)
{
    uint64_t days = rows / SYNTHETIC_ROWS_A_DAY + (rows % SYNTHETIC_ROWS_A_DAY != 0);
    if (days == 0)
        return 1;
    return days < SYNTHETIC_DAYS_MAX ? (uint32_t)days : SYNTHETIC_DAYS_MAX;
}

/* --- the lots ------------------------------------------------------------------------------- */

/* Lots for each family from an array whose elements have a weight for each; `weights` is the first
 * element's. */
static void init_by_family(by_family lots, const uint16_t *weights, size_t stride, size_t count)
{
    for (size_t family = 0; family < SYNTHETIC_FAMILIES; family++)
        lots_init_from(&lots[family], weights + family, stride, count);
}

#define INIT_BY_FAMILY(lots, table)                                                                \
    init_by_family(lots, (table)[0].weight, sizeof(table)[0], table##_count)

static void init_areas(struct synthetic *s)
{
    uint32_t rows[SYNTHETIC_AREAS] = {0};
    for (size_t area = 0; area < SYNTHETIC_AREAS; area++) {
        const uint16_t *weights = synthetic_areas[area].weight;
        for (size_t family = 0; family < SYNTHETIC_FAMILIES; family++)
            rows[area] += weights[family];
        lots_init_from(&s->families[area], weights, sizeof *weights, SYNTHETIC_FAMILIES);
    }
    lots_init(&s->areas, rows, SYNTHETIC_AREAS);
}

static void init_crimes(struct synthetic *s)
{
    uint32_t *rows = mem_new(synthetic_crimes_count, sizeof *rows);
    for (size_t family = 0; family < SYNTHETIC_FAMILIES; family++) {
        for (size_t i = 0; i < synthetic_crimes_count; i++)
            rows[i] = synthetic_crimes[i].family == family ? synthetic_crimes[i].weight : 0;
        lots_init(&s->crimes[family], rows, synthetic_crimes_count);
    }
    free(rows);
}

static void init_times(struct synthetic *s)
{
    for (size_t family = 0; family < SYNTHETIC_FAMILIES; family++)
        lots_init_from(&s->hours[family], synthetic_hours[family], sizeof(uint16_t), HOURS);
    for (size_t i = 0; i < MINUTE_TABLES; i++)
        lots_init_from(&s->minutes[i], synthetic_minutes[i], sizeof(uint16_t),
                       SYNTHETIC_MINUTE_KINDS);
    for (size_t minute = 0, exact = 0; minute < MINUTES; minute++)
        if (exact < SYNTHETIC_MINUTE_KINDS - 1 && synthetic_exact_minutes[exact] == minute)
            exact++;
        else
            s->other_minutes[s->other_minutes_count++] = (uint8_t)minute;
}

static void init_serials(struct synthetic *s)
{
    int64_t days = (int64_t)s->config.days + SYNTHETIC_LAST_REPORT_DAY;
    int last_year = civil_split(civil_add(s->config.from, days * CIVIL_DAY_S)).year;
    s->first_year = civil_split(s->config.from).year;
    s->serials = mem_new((size_t)(last_year - s->first_year) + 1, sizeof *s->serials);
}

struct synthetic *synthetic_create(const struct synthetic_config *config)
{
    struct synthetic *s = mem_new(1, sizeof *s);
    s->config = *config;
    gazetteer_init(&s->gazetteer);
    synthetic_days_init(&s->days, config->from, config->days);
    init_areas(s);
    init_crimes(s);
    init_times(s);
    init_serials(s);
    INIT_BY_FAMILY(s->delays, synthetic_delays);
    INIT_BY_FAMILY(s->premises, synthetic_premises);
    INIT_BY_FAMILY(s->weapons, synthetic_weapons);
    INIT_BY_FAMILY(s->statuses, synthetic_statuses);
    INIT_BY_FAMILY(s->second_crimes, synthetic_second_crimes);
    INIT_BY_FAMILY(s->mocode_numbers, synthetic_mocode_numbers);
    INIT_BY_FAMILY(s->mocodes, synthetic_mocodes);
    INIT_BY_FAMILY(s->victims, synthetic_victims);
    INIT_BY_FAMILY(s->ages, synthetic_ages);
    return s;
}

static void finish_lots(struct lots *lots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        lots_finish(&lots[i]);
}

void synthetic_destroy(struct synthetic *s)
{
    if (s == NULL)
        return;
    struct lots *families[] = {s->crimes,  s->hours,          s->delays,        s->premises,
                               s->weapons, s->statuses,       s->second_crimes, s->mocodes,
                               s->victims, s->mocode_numbers, s->ages};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        finish_lots(families[i], SYNTHETIC_FAMILIES);
    finish_lots(s->families, SYNTHETIC_AREAS);
    finish_lots(s->minutes, MINUTE_TABLES);
    lots_finish(&s->areas);
    gazetteer_finish(&s->gazetteer);
    synthetic_days_finish(&s->days);
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

/* A field and the comma behind it; the texts of the tables have no quotes in them. */
static void add_field(struct buffer *out, const char *text)
{
    size_t len = strlen(text);
    bool quoted = memchr(text, ',', len) != NULL;
    if (quoted)
        buffer_add_byte(out, '"');
    buffer_append(out, text, len);
    if (quoted)
        buffer_add_byte(out, '"');
    buffer_add_byte(out, ',');
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
    enum { UNIT = 10000 };
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

static uint32_t draw_range(const struct lots *lots, const struct synthetic_range *ranges,
                           struct dice *dice)
{
    const struct synthetic_range *range = &ranges[lots_draw(lots, dice)];
    return range->low == range->high ? range->low : dice_between(dice, range->low, range->high);
}

static void add_mocodes(const struct synthetic *s, uint32_t family, struct dice *dice,
                        struct buffer *out)
{
    enum { TRIES_EACH = 4 }; /* a rare family has few; a code stands in a row only once */
    uint32_t wanted = draw_range(&s->mocode_numbers[family], synthetic_mocode_numbers, dice);
    uint32_t taken[MOCODES_MAX];
    uint32_t count = 0;
    for (uint32_t tries = wanted * TRIES_EACH; tries > 0 && count < wanted; tries--) {
        uint32_t code = lots_draw(&s->mocodes[family], dice);
        uint32_t i = 0;
        while (i < count && taken[i] != code)
            i++;
        if (i < count)
            continue;
        if (count > 0)
            buffer_add_byte(out, ' ');
        buffer_append(out, synthetic_mocodes[code].code, strlen(synthetic_mocodes[code].code));
        taken[count++] = code;
    }
    buffer_add_byte(out, ',');
}

static void add_victim(const struct synthetic *s, uint32_t family, struct dice *dice,
                       struct buffer *out)
{
    const struct synthetic_victim *victim =
        &synthetic_victims[lots_draw(&s->victims[family], dice)];
    uint32_t age = victim->has_age ? draw_range(&s->ages[family], synthetic_ages, dice) : 0;
    add_number(out, age, 1);
    buffer_add_byte(out, ',');
    add_field(out, victim->sex);
    add_field(out, victim->descent);
}

static void add_choice(const struct lots *lots, const struct synthetic_choice *choices,
                       struct dice *dice, struct buffer *out)
{
    const struct synthetic_choice *choice = &choices[lots_draw(lots, dice)];
    add_field(out, choice->code);
    add_field(out, choice->text);
}

/* Crm Cd 1 to 4: the crime itself, seldom a second, and hardly ever a third. */
static void add_crime_codes(const struct synthetic *s, const struct synthetic_crime *crime,
                            struct dice *dice, struct buffer *out)
{
    enum { THIRDS_IN_1000 = 32 };
    uint32_t i = lots_draw(&s->second_crimes[crime->family], dice);
    const char *second = synthetic_second_crimes[i].code;
    if (strcmp(second, crime->code) == 0)
        second = "";
    const char *third = "";
    if (second[0] != '\0' && dice_below(dice, 1000) < THIRDS_IN_1000)
        third = strcmp(second, "998") == 0 ? "999" : "998";
    add_field(out, crime->code);
    add_field(out, second);
    add_field(out, third);
    add_field(out, "");
}

static void add_time(const struct synthetic *s, uint32_t family, struct dice *dice,
                     struct buffer *out)
{
    uint32_t hour = lots_draw(&s->hours[family], dice);
    const struct lots *minutes = &s->minutes[family < SYNTHETIC_STUDIED ? hour : HOURS + hour];
    uint32_t kind = lots_draw(minutes, dice);
    uint32_t minute = kind < SYNTHETIC_MINUTE_KINDS - 1
                          ? synthetic_exact_minutes[kind]
                          : s->other_minutes[dice_below(dice, s->other_minutes_count)];
    add_number(out, hour, 2);
    add_number(out, minute, 2);
    buffer_add_byte(out, ',');
}

/* --- the row -------------------------------------------------------------------------------- */

/* The report's number: the year, the area, and how many the area had in that year. */
static void add_id(struct synthetic *s, int year, uint32_t area, struct buffer *out)
{
    add_number(out, (uint64_t)(year % 100), 2);
    buffer_append(out, synthetic_areas[area].code, 2);
    add_number(out, FIRST_SERIAL + s->serials[year - s->first_year][area]++, SERIAL_DIGITS);
    buffer_add_byte(out, ',');
}

static void add_days(struct synthetic *s, uint32_t area, uint32_t family, struct dice *dice,
                     struct buffer *out)
{
    int64_t day = synthetic_days_draw(&s->days, dice, family);
    int64_t delay = draw_range(&s->delays[family], synthetic_delays, dice);
    civil_time occurred = civil_add(s->config.from, day * CIVIL_DAY_S);
    struct civil_parts occurred_parts = civil_split(occurred);
    struct civil_parts reported_parts = civil_split(civil_add(occurred, delay * CIVIL_DAY_S));
    add_id(s, reported_parts.year, area, out);
    add_date(out, &reported_parts);
    add_date(out, &occurred_parts);
}

void synthetic_header(struct buffer *out)
{
    static const char names[] =
        "DR_NO,Date Rptd,DATE OCC,TIME OCC,AREA,AREA NAME,Rpt Dist No,Part 1-2,Crm Cd,Crm Cd Desc,"
        "Mocodes,Vict Age,Vict Sex,Vict Descent,Premis Cd,Premis Desc,Weapon Used Cd,Weapon Desc,"
        "Status,Status Desc,Crm Cd 1,Crm Cd 2,Crm Cd 3,Crm Cd 4,LOCATION,Cross Street,LAT,LON\n";
    buffer_append(out, names, sizeof names - 1);
}

static void add_area(uint32_t area, uint32_t district, struct buffer *out)
{
    add_field(out, synthetic_areas[area].code);
    add_field(out, synthetic_areas[area].name);
    add_number(out, district, DISTRICT_DIGITS);
    buffer_add_byte(out, ',');
}

static void add_crime(const struct synthetic_crime *crime, struct buffer *out)
{
    add_number(out, crime->part, 1);
    buffer_add_byte(out, ',');
    add_field(out, crime->code);
    add_field(out, crime->description);
}

static void add_place(const struct place *place, struct buffer *out)
{
    add_field(out, place->location);
    add_field(out, place->cross_street);
    add_degrees(out, place->lat);
    buffer_add_byte(out, ',');
    add_degrees(out, place->lon);
    buffer_add_byte(out, '\n');
}

bool synthetic_row(struct synthetic *s, struct buffer *out)
{
    if (s->next == s->config.rows)
        return false;
    struct dice dice = dice_for(s->config.seed, s->next++);
    uint32_t area = lots_draw(&s->areas, &dice);
    uint32_t family = lots_draw(&s->families[area], &dice);
    const struct synthetic_crime *crime = &synthetic_crimes[lots_draw(&s->crimes[family], &dice)];
    const struct synthetic_premise *premise =
        &synthetic_premises[lots_draw(&s->premises[family], &dice)];
    struct place place;
    gazetteer_draw(&s->gazetteer, &dice, area, dice_below(&dice, 1000) < premise->corner, &place);

    add_days(s, area, family, &dice, out);
    add_time(s, family, &dice, out);
    add_area(area, place.district, out);
    add_crime(crime, out);
    add_mocodes(s, family, &dice, out);
    add_victim(s, family, &dice, out);
    add_field(out, premise->code);
    add_field(out, premise->text);
    add_choice(&s->weapons[family], synthetic_weapons, &dice, out);
    add_choice(&s->statuses[family], synthetic_statuses, &dice, out);
    add_crime_codes(s, crime, &dice, out);
    add_place(&place, out);
    return true;
}
