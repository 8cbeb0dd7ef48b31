#include "completion.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include "blotter/query/query.h"

enum { WORD_MAX = 64 };

static bool is_of_word(uint32_t ch)
{
    return ch < 0x80 && (isalnum((int)ch) || ch == '_' || ch == ':');
}

/* The word before the cursor; false: there is none, or it is too long for one. */
static bool word_before(const struct prompt *p, char out[WORD_MAX])
{
    size_t begin = p->at;
    while (begin > 0 && is_of_word(p->line.ch[begin - 1]))
        begin--;
    if (begin == p->at || p->at - begin >= WORD_MAX)
        return false;
    for (size_t i = begin; i < p->at; i++)
        out[i - begin] = (char)p->line.ch[i];
    out[p->at - begin] = '\0';
    return true;
}

struct found {
    const char *word; /* as it begins */
    char common[WORD_MAX];
    size_t count;
    struct buffer all;
};

static void look_at(struct found *f, const char *candidate)
{
    if (strncasecmp(candidate, f->word, strlen(f->word)) != 0)
        return;
    buffer_printf(&f->all, "%s%s", f->count > 0 ? "  " : "", candidate);
    if (f->count++ == 0) {
        snprintf(f->common, WORD_MAX, "%s", candidate);
        return;
    }
    size_t same = 0;
    while (f->common[same] != '\0' && f->common[same] == candidate[same])
        same++;
    f->common[same] = '\0';
}

void completion_do(struct prompt *p, const struct named_query *queries, struct error *err)
{
    char word[WORD_MAX];
    struct found found = {.word = word};
    const char *candidate;
    if (!word_before(p, word))
        return;
    for (size_t i = 0; word[0] != ':' && (candidate = query_word(i)) != NULL; i++)
        look_at(&found, candidate);
    found.word = word[0] == ':' ? word + 1 : word;
    for (; word[0] == ':' && queries != NULL && queries->name != NULL; queries++)
        look_at(&found, queries->name);
    if (found.count > 0)
        prompt_add(p, text_of(found.common + strlen(found.word)));
    if (found.count > 1)
        error_set(err, "%.*s", (int)found.all.len, found.all.data);
    buffer_free(&found.all);
}
