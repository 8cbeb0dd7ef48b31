/* A file of NAME = VALUE lines under [SECTION] lines, as inih reads it.
 *
 * Blanks around names and values and at the beginning of a line do not count, so no value goes on
 * over several lines. A line that begins with # or ; is a comment, and so is, behind a value, what
 * begins with a blank and ; (a # there belongs to the value). NAME: VALUE is read as well. */
#ifndef BLOTTER_BASE_INI_FILE_H
#define BLOTTER_BASE_INI_FILE_H

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* Takes an entry; the texts stand for the call, `section` is "" before the first one. On false *err
 * says what is wrong with it; the reader adds the place and the name. */
typedef bool (*ini_entry_fn)(void *user, const char *section, const char *name, const char *value,
                             struct error *err);

/* Hands out the entries of a file in their order, and of a file that is not there none. False with
 * *err at the first one that is not taken, at a line that is no entry or longer than inih takes
 * (nothing is ever cut off), both usage errors `PATH:LINE: …`; or when the file cannot be read. */
bool ini_file_read(const char *path, ini_entry_fn on_entry, void *user, struct error *err);

/* The same of a file's content; `path` only names it. */
bool ini_text_read(const char *path, struct text content, ini_entry_fn on_entry, void *user,
                   struct error *err);

#endif
