#include "blotter/ui/glyphs.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

static const struct glyphs utf8_glyphs = {
    .ascii = false,
    .playing = "▶",
    .paused = "⏸",
    .stopped = "■",
    .waiting = "○",
    .bar = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"},
    .column = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
    .bar_begin = "▕",
    .bar_end = "▏",
    .shade = {"·", "░", "▒", "▓", "█"},
    .remains = " ",
    .rule = "─",
    .box_top_left = "┌",
    .box_top_right = "┐",
    .box_bottom_left = "└",
    .box_bottom_right = "┘",
    .box_side = "│",
    .dot = "●",
    .rise = "▲",
    .fall = "▼",
    .same = "=",
    .differs = "≠",
    .mark = "◆",
    .times = "×",
    .up = "↑",
    .down = "↓",
};

static const struct glyphs ascii_glyphs = {
    .ascii = true,
    .playing = ">",
    .paused = "||",
    .stopped = "[]",
    .waiting = "o",
    .bar = {" ", "-", "-", "-", "-", "=", "=", "=", "#"},
    .column = {" ", "_", ".", ".", ":", ":", "+", "*", "#"},
    .bar_begin = "[",
    .bar_end = "]",
    .shade = {".", ":", "+", "*", "#"},
    .remains = ".",
    .rule = "-",
    .box_top_left = "+",
    .box_top_right = "+",
    .box_bottom_left = "+",
    .box_bottom_right = "+",
    .box_side = "|",
    .dot = "*",
    .rise = "+",
    .fall = "-",
    .same = "=",
    .differs = "!",
    .mark = "X",
    .times = "x",
    .up = "^",
    .down = "v",
};

const struct glyphs *glyphs_choose(bool utf8)
{
    return utf8 ? &utf8_glyphs : &ascii_glyphs;
}

const struct glyphs *glyphs_of_locale(void)
{
    setlocale(LC_CTYPE, "");
    return glyphs_choose(strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
}
