/* An action: what a key, a click or an answer asks for, as a verb with its argument.
 *
 * As text, it is what the key table and [keys] in the configuration name: `speed up`, `seek -1h`,
 * `go 2023-02-11 18:30`. `go`, `near`, `filter`, `find` and others without an argument ask for it.
 */
#ifndef BLOTTER_UI_ACTION_H
#define BLOTTER_UI_ACTION_H

#include "blotter/base/civil.h"
#include "blotter/base/duration.h"
#include "blotter/base/error.h"
#include "blotter/crime/record.h"

enum verb {
    VERB_PAUSE, /* or play on */
    VERB_SPEED,
    VERB_STEP,
    VERB_SEEK, /* from here */
    VERB_GO,   /* to a time */
    VERB_NEAR,
    VERB_FILTER,
    VERB_JUMP,    /* to a mark, or to the mark or alert before or after */
    VERB_MARK,    /* where it is */
    VERB_LOOP,    /* begin, end, none */
    VERB_UNDO,    /* the last seek */
    VERB_COMMAND, /* any that is typed */
    VERB_SAVE,
    VERB_TAB,
    VERB_SKIP, /* who is silent */
    VERB_RESTART,
    VERB_FAULT,  /* on purpose, to the next report */
    VERB_BROKER, /* of the embedded cluster: away, and back */
    VERB_PLACES,
    VERB_ROW,    /* of the view's list */
    VERB_TABLES, /* of crimes and places: their rows */
    VERB_ZOOM,
    VERB_PAN,
    VERB_ASK,  /* a query of SQL */
    VERB_STOP, /* the one that runs */
    VERB_HELP, /* open or close it */
    VERB_SCROLL,
    VERB_FIND,
    VERB_CLOSE,
    VERB_QUIT,
    VERB_COUNT,
};

/* Traits of verbs: where one works, and what it needs. */
enum {
    IN_VIEWS = 1 << 0, /* whatever the tab */
    IN_HELP = 1 << 1,
    IN_LISTS = 1 << 2, /* in views that have a list */
    IN_MAP = 1 << 3,
    IN_SQL = 1 << 4,
    IN_TABLES = 1 << 5, /* in views that have tables of crimes and places */
    PLACES = IN_VIEWS | IN_HELP | IN_LISTS | IN_MAP | IN_SQL | IN_TABLES,
    NEEDS_SESSION = 1 << 8,  /* while there is none, nothing is done */
    IS_ORDER = 1 << 9,       /* to a simulator, of our own or one that listens */
    NEEDS_REPORTS = 1 << 11, /* which are not read of figures that an engine has computed */
    MAY_BE_EMPTY = 1 << 10,  /* an empty answer is an answer */
};

/* What the screen asks for. */
enum question {
    QUESTION_NONE,
    QUESTION_TIME,
    QUESTION_NEAR,
    QUESTION_FILTER,
    QUESTION_HELP,
    QUESTION_SPEED,
    QUESTION_MARK,
    QUESTION_JUMP,
    QUESTION_COMMAND,
    QUESTION_SQL
};
enum { QUESTION_COUNT = QUESTION_SQL + 1 };

enum { SPEED_SET, SPEED_UP, SPEED_DOWN, SPEED_FIRST };
enum { JUMP_NAMED, JUMP_PREVIOUS, JUMP_NEXT };
enum { PAN_LEFT, PAN_DOWN, PAN_UP, PAN_RIGHT };
enum { TAB_NEXT = -1, TAB_PREVIOUS = -2 };
enum { ACTION_TEXT_SIZE = 1024 };

struct action {
    enum verb verb;
    bool asks; /* for its argument */
    int64_t
        number;         /* SPEED_..., PAN_..., JUMP_..., TAB_... or a tab's number from 0, an enum
                           list_act, an enum fault, zoom steps; of step and seek simulated milliseconds */
    struct speed speed; /* of SPEED_SET */
    struct near near;   /* of near */
    char text[ACTION_TEXT_SIZE]; /* of go, filter, find, mark, jump and ask: as it was typed */
};

/* Reads a verb and its argument. On false *err says what is wrong. */
bool action_parse(struct text s, struct action *ret, struct error *err);

/* Reads what a question was answered with as the argument of the verb that asked. */
bool action_answer(enum question question, struct text answer, struct action *ret,
                   struct error *err);

const char *action_form(enum verb verb);       /* how it is written: "zoom in|out" */
unsigned action_traits(enum verb verb);        /* a set of the above */
enum question action_question(enum verb verb); /* what it asks for without an argument */
enum verb action_of(enum question question);   /* the verb that asks so */

/* A time as a person types it: `2023-01-05`, with `14:30` behind it or not; `01-05`, of the year of
 * `here`; `14:30`, of the same day; `+2h` and `-30m` from `here` on. False when it is none of them.
 */
bool moment_parse(struct text s, civil_time here, civil_time *ret);
extern const char moment_forms[]; /* what it takes, in a few words */

/* The speeds that one goes up and down by; `speed` itself at the ends. */
struct speed speed_above(struct speed speed);
struct speed speed_below(struct speed speed);

#endif
