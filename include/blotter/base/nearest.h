/* "Did you mean …?": of words that were possible, the one that was probably meant. */
#ifndef BLOTTER_BASE_NEAREST_H
#define BLOTTER_BASE_NEAREST_H

#include "blotter/base/text.h"

struct nearest {
    struct text typed;
    const char *word; /* the nearest so far; NULL while none is near enough */
    size_t distance;
};

/* Looks at one more possible word, which must outlive `n`; begin with {.typed = …}. A word is near
 * enough at a distance of one, and from six typed characters on of a third of their number. The
 * distance is the "optimal string alignment" one, in any case: characters that are replaced, added,
 * left out, or swapped with their neighbour. The first of two that are as near stays. */
void nearest_try(struct nearest *n, const char *word);

/* "; did you mean BEFORE…WORD?", or `otherwise` when no word is near enough. */
enum { NEAREST_TEXT_SIZE = 128 };
const char *nearest_text(const struct nearest *n, const char *before, const char *otherwise,
                         char out[NEAREST_TEXT_SIZE]);

#endif
