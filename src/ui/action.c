#include "action.h"

#include <stdio.h>

#include "blotter/base/clock.h"
#include "blotter/replay/faults.h"
#include "blotter/window/analysis.h"
#include "list.h"
#include "marks.h"

/* --- speeds and times ----------------------------------------------------------------------- */

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* Above the highest there is only max. */
static const int64_t speeds_ms[] = {
    MINUTE_MS,   5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS,
    3 * HOUR_MS, 6 * HOUR_MS,   12 * HOUR_MS,   DAY_MS,         7 * DAY_MS,
};

enum { SPEEDS = sizeof speeds_ms / sizeof speeds_ms[0] };

/* 1, 2, 5, 10, 20, ...: the first above, or the last below. */
static struct speed next_rate(struct speed speed, bool up)
{
    static const uint32_t steps[] = {1, 2, 5};
    struct speed found = speed;
    for (uint32_t unit = 1; unit <= RATE_MAX; unit *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof steps[0] && steps[i] * unit <= RATE_MAX; i++) {
            bool above = steps[i] * unit > speed.rate;
            if (above && up)
                return (struct speed){.rate = steps[i] * unit};
            if (steps[i] * unit < speed.rate && !up)
                found.rate = steps[i] * unit;
        }
    return found;
}

struct speed speed_above(struct speed speed)
{
    if (speed.rate > 0)
        return next_rate(speed, true);
    for (int i = 0; i < SPEEDS && !speed_is_max(speed); i++)
        if (speeds_ms[i] > speed.ms_per_s)
            return (struct speed){.ms_per_s = speeds_ms[i]};
    return (struct speed){0};
}

struct speed speed_below(struct speed speed)
{
    if (speed.rate > 0)
        return next_rate(speed, false);
    for (int i = SPEEDS - 1; i >= 0; i--)
        if (speed_is_max(speed) || speeds_ms[i] < speed.ms_per_s)
            return (struct speed){.ms_per_s = speeds_ms[i]};
    return speed;
}

/* "+2h", "-30m" */
static bool parse_distance(struct text s, int64_t *ret_ms)
{
    bool back = s.len > 0 && s.ptr[0] == '-';
    if (s.len == 0 || (!back && s.ptr[0] != '+') ||
        !duration_parse((struct text){s.ptr + 1, s.len - 1}, ret_ms))
        return false;
    *ret_ms = back ? -*ret_ms : *ret_ms;
    return true;
}

#define MOMENT_FORMS "2023-01-05 14:30, 01-05, 14:30, +2h or -30m"
const char moment_forms[] = MOMENT_FORMS;

bool moment_parse(struct text s, civil_time here, civil_time *ret)
{
    enum { LONGEST = 32 };
    char whole[2 * LONGEST];
    int64_t distance_ms;
    s = text_trim(s);
    if (s.len == 0 || s.len > LONGEST)
        return false;
    if (parse_distance(s, &distance_ms)) {
        *ret = civil_add(here, distance_ms / MS_PER_S);
        return true;
    }
    if (civil_parse(s, ret))
        return true;
    struct civil_parts p = civil_split(here);
    snprintf(whole, sizeof whole, "%04d-%.*s", p.year, (int)s.len, s.ptr);
    if (civil_parse(text_of(whole), ret))
        return true;
    snprintf(whole, sizeof whole, "%04d-%02d-%02d %s%.*s", p.year, p.month, p.day,
             s.len > 1 && s.ptr[1] == ':' ? "0" : "", (int)s.len, s.ptr);
    return civil_parse(text_of(whole), ret);
}

/* --- arguments ------------------------------------------------------------------------------ */

/* Words that are an argument, and the number each stands for. */
struct word {
    const char *word;
    int64_t number;
};

static const struct word speed_words[] = {
    {"up", SPEED_UP}, {"down", SPEED_DOWN}, {"first", SPEED_FIRST}, {0}};
static const struct word tab_words[] = {{"next", TAB_NEXT}, {"previous", TAB_PREVIOUS}, {0}};
static const struct word jump_words[] = {{"previous", JUMP_PREVIOUS}, {"next", JUMP_NEXT}, {0}};
static const struct word fault_words[] = {{"late", FAULT_LATE},
                                          {"duplicate", FAULT_DUPLICATE},
                                          {"missing", FAULT_MISSING},
                                          {"garbled", FAULT_GARBLED},
                                          {0}};
static const struct word zoom_words[] = {{"in", 1}, {"out", -1}, {0}};
static const struct word pan_words[] = {
    {"left", PAN_LEFT}, {"down", PAN_DOWN}, {"up", PAN_UP}, {"right", PAN_RIGHT}, {0}};
static const struct word table_words[] = {{"up", LIST_PAGE_UP}, {"down", LIST_PAGE_DOWN}, {0}};
static const struct word row_words[] = {{"up", LIST_UP},
                                        {"down", LIST_DOWN},
                                        {"page-up", LIST_PAGE_UP},
                                        {"page-down", LIST_PAGE_DOWN},
                                        {"first", LIST_FIRST},
                                        {"last", LIST_LAST},
                                        {"open", LIST_OPEN},
                                        {"leave", LIST_LEAVE},
                                        {0}};

static bool parse_speed(struct text s, struct action *ret)
{
    return speed_parse(s, &ret->speed);
}

static bool parse_step(struct text s, struct action *ret)
{
    return duration_parse(s, &ret->number);
}

static bool parse_seek(struct text s, struct action *ret)
{
    return parse_distance(s, &ret->number);
}

static bool parse_tab(struct text s, struct action *ret)
{
    bool two = s.len == 2 && byte_is_digit(s.ptr[1]);
    if (!(s.len == 1 || two) || !byte_is_digit(s.ptr[0]))
        return false;
    ret->number = (two ? 10 * (s.ptr[0] - '0') + s.ptr[1] - '0' : s.ptr[0] - '0') - 1;
    return ret->number >= 0;
}

static bool parse_near(struct text s, struct action *ret)
{
    return near_parse(s, &ret->near);
}

static bool parse_text(struct text s, struct action *ret)
{
    return s.len < sizeof ret->text;
}

static bool parse_mark(struct text s, struct action *ret)
{
    (void)ret;
    return s.len < MARK_NAME_SIZE;
}

static bool parse_filter(struct text s, struct action *ret)
{
    char text[ACTION_TEXT_SIZE];
    struct error ignored;
    if (!parse_text(s, ret))
        return false;
    snprintf(text, sizeof text, "%.*s", (int)s.len, s.ptr);
    return analysis_check_filter(text, &ignored);
}

static bool parse_moment(struct text s, struct action *ret)
{
    civil_time time;
    return parse_text(s, ret) && moment_parse(s, (civil_time){0}, &time);
}

/* --- verbs ---------------------------------------------------------------------------------- */

enum {
    SESSION = NEEDS_SESSION,
    REPORTS = NEEDS_REPORTS | SESSION,
    ORDER = IS_ORDER | SESSION,
    BOTH = IN_VIEWS | IN_HELP
};

struct verb_row {
    const char *form; /* how it is written, the verb first; what stands in [] may be left out */
    unsigned traits;
    /* What goes as its argument; neither: none does. */
    const struct word *words;
    bool (*parse)(struct text s, struct action *ret);
    enum question question;
    const char *wrong; /* what is said of an answer that does not go */
};

// clang-format off
static const struct verb_row verbs[VERB_COUNT] = {
    [VERB_PAUSE] = {.form = "pause", .traits = BOTH | ORDER},
    [VERB_SPEED] = {.form = "speed [up|down|first|max|6h|120/s]", .traits = BOTH | ORDER,
                    .words = speed_words, .parse = parse_speed, .question = QUESTION_SPEED,
                    .wrong = "Not a speed. Try 10m, 3h, 1d, max, or 120/s: reports a second"},
    [VERB_STEP] = {.form = "step 10m", .traits = BOTH | ORDER, .parse = parse_step},
    [VERB_SEEK] = {.form = "seek -1h|+1h", .traits = BOTH | ORDER, .parse = parse_seek},
    [VERB_GO] = {.form = "go [TIME]", .traits = BOTH | ORDER, .parse = parse_moment,
                 .question = QUESTION_TIME,
                 .wrong = "Not a time. Try " MOMENT_FORMS},
    [VERB_NEAR] = {.form = "near [LAT,LON,DEGREES]", .traits = BOTH | REPORTS, .parse = parse_near,
                   .question = QUESTION_NEAR,
                   .wrong = "it goes: LAT,LON,DEGREES, such as " NEAR_USC},
    [VERB_FILTER] = {.form = "filter [TEXT]", .traits = IN_VIEWS | REPORTS | MAY_BE_EMPTY,
                     .parse = parse_filter, .question = QUESTION_FILTER,
                     .wrong = "too many words"},
    [VERB_JUMP] = {.form = "jump [previous|next|MARK]", .traits = BOTH | ORDER | MAY_BE_EMPTY,
                   .words = jump_words, .parse = parse_mark, .question = QUESTION_JUMP,
                   .wrong = "no mark has so long a name"},
    [VERB_MARK] = {.form = "mark [NAME]", .traits = BOTH | SESSION | MAY_BE_EMPTY,
                   .parse = parse_mark, .question = QUESTION_MARK,
                   .wrong = "a name of up to 31 bytes"},
    [VERB_LOOP] = {.form = "loop", .traits = BOTH | ORDER},
    [VERB_UNDO] = {.form = "undo", .traits = BOTH | ORDER},
    [VERB_COMMAND] = {.form = "command", .traits = BOTH | SESSION, .question = QUESTION_COMMAND},
    [VERB_SAVE] = {.form = "save", .traits = BOTH | REPORTS},
    [VERB_TAB] = {.form = "tab 1|next|previous", .traits = BOTH, .words = tab_words,
                  .parse = parse_tab},
    [VERB_SKIP] = {.form = "skip", .traits = BOTH | SESSION},
    [VERB_RESTART] = {.form = "restart", .traits = BOTH | SESSION},
    [VERB_FAULT] = {.form = "fault late|duplicate|missing|garbled", .traits = BOTH | ORDER,
                    .words = fault_words},
    [VERB_BROKER] = {.form = "broker", .traits = BOTH | SESSION},
    [VERB_PLACES] = {.form = "places", .traits = BOTH | REPORTS},
    [VERB_ROW] = {.form = "row up|down|page-up|page-down|first|last|open|leave",
                  .traits = IN_LISTS, .words = row_words},
    [VERB_TABLES] = {.form = "tables up|down", .traits = IN_TABLES, .words = table_words},
    [VERB_ZOOM] = {.form = "zoom in|out", .traits = IN_MAP, .words = zoom_words},
    [VERB_PAN] = {.form = "pan left|down|up|right", .traits = IN_MAP, .words = pan_words},
    [VERB_ASK] = {.form = "ask [QUERY]", .traits = IN_SQL | REPORTS, .parse = parse_text,
                  .question = QUESTION_SQL, .wrong = "too long"},
    [VERB_STOP] = {.form = "stop", .traits = IN_SQL},
    [VERB_HELP] = {.form = "help", .traits = BOTH},
    [VERB_SCROLL] = {.form = "scroll up|down|page-up|page-down|first|last", .traits = IN_HELP,
                     .words = row_words},
    [VERB_FIND] = {.form = "find [TEXT]", .traits = IN_HELP | MAY_BE_EMPTY, .parse = parse_text,
                   .question = QUESTION_HELP, .wrong = "too long"},
    [VERB_CLOSE] = {.form = "close", .traits = IN_HELP},
    [VERB_QUIT] = {.form = "quit", .traits = BOTH},
};
// clang-format on

static bool takes_argument(const struct verb_row *row)
{
    return row->words != NULL || row->parse != NULL;
}

static bool parse_argument(struct text s, struct action *ret, struct error *err)
{
    const struct verb_row *row = &verbs[ret->verb];
    for (const struct word *w = row->words; w != NULL && w->word != NULL; w++)
        if (text_is(s, w->word)) {
            ret->number = w->number;
            return true;
        }
    if (row->parse == NULL || !row->parse(s, ret))
        return row->wrong != NULL ? error_set(err, "%s", row->wrong)
                                  : error_set(err, "it goes: %s", row->form);
    snprintf(ret->text, sizeof ret->text, "%.*s", (int)s.len, s.len > 0 ? s.ptr : "");
    return true;
}

static bool find_verb(struct text name, enum verb *ret)
{
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        struct text form = text_of(verbs[verb].form);
        if (text_equal(name, text_cut(&form, ' '))) {
            *ret = (enum verb)verb;
            return true;
        }
    }
    return false;
}

bool action_parse(struct text s, struct action *ret, struct error *err)
{
    struct text rest = text_trim(s);
    struct text name = text_cut(&rest, ' ');
    rest = rest.ptr != NULL ? text_trim(rest) : text_of("");
    *ret = (struct action){.number = 0};
    if (!find_verb(name, &ret->verb))
        return error_set(err, "no command \"%.*s\"; `man blotter` lists them", (int)name.len,
                         name.ptr);
    const struct verb_row *row = &verbs[ret->verb];
    ret->asks = rest.len == 0 && row->question != QUESTION_NONE;
    if (ret->asks || (rest.len == 0 && !takes_argument(row)))
        return true;
    return parse_argument(rest, ret, err);
}

enum verb action_of(enum question question)
{
    enum verb verb = 0;
    while (verbs[verb].question != question)
        verb++;
    return verb;
}

bool action_answer(enum question question, struct text answer, struct action *ret,
                   struct error *err)
{
    *ret = (struct action){.verb = action_of(question)};
    if (question == QUESTION_COMMAND)
        return action_parse(answer, ret, err);
    return parse_argument(question == QUESTION_HELP ? answer : text_trim(answer), ret, err);
}

const char *action_form(enum verb verb)
{
    return verbs[verb].form;
}

unsigned action_traits(enum verb verb)
{
    return verbs[verb].traits;
}

enum question action_question(enum verb verb)
{
    return verbs[verb].question;
}
