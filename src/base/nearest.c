#include "blotter/base/nearest.h"

#include <ctype.h>
#include <stdio.h>

enum { WORD_MAX = 32 }; /* longer ones are nobody's slip of a finger */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Three rows of the table are enough: a swap looks two rows back. */
static size_t distance(struct text a, struct text b)
{
    size_t rows[3][WORD_MAX + 1];
    for (size_t k = 0; k <= b.len; k++)
        rows[0][k] = k;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t k = 1; k <= b.len; k++) {
            bool fits = same(a.ptr[i - 1], b.ptr[k - 1]);
            row[k] = least(least(above[k], row[k - 1]) + 1, above[k - 1] + (fits ? 0 : 1));
            if (i > 1 && k > 1 && same(a.ptr[i - 1], b.ptr[k - 2]) &&
                same(a.ptr[i - 2], b.ptr[k - 1]))
                row[k] = least(row[k], rows[(i + 1) % 3][k - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

void nearest_try(struct nearest *n, const char *word)
{
    struct text other = text_of(word);
    if (n->typed.len == 0 || n->typed.len > WORD_MAX || other.len > WORD_MAX)
        return;
    size_t most = n->typed.len < 6 ? 1 : n->typed.len / 3;
    size_t found = distance(n->typed, other);
    if (found > most || (n->word != NULL && found >= n->distance))
        return;
    n->word = word;
    n->distance = found;
}

const char *nearest_text(const struct nearest *n, const char *before, const char *otherwise,
                         char out[NEAREST_TEXT_SIZE])
{
    if (n->word == NULL)
        return otherwise;
    snprintf(out, NEAREST_TEXT_SIZE, "; did you mean %s%s?", before, n->word);
    return out;
}
