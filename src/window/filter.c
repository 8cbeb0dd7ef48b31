#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"

/* Takes the words of a way; nothing between two | is no way. */
static bool add_way(struct filter *f, struct text way)
{
    struct filter_way taken = {0};
    while (way.ptr != NULL) {
        struct text word = text_cut(&way, ' ');
        bool is_negated = word.len > 0 && word.ptr[0] == '!';
        if (is_negated)
            word = (struct text){word.ptr + 1, word.len - 1};
        if (word.len == 0)
            continue;
        if (f->word_count == FILTER_WORDS_MAX)
            return false;
        *(is_negated ? &taken.not_held : &taken.held) |= UINT32_C(1) << f->word_count;
        f->words[f->word_count++] = (struct filter_word){(size_t)(word.ptr - f->text), word.len};
    }
    if ((taken.held | taken.not_held) == 0)
        return true;
    if (f->way_count == FILTER_WAYS_MAX)
        return false;
    f->ways[f->way_count++] = taken;
    return true;
}

static bool parse(struct filter *f, const char *text)
{
    f->word_count = f->way_count = 0;
    snprintf(f->text, sizeof f->text, "%s", text);
    for (struct text rest = text_of(f->text); rest.ptr != NULL;)
        if (!add_way(f, text_cut(&rest, '|')))
            return false;
    return true;
}

bool filter_check(const char *text, struct error *err)
{
    struct filter f = {0};
    if (strlen(text) >= FILTER_SIZE || !parse(&f, text))
        return error_usage(err, "at most %d words, %d alternatives and %d bytes", FILTER_WORDS_MAX,
                           FILTER_WAYS_MAX, FILTER_SIZE - 1);
    return true;
}

void filter_set(struct filter *f, const char *text)
{
    for (size_t k = 0; k < FILTERED_KINDS; k++)
        f->holdings[k].count = 0;
    if (!parse(f, text))
        parse(f, "");
    f->on = f->way_count > 0;
}

void filter_finish(struct filter *f)
{
    for (size_t k = 0; k < FILTERED_KINDS; k++)
        free(f->holdings[k].of);
    *f = (struct filter){0};
}

static uint32_t words_held(const struct filter *f, struct text name)
{
    uint32_t held = 0;
    for (size_t k = 0; k < f->word_count; k++)
        if (text_contains_any_case(name,
                                   (struct text){f->text + f->words[k].begin, f->words[k].len}))
            held |= UINT32_C(1) << k;
    return held;
}

static void learn(struct filter *f, size_t kind, const struct interner *names)
{
    struct holdings *h = &f->holdings[kind];
    size_t count = intern_count(names);
    if (h->count == count)
        return;
    h->of = mem_grow(h->of, &h->cap, count, sizeof *h->of);
    for (; h->count < count; h->count++)
        h->of[h->count] = words_held(f, intern_text(names, (uint32_t)h->count));
}

void filter_learn(struct filter *f, const struct interner *crimes,
                  struct interner *const places[PLACE_COUNT])
{
    if (!f->on)
        return;
    learn(f, FILTERED_CRIME, crimes);
    learn(f, FILTERED_AREA, places[PLACE_AREA]);
    learn(f, FILTERED_ADDRESS, places[PLACE_ADDRESS]);
}
