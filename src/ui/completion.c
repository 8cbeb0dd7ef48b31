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

/* As far as all that was found agrees. */
static void complete(struct prompt *p, struct found *f, struct error *err)
{
    if (f->count > 0)
        prompt_add(p, text_of(f->common + strlen(f->word)));
    if (f->count > 1)
        error_set(err, "%.*s", (int)f->all.len, f->all.data);
    buffer_free(&f->all);
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
    complete(p, &found, err);
}

/* The words before the cursor: of those that are whole the first, and what is begun behind them. */
static bool words_before(const struct prompt *p, char first[WORD_MAX], char last[WORD_MAX])
{
    size_t at = 0;
    size_t len = 0;
    first[0] = '\0';
    for (; at < p->at; at++) {
        if (p->line.ch[at] >= 0x80 || len == WORD_MAX - 1)
            return false;
        last[len++] = (char)p->line.ch[at];
        if (p->line.ch[at] != ' ')
            continue;
        last[len - 1] = '\0';
        if (first[0] == '\0')
            memcpy(first, last, len);
        len = 0;
    }
    last[len] = '\0';
    return true;
}

/* What may stand behind a command: what its form has in small letters and digits. */
static void look_at_arguments(struct found *f, struct text form, const char *command)
{
    if (!text_is(text_cut(&form, ' '), command))
        return;
    while (form.len > 0) {
        char word[WORD_MAX];
        struct text next = text_cut(&form, '|');
        next.ptr += next.len > 0 && next.ptr[0] == '[';
        size_t len = strcspn(next.ptr, "|]");
        snprintf(word, sizeof word, "%.*s", (int)len, next.ptr);
        if (!isupper((unsigned char)word[0]))
            look_at(f, word);
    }
}

void completion_do_command(struct prompt *p, const struct marks *marks, struct error *err)
{
    char first[WORD_MAX];
    char last[WORD_MAX];
    struct found found = {.word = last};
    if (!words_before(p, first, last))
        return;
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        struct text form = text_of(action_form((enum verb)verb));
        if (first[0] != '\0') {
            look_at_arguments(&found, form, first);
            continue;
        }
        char name[WORD_MAX];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(form.ptr, " "), form.ptr);
        look_at(&found, name);
    }
    for (size_t i = 0; strcmp(first, "jump") == 0 && i < marks->count; i++)
        look_at(&found, marks->of[i].name);
    complete(p, &found, err);
}
