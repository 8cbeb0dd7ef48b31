/* Remembering: what keys have changed is kept in a file of options, so that the next monitor begins
 * with it. */
#ifndef BLOTTER_UI_REMEMBER_H
#define BLOTTER_UI_REMEMBER_H

#include "blotter/base/duration.h"
#include "blotter/base/error.h"
#include "blotter/window/analysis.h"

/* What keys change that is an option, too. */
struct choices {
    struct speed speed;
    enum place place;
    struct near near;
    struct near others[NEAR_OTHERS_MAX];
    size_t other_count;
};

/* Writes what is another in `now` than it was in `before` into the file at `path`, whose other
 * lines stay; makes it, and its folder, when it is not there. Without a difference nothing is
 * written. The file is whole or the one it was. False with *err. */
bool remember(const char *path, const struct choices *before, const struct choices *now,
              struct error *err);

#endif
