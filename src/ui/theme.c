#include "blotter/ui/theme.h"

/* Colours by depth: of 8 and 16 by ANSI number, of 256 by xterm's palette, chosen to be told apart
 * by the colour-blind: blue, orange, teal, never red against green. */
struct colours {
    short of8, of16, of256;
};

struct role_row {
    char letter;
    struct colours usual; /* on dark ground and on light */
    struct colours light; /* on light ground only */
    unsigned attributes;  /* with colours */
    unsigned mono;        /* without */
};

enum { OWN = -1, RED = 1, YELLOW = 3, BLUE = 4, MAGENTA = 5, CYAN = 6, BRIGHT = 8 };
enum { BOLD = STYLE_BOLD, DIM = STYLE_DIM, REVERSE = STYLE_REVERSE, UNDERLINE = STYLE_UNDERLINE };

// clang-format off
#define PLAIN {OWN, OWN, OWN}
#define FAINT {BLUE, BRIGHT, 240}
#define FAINT_ON_LIGHT {BLUE, BRIGHT, 249}
#define TEAL {CYAN, CYAN, 37}
#define AMBER {YELLOW, YELLOW, 172}
#define DARK_TEAL {BLUE, BLUE, 24}
#define DARK_AMBER {MAGENTA, MAGENTA, 130}

static const struct role_row rows[ROLE_COUNT] = {
    [ROLE_TEXT] = {' ', PLAIN, PLAIN, 0, 0},
    [ROLE_LABEL] = {'l', {OWN, OWN, 245}, {OWN, OWN, 240}, 0, 0},
    [ROLE_FIGURE] = {'f', PLAIN, PLAIN, BOLD, BOLD},
    [ROLE_TITLE] = {'t', PLAIN, PLAIN, BOLD, BOLD},
    [ROLE_RULE] = {'-', FAINT, FAINT_ON_LIGHT, 0, DIM},
    [ROLE_TAB] = {'b', PLAIN, PLAIN, 0, 0},
    [ROLE_TAB_ON] = {'B', PLAIN, PLAIN, BOLD | REVERSE, BOLD | REVERSE},
    [ROLE_CLOCK] = {'c', PLAIN, PLAIN, BOLD, BOLD},
    [ROLE_PLAYING] = {'>', TEAL, DARK_TEAL, BOLD, BOLD},
    [ROLE_PAUSED] = {'=', AMBER, DARK_AMBER, BOLD, BOLD | UNDERLINE},
    [ROLE_STOPPED] = {'#', PLAIN, PLAIN, BOLD, BOLD | REVERSE},
    [ROLE_PROGRESS] = {'p', TEAL, DARK_TEAL, 0, 0},
    [ROLE_REMAINS] = {'r', FAINT, FAINT_ON_LIGHT, 0, DIM},
    [ROLE_CRIME] = {'C', {CYAN, BRIGHT + BLUE, 74}, {BLUE, BLUE, 25}, 0, 0},
    [ROLE_PLACE] = {'P', {YELLOW, YELLOW, 173}, {MAGENTA, MAGENTA, 130}, 0, 0},
    [ROLE_RISE] = {'^', {YELLOW, YELLOW, 173}, {MAGENTA, MAGENTA, 130}, 0, 0},
    [ROLE_FALL] = {'v', {CYAN, BRIGHT + BLUE, 74}, {BLUE, BLUE, 25}, 0, 0},
    [ROLE_RATE] = {'R', TEAL, DARK_TEAL, 0, 0},
    [ROLE_MAP_PAST] = {'.', {BLUE, BRIGHT, 239}, FAINT_ON_LIGHT, 0, DIM},
    [ROLE_MAP_1] = {'1', {CYAN, CYAN, 31}, {CYAN, CYAN, 31}, 0, 0},
    [ROLE_MAP_2] = {'2', {CYAN, BRIGHT + CYAN, 38}, {BLUE, BLUE, 25}, BOLD, 0},
    [ROLE_MAP_3] = {'3', AMBER, DARK_AMBER, BOLD, BOLD},
    [ROLE_MAP_4] = {'4', PLAIN, PLAIN, BOLD, BOLD},
    [ROLE_HEAT_1] = {'5', {CYAN, CYAN, 31}, {CYAN, CYAN, 25}, REVERSE, 0},
    [ROLE_HEAT_2] = {'6', {CYAN, BRIGHT + CYAN, 38}, {BLUE, BLUE, 90}, REVERSE, 0},
    [ROLE_HEAT_3] = {'7', AMBER, DARK_AMBER, REVERSE, BOLD},
    [ROLE_HEAT_4] = {'8', PLAIN, PLAIN, BOLD | REVERSE, BOLD | REVERSE},
    [ROLE_MARK] = {'X', {RED, RED, 160}, {RED, RED, 124}, BOLD | REVERSE, BOLD | REVERSE},
    [ROLE_NEAR] = {'n', {MAGENTA, BRIGHT + MAGENTA, 170}, {RED, MAGENTA, 126}, BOLD, BOLD},
    [ROLE_KEY] = {'k', PLAIN, PLAIN, BOLD, BOLD},
    [ROLE_SELECTED] = {'S', PLAIN, PLAIN, REVERSE, REVERSE},
    [ROLE_NOTE] = {'!', AMBER, DARK_AMBER, BOLD, BOLD},
    [ROLE_CURSOR] = {'_', PLAIN, PLAIN, REVERSE, REVERSE},
    [ROLE_WARNING] = {'w', AMBER, DARK_AMBER, BOLD, BOLD | UNDERLINE},
    [ROLE_ALARM] = {'A', {RED, RED, 160}, {RED, RED, 124}, BOLD | REVERSE, BOLD | REVERSE},
};
// clang-format on

/* With high contrast only these have a colour, which stands on any ground. */
static const struct {
    enum role role;
    struct colours strong;
} strong[] = {
    {ROLE_CRIME, {BLUE, BRIGHT + BLUE, 33}},       {ROLE_RATE, {BLUE, BRIGHT + BLUE, 33}},
    {ROLE_PROGRESS, {BLUE, BRIGHT + BLUE, 33}},    {ROLE_PLACE, {RED, BRIGHT + RED, 208}},
    {ROLE_NEAR, {MAGENTA, BRIGHT + MAGENTA, 170}},
};

static const char *const names[THEME_COUNT] = {
    [THEME_DEFAULT] = "default",
    [THEME_LIGHT] = "light",
    [THEME_HIGH_CONTRAST] = "high-contrast",
    [THEME_MONO] = "mono",
};

bool theme_parse(struct text name, enum theme *ret)
{
    for (int i = 0; i < THEME_COUNT; i++)
        if (text_is(name, names[i])) {
            *ret = (enum theme)i;
            return true;
        }
    return false;
}

const char *theme_name(enum theme theme)
{
    return names[theme];
}

enum depth theme_depth(int colours, bool no_colour)
{
    enum { ALL_COLOURS = 1 << 24 };
    if (no_colour || colours < 8)
        return DEPTH_MONO;
    if (colours < 16)
        return DEPTH_8;
    if (colours < 256)
        return DEPTH_16;
    return colours < ALL_COLOURS ? DEPTH_256 : DEPTH_DIRECT;
}

/* A colour of xterm's palette as 0xRRGGBB: above the first 16, which no row takes of 256, it is a
 * cube of six steps and then 24 greys. */
static int direct(int of256)
{
    enum { CUBE = 16, GREYS = 232, STEPS = 6 };
    static const int steps[STEPS] = {0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF};
    if (of256 < CUBE)
        return OWN;
    if (of256 >= GREYS)
        return (8 + 10 * (of256 - GREYS)) * 0x010101;
    int at = of256 - CUBE;
    return steps[at / STEPS / STEPS] << 16 | steps[at / STEPS % STEPS] << 8 | steps[at % STEPS];
}

static struct colours colours_of(enum theme theme, enum role role)
{
    if (theme == THEME_DEFAULT)
        return rows[role].usual;
    if (theme == THEME_LIGHT)
        return rows[role].light;
    for (size_t i = 0; theme == THEME_HIGH_CONTRAST && i < sizeof strong / sizeof strong[0]; i++)
        if (strong[i].role == role)
            return strong[i].strong;
    return (struct colours)PLAIN;
}

struct style theme_style(enum theme theme, enum depth depth, enum role role)
{
    struct colours c = colours_of(theme, role);
    const int by_depth[DEPTH_COUNT] = {OWN, c.of8, c.of16, c.of256, direct(c.of256)};
    bool plain = depth == DEPTH_MONO || theme == THEME_MONO;
    if (theme == THEME_HIGH_CONTRAST)
        return (struct style){by_depth[depth], rows[role].mono & ~(unsigned)DIM};
    return (struct style){by_depth[depth], plain ? rows[role].mono : rows[role].attributes};
}

char theme_letter(enum role role)
{
    return rows[role].letter;
}
