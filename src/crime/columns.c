#include "blotter/crime/columns.h"

struct spelling {
    const char *name; /* in lower case, without blanks, `_` and `.` */
    enum column column;
};

/* Of one column the spellings stand in order of precedence. */
static const struct spelling spellings[] = {
    {"drno", COLUMN_ID},
    {"drnumber", COLUMN_ID},
    {"dr", COLUMN_ID},
    {"uniquenibrno", COLUMN_ID},
    {"dateocc", COLUMN_DATE},
    {"dateoccurred", COLUMN_DATE},
    {"timeocc", COLUMN_TIME},
    {"timeoccurred", COLUMN_TIME},
    {"crmcddesc", COLUMN_CRIME},
    {"crimecodedescription", COLUMN_CRIME},
    {"nibrdescription", COLUMN_CRIME},
    {"crmcd", COLUMN_CODE},
    {"crimecode", COLUMN_CODE},
    {"nibrcode", COLUMN_CODE},
    {"areaname", COLUMN_AREA},
    {"rptdistno", COLUMN_DISTRICT},
    {"reportingdistrict", COLUMN_DISTRICT},
    {"rd", COLUMN_DISTRICT},
    {"address", COLUMN_ADDRESS},
    {"hndrdthlocchk", COLUMN_ADDRESS},
    {"location", COLUMN_LOCATION},
    {"location1", COLUMN_LOCATION_1},
    {"premisdesc", COLUMN_PREMISE},
    {"premisedescription", COLUMN_PREMISE},
    {"lat", COLUMN_LAT},
    {"latitude", COLUMN_LAT},
    {"hndrdthlat", COLUMN_LAT},
    {"lon", COLUMN_LON},
    {"longitude", COLUMN_LON},
    {"hndrdthlon", COLUMN_LON},
};

/* The same for keys alone. */
static const struct spelling key_spellings[] = {
    {"id", COLUMN_ID},
    {"crime", COLUMN_CRIME},
    {"code", COLUMN_CODE},
    {"area", COLUMN_AREA},
    {"district", COLUMN_DISTRICT},
    {"premise", COLUMN_PREMISE},
    {"reportedat", COLUMN_REPORTED_AT},
    {"streamtime", COLUMN_STREAM_TIME},
    {"occurredat", COLUMN_OCCURRED_AT},
};

static const char *const descriptions[COLUMN_COUNT] = {
    [COLUMN_ID] = "report number (DR_NO)",
    [COLUMN_DATE] = "occurrence date (DATE OCC, Date Occurred)",
    [COLUMN_TIME] = "occurrence time (TIME OCC, Time Occurred)",
    [COLUMN_CRIME] = "crime description (Crm Cd Desc, Crime Code Description)",
    [COLUMN_CODE] = "crime code (Crm Cd)",
    [COLUMN_AREA] = "area name (AREA NAME)",
    [COLUMN_DISTRICT] = "reporting district (Rpt Dist No)",
    [COLUMN_ADDRESS] = "address (Address)",
    [COLUMN_LOCATION] = "location (LOCATION)",
    [COLUMN_LOCATION_1] = "location (Location 1)",
    [COLUMN_PREMISE] = "premise (Premis Desc)",
    [COLUMN_LAT] = "latitude (LAT)",
    [COLUMN_LON] = "longitude (LON)",
};

enum { SPELLING_MAX = 32 };

/* Lower case without what does not count; empty when it is longer than any spelling. */
static struct text normalise(struct text name, char out[SPELLING_MAX])
{
    size_t len = 0;
    if (name.len >= 3 && memcmp(name.ptr, "\xEF\xBB\xBF", 3) == 0)
        name = (struct text){name.ptr + 3, name.len - 3};
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (byte_is_blank(c) || c == '_' || c == '.')
            continue;
        if (len == SPELLING_MAX)
            return (struct text){NULL, 0};
        out[len++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (struct text){out, len};
}

enum { SPELLINGS = sizeof spellings / sizeof spellings[0] };

static enum column look_up(const struct spelling *table, size_t count, struct text name,
                           size_t *ret_rank)
{
    char bytes[SPELLING_MAX];
    struct text plain = normalise(name, bytes);
    for (size_t i = 0; i < count; i++)
        if (text_is(plain, table[i].name)) {
            *ret_rank = i;
            return table[i].column;
        }
    return COLUMN_NONE;
}

enum column column_named(struct text name, size_t *ret_rank)
{
    return look_up(spellings, SPELLINGS, name, ret_rank);
}

enum column column_of_key(struct text key, size_t *ret_rank)
{
    enum column column = column_named(key, ret_rank);
    if (column != COLUMN_NONE)
        return column;
    column = look_up(key_spellings, sizeof key_spellings / sizeof key_spellings[0], key, ret_rank);
    if (column != COLUMN_NONE)
        *ret_rank += SPELLINGS;
    return column;
}

const char *column_describe(enum column column)
{
    return descriptions[column];
}

void header_clear(struct header *h)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        h->field_of[i] = h->rank_of[i] = HEADER_ABSENT;
}

void header_add(struct header *h, size_t field, struct text name)
{
    size_t rank;
    enum column column = column_named(name, &rank);
    if (column == COLUMN_NONE || rank >= h->rank_of[column])
        return;
    h->field_of[column] = field;
    h->rank_of[column] = rank;
}

enum column header_missing(const struct header *h)
{
    static const enum column needed[] = {COLUMN_DATE, COLUMN_TIME, COLUMN_CRIME};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (h->field_of[needed[i]] == HEADER_ABSENT)
            return needed[i];
    return COLUMN_NONE;
}
