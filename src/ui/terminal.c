#include "terminal.h"

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "blotter/base/memory.h"
#include "blotter/ui/glyphs.h"
#include "crash.h"
#include "keys.h"

struct terminal {
    SCREEN *screen;
    FILE *keys;
    WINDOW *key_pad; /* a pad: reading from a window would refresh the screen first */
    enum theme theme;
    enum depth depth;
    bool wraps_at_once; /* or says so: see terminal_size */
    bool utf8;
    struct termios mode; /* as it was found */
    struct buffer reset; /* what a crash writes */
    struct canvas shown; /* what stands on the screen */
};

/* Long enough for a terminal to send the rest of a key that begins with Escape. */
enum { ESCAPE_DELAY_MS = 25 };

/* --- can it be opened? ---------------------------------------------------------------------- */

/* A capability's string, or NULL when the terminal has none; -1 is terminfo's word for "no such
 * capability". */
static const char *capability(const char *name)
{
    const char *cap = tigetstr(name);
    return (intptr_t)cap != -1 ? cap : NULL;
}

static bool check_type(struct error *err)
{
    const char *type = getenv("TERM");
    if (type == NULL || *type == '\0')
        return error_set(err, "TERM is not set: use `blotter report` for output without a screen");
    int result;
    if (setupterm(type, STDOUT_FILENO, &result) != OK)
        return error_set(err, "TERM is %s, a terminal that terminfo does not know", type);
    bool moves = capability("cup") != NULL;
    del_curterm(cur_term);
    if (!moves)
        return error_set(err,
                         "TERM is %s, a terminal without a cursor that moves: use `blotter "
                         "report` for output without a screen",
                         type);
    return true;
}

static bool terminal_check(struct error *err)
{
    if (!isatty(STDOUT_FILENO))
        return error_set(
            err,
            "standard output is no terminal: use `blotter report` for output without a screen");
    return check_type(err);
}

/* Keys come from standard input, or past it when that is a file or a pipe. */
static FILE *open_keys(struct error *err)
{
    FILE *keys = isatty(STDIN_FILENO) ? stdin : fopen("/dev/tty", "re");
    if (keys == NULL)
        error_set(err, "no terminal to read keys from: %s", strerror(errno));
    return keys;
}

/* --- opening and closing -------------------------------------------------------------------- */

/* Appends a terminal's capability, without the padding that only printing terminals need. */
static void add_capability(struct buffer *b, const char *name)
{
    const char *cap = capability(name);
    while (cap != NULL && *cap != '\0') {
        const char *padding_end = strncmp(cap, "$<", 2) == 0 ? strchr(cap, '>') : NULL;
        if (padding_end != NULL)
            cap = padding_end + 1;
        else
            buffer_add_byte(b, *cap++);
    }
}

static void prepare_crash(struct terminal *t)
{
    static const char *const undone[] = {"sgr0", "op", "BD", "rmkx", "rmcup", "cnorm"};
    t->reset.len = 0;
    for (size_t i = 0; i < sizeof undone / sizeof undone[0]; i++)
        add_capability(&t->reset, undone[i]);
    if (capability("kmous") != NULL) /* as curses ends it, whatever the terminal's XM says */
        buffer_printf(&t->reset, "\033[?1006;1000l");
    crash_arm(STDOUT_FILENO, &t->mode, t->reset.data, t->reset.len);
}

static void set_colours(struct terminal *t)
{
    const char *no_colour = getenv("NO_COLOR");
    bool unwanted = (no_colour != NULL && *no_colour != '\0') || t->theme == THEME_MONO;
    bool none = unwanted || start_color() != OK;
    t->depth = theme_depth(COLORS, none);
    if (t->depth == DEPTH_MONO)
        return;
    int ground = COLOR_BLACK;
    if (use_default_colors() == OK)
        ground = -1;
    for (int role = 0; role < ROLE_COUNT; role++) {
        int colour = theme_style(t->theme, t->depth, (enum role)role).colour;
        if (colour >= 0)
            init_extended_pair(role + 1, colour, ground);
    }
}

/* Pair 0 is what the terminal has of its own; blank cells have it too. */
static short pair_of(const struct terminal *t, enum role role)
{
    if (theme_style(t->theme, t->depth, role).colour < 0)
        return 0;
    return (short)(role + 1);
}

/* Writes a capability past curses, which does not know it. */
static void put_capability(const char *name)
{
    struct buffer b = {0};
    add_capability(&b, name);
    if (b.len > 0)
        fwrite(b.data, 1, b.len, stdout);
    fflush(stdout);
    buffer_free(&b);
}

/* Keys that say where pasted text begins and ends, on terminals that tell it from typed text. */
enum { PASTE = KEY_MAX + 1, PASTE_END };

static void set_pasting(void)
{
    const char *begin = capability("PS");
    const char *end = capability("PE");
    if (begin == NULL || end == NULL || capability("BE") == NULL)
        return;
    define_key(begin, PASTE);
    define_key(end, PASTE_END);
    put_capability("BE");
}

/* All that a terminal may report has to be asked for: after what was not, curses waits for the next
 * key, whatever nodelay says. A press counts at once, not when it turns out to be no double one.
 * For Linux's console curses would go to a server, whose news do not come with the keys. */
static void set_mouse(void)
{
    static const char console[] = "linux";
    const char *type = getenv("TERM");
    if (type == NULL || strncmp(type, console, sizeof console - 1) == 0)
        return;
    const mmask_t button = NCURSES_BUTTON_PRESSED | NCURSES_BUTTON_RELEASED;
    mmask_t mask = 0;
    for (int number = 1; number <= 5; number++)
        mask |= NCURSES_MOUSE_MASK(number, button);
    mousemask(mask, NULL);
    mouseinterval(0);
}

static void set_modes(struct terminal *t)
{
    cbreak(); /* not raw: Ctrl-C and Ctrl-Z stay signals */
    noecho();
    nonl();
    curs_set(0);
    typeahead(-1); /* a typed key must not put the frame off that the last one asked for */
    set_escdelay(ESCAPE_DELAY_MS);
    leaveok(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    t->key_pad = newpad(1, 1);
    keypad(t->key_pad, TRUE);
    nodelay(t->key_pad, TRUE);
    set_mouse();
    set_pasting();
}

struct terminal *terminal_open(enum theme theme, struct error *err)
{
    if (!terminal_check(err))
        return NULL;
    FILE *keys = open_keys(err);
    if (keys == NULL)
        return NULL;
    struct terminal *t = mem_new(1, sizeof *t);
    t->keys = keys;
    t->theme = theme;
    tcgetattr(STDOUT_FILENO, &t->mode);
    t->utf8 = !glyphs_of_locale()->ascii;
    canvas_init(&t->shown, !t->utf8);
    t->screen = newterm(NULL, stdout, keys);
    if (t->screen == NULL) {
        error_set(err, "cannot open the screen of a %s", getenv("TERM"));
        terminal_close(t);
        return NULL;
    }
    prepare_crash(t);
    t->wraps_at_once = tigetflag("am") == 1 && tigetflag("xenl") != 1;
    set_colours(t);
    set_modes(t);
    return t;
}

void terminal_close(struct terminal *t)
{
    if (t == NULL)
        return;
    if (t->screen != NULL) {
        delwin(t->key_pad);
        put_capability("BD");
        endwin();
        crash_disarm();
        delscreen(t->screen);
    }
    if (t->keys != stdin)
        fclose(t->keys);
    buffer_free(&t->reset);
    canvas_finish(&t->shown);
    free(t);
}

void terminal_suspend(struct terminal *t)
{
    (void)t;
    put_capability("BD");
    endwin();
    crash_disarm();
}

void terminal_resume(struct terminal *t)
{
    prepare_crash(t);
    reset_prog_mode();
    put_capability("BE");
    terminal_forget(t);
}

void terminal_ring(struct terminal *t)
{
    (void)t; /* curses has one */
    beep();
}

void terminal_forget(struct terminal *t)
{
    canvas_resize(&t->shown, 0, 0);
}

bool terminal_is_utf8(const struct terminal *t)
{
    return t->utf8;
}

/* --- showing -------------------------------------------------------------------------------- */

/* Of a terminal said to wrap as soon as its last column is written, such as TERM=ansi, curses takes
 * the cursor to be on the next row then. Most that go by that name wrap with the next character
 * only, and what comes would be a row too high: so that column is never written. */
void terminal_size(struct terminal *t, int *ret_cols, int *ret_rows)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
        resizeterm(size.ws_row, size.ws_col);
    *ret_cols = t->wraps_at_once && COLS > 1 ? COLS - 1 : COLS;
    *ret_rows = LINES;
}

static attr_t attributes_of(unsigned attributes)
{
    static const struct {
        unsigned ours;
        attr_t theirs;
    } pairs[] = {
        {STYLE_BOLD, A_BOLD},
        {STYLE_DIM, A_DIM},
        {STYLE_REVERSE, A_REVERSE},
        {STYLE_UNDERLINE, A_UNDERLINE},
    };
    attr_t result = A_NORMAL;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if ((attributes & pairs[i].ours) != 0)
            result |= pairs[i].theirs;
    return result;
}

static void show_cell(const struct terminal *t, int x, int y, const struct cell *cell)
{
    wchar_t text[CELL_CHARS + 1] = {0};
    memcpy(text, cell->ch, sizeof cell->ch);
    struct style style = theme_style(t->theme, t->depth, (enum role)cell->role);
    cchar_t shown;
    setcchar(&shown, text, attributes_of(style.attributes), pair_of(t, cell->role), NULL);
    mvwadd_wch(stdscr, y, x, &shown);
}

void terminal_show(struct terminal *t, const struct canvas *c)
{
    if (t->shown.cols != c->cols || t->shown.rows != c->rows) {
        canvas_resize(&t->shown, c->cols, c->rows);
        werase(stdscr);
        clearok(stdscr, TRUE);
    }
    for (int y = 0; y < c->rows; y++)
        for (int x = 0; x < c->cols; x++) {
            struct cell *before = canvas_at(&t->shown, x, y);
            const struct cell *now = canvas_at(c, x, y);
            if (memcmp(before, now, sizeof *now) == 0)
                continue;
            if (now->width > 0)
                show_cell(t, x, y, now);
            *before = *now;
        }
    wrefresh(stdscr);
}

/* --- keys ----------------------------------------------------------------------------------- */

static int key_of(wint_t code)
{
    static const struct {
        wint_t theirs;
        int ours;
    } pairs[] = {
        {KEY_BTAB, KEY_CODE_BACK_TAB},
        {KEY_UP, KEY_CODE_UP},
        {KEY_DOWN, KEY_CODE_DOWN},
        {KEY_LEFT, KEY_CODE_LEFT},
        {KEY_RIGHT, KEY_CODE_RIGHT},
        {KEY_ENTER, KEY_CODE_ENTER},
        {KEY_BACKSPACE, KEY_CODE_BACKSPACE},
        {KEY_HOME, KEY_CODE_HOME},
        {KEY_END, KEY_CODE_END},
        {KEY_DC, KEY_CODE_DELETE},
        {KEY_MOUSE, KEY_CODE_MOUSE},
        {PASTE, KEY_CODE_PASTE},
        {PASTE_END, KEY_CODE_PASTE_END},
        {KEY_PPAGE, KEY_CODE_PAGE_UP},
        {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
        {KEY_SR, KEY_CODE_SHIFT_UP},
        {KEY_SF, KEY_CODE_SHIFT_DOWN},
        {KEY_SLEFT, KEY_CODE_SHIFT_LEFT},
        {KEY_SRIGHT, KEY_CODE_SHIFT_RIGHT},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].theirs == code)
            return pairs[i].ours;
    return KEY_CODE_OTHER;
}

bool terminal_key(struct terminal *t, int *ret_key)
{
    for (;;) {
        wint_t code;
        int result = wget_wch(t->key_pad, &code);
        if (result == ERR)
            return false;
        if (result == KEY_CODE_YES && code == KEY_RESIZE)
            continue; /* the loop hears of SIGWINCH itself */
        *ret_key = result == KEY_CODE_YES ? key_of(code) : (int)code;
        return true;
    }
}

/* False: it is nothing that concerns us. */
static bool mouse_of(const MEVENT *event, struct mouse *ret)
{
    static const struct {
        mmask_t theirs;
        enum mouse_kind ours;
    } pairs[] = {
        {BUTTON1_PRESSED, MOUSE_CLICK},
        {BUTTON4_PRESSED, MOUSE_WHEEL_UP},
        {BUTTON5_PRESSED, MOUSE_WHEEL_DOWN},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if ((event->bstate & pairs[i].theirs) != 0) {
            *ret = (struct mouse){.kind = pairs[i].ours, .x = event->x, .y = event->y};
            return true;
        }
    return false;
}

size_t terminal_mouse(struct terminal *t, struct mouse ret[MOUSE_MAX])
{
    (void)t;
    MEVENT event;
    struct mouse newest_first[MOUSE_MAX]; /* as curses gives them */
    size_t count = 0;
    while (count < MOUSE_MAX && getmouse(&event) == OK)
        if (mouse_of(&event, &newest_first[count]))
            count++;
    for (size_t i = 0; i < count; i++)
        ret[i] = newest_first[count - 1 - i];
    return count;
}

int terminal_fd(const struct terminal *t)
{
    return fileno(t->keys);
}

bool terminal_is_gone(const struct terminal *t)
{
    struct pollfd poll_fd = {.fd = fileno(t->keys), .events = POLLIN};
    if (poll(&poll_fd, 1, 0) <= 0)
        return false;
    int waiting = 0;
    return ioctl(poll_fd.fd, FIONREAD, &waiting) != 0 || waiting == 0;
}
