#include "blotter/ui/theme.h"

/* Colours by depth: of 8 and 16 by ANSI number, of 256 by xterm's palette, chosen to be told apart
 * by the colour-blind (blue, orange, teal, never red against green) and to stand on dark and on
 * light ground. */
struct row {
    char letter;
    short of8, of16, of256;
    unsigned attributes; /* with colours */
    unsigned mono;       /* without */
};

enum { OWN = -1, RED = 1, YELLOW = 3, BLUE = 4, MAGENTA = 5, CYAN = 6, BRIGHT = 8 };

static const struct row rows[ROLE_COUNT] = {
    [ROLE_TEXT] = {' ', OWN, OWN, OWN, 0, 0},
    [ROLE_LABEL] = {'l', OWN, OWN, 245, 0, 0},
    [ROLE_FIGURE] = {'f', OWN, OWN, OWN, STYLE_BOLD, STYLE_BOLD},
    [ROLE_TITLE] = {'t', OWN, OWN, OWN, STYLE_BOLD, STYLE_BOLD},
    [ROLE_RULE] = {'-', BLUE, BRIGHT, 240, 0, STYLE_DIM},
    [ROLE_TAB] = {'b', OWN, OWN, OWN, 0, 0},
    [ROLE_TAB_ON] = {'B', OWN, OWN, OWN, STYLE_BOLD | STYLE_REVERSE, STYLE_BOLD | STYLE_REVERSE},
    [ROLE_CLOCK] = {'c', OWN, OWN, OWN, STYLE_BOLD, STYLE_BOLD},
    [ROLE_PLAYING] = {'>', CYAN, CYAN, 37, STYLE_BOLD, STYLE_BOLD},
    [ROLE_PAUSED] = {'=', YELLOW, YELLOW, 172, STYLE_BOLD, STYLE_BOLD | STYLE_UNDERLINE},
    [ROLE_STOPPED] = {'#', OWN, OWN, OWN, STYLE_BOLD, STYLE_BOLD | STYLE_REVERSE},
    [ROLE_PROGRESS] = {'p', CYAN, CYAN, 37, 0, 0},
    [ROLE_REMAINS] = {'r', BLUE, BRIGHT, 240, 0, STYLE_DIM},
    [ROLE_CRIME] = {'C', CYAN, BRIGHT + BLUE, 74, 0, 0},
    [ROLE_PLACE] = {'P', YELLOW, YELLOW, 173, 0, 0},
    [ROLE_RATE] = {'R', CYAN, CYAN, 37, 0, 0},
    [ROLE_MAP_PAST] = {'.', BLUE, BRIGHT, 239, 0, STYLE_DIM},
    [ROLE_MAP_1] = {'1', CYAN, CYAN, 31, 0, 0},
    [ROLE_MAP_2] = {'2', CYAN, BRIGHT + CYAN, 38, STYLE_BOLD, 0},
    [ROLE_MAP_3] = {'3', YELLOW, YELLOW, 178, STYLE_BOLD, STYLE_BOLD},
    [ROLE_MAP_4] = {'4', OWN, OWN, 229, STYLE_BOLD, STYLE_BOLD},
    [ROLE_MARK] = {'X', RED, RED, 160, STYLE_BOLD | STYLE_REVERSE, STYLE_BOLD | STYLE_REVERSE},
    [ROLE_NEAR] = {'n', MAGENTA, BRIGHT + MAGENTA, 170, STYLE_BOLD, STYLE_BOLD},
    [ROLE_KEY] = {'k', OWN, OWN, OWN, STYLE_BOLD, STYLE_BOLD},
    [ROLE_SELECTED] = {'S', OWN, OWN, OWN, STYLE_REVERSE, STYLE_REVERSE},
    [ROLE_NOTE] = {'!', YELLOW, YELLOW, 172, STYLE_BOLD, STYLE_BOLD},
    [ROLE_WARNING] = {'w', YELLOW, YELLOW, 172, STYLE_BOLD, STYLE_BOLD | STYLE_UNDERLINE},
    [ROLE_ALARM] = {'A', RED, RED, 160, STYLE_BOLD | STYLE_REVERSE, STYLE_BOLD | STYLE_REVERSE},
};

enum depth theme_depth(int colours, bool no_colour)
{
    if (no_colour || colours < 8)
        return DEPTH_MONO;
    if (colours < 16)
        return DEPTH_8;
    return colours < 256 ? DEPTH_16 : DEPTH_256;
}

struct style theme_style(enum depth depth, enum role role)
{
    const struct row *row = &rows[role];
    const short colours[DEPTH_COUNT] = {OWN, row->of8, row->of16, row->of256};
    return (struct style){colours[depth], depth == DEPTH_MONO ? row->mono : row->attributes};
}

char theme_letter(enum role role)
{
    return rows[role].letter;
}
