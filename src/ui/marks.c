#include "marks.h"

#include <stdio.h>

/* m->count: none has the name. */
static size_t place_of(const struct marks *m, struct text name)
{
    size_t i = 0;
    while (i < m->count && !text_is(name, m->of[i].name))
        i++;
    return i;
}

const struct mark *marks_set(struct marks *m, civil_time at, struct text name, struct error *err)
{
    char number[MARK_NAME_SIZE];
    for (size_t i = m->count + 1; name.len == 0; i++) {
        snprintf(number, sizeof number, "%zu", i);
        if (place_of(m, text_of(number)) == m->count)
            name = text_of(number);
    }
    size_t place = place_of(m, name);
    if (place == MARKS_MAX) {
        error_set(err, "there are %d marks already", MARKS_MAX);
        return NULL;
    }
    struct mark *mark = &m->of[place];
    m->count += place == m->count;
    snprintf(mark->name, sizeof mark->name, "%.*s", (int)name.len, name.ptr);
    mark->at = at;
    return mark;
}

const struct mark *marks_find(const struct marks *m, struct text name)
{
    if (name.len == 0)
        return m->count > 0 ? &m->of[m->count - 1] : NULL;
    size_t place = place_of(m, name);
    return place < m->count ? &m->of[place] : NULL;
}

const struct mark *marks_beside(const struct marks *m, civil_time at, bool next)
{
    const struct mark *found = NULL;
    for (size_t i = 0; i < m->count; i++) {
        int64_t after_s = m->of[i].at.s - at.s;
        bool is_there = next ? after_s > 0 : after_s < 0;
        bool is_nearer =
            found == NULL || (next ? m->of[i].at.s < found->at.s : m->of[i].at.s > found->at.s);
        if (is_there && is_nearer)
            found = &m->of[i];
    }
    return found;
}

bool marks_loop(struct marks *m, civil_time at)
{
    if (m->loop == LOOP_BEGUN && at.s == m->loop_from.s)
        return false;
    if (m->loop == LOOP_NONE) {
        m->loop_from = at;
    } else if (m->loop == LOOP_BEGUN) {
        m->loop_to = civil_later(at, m->loop_from);
        m->loop_from = civil_earlier(at, m->loop_from);
        m->in_loop = true;
    }
    m->loop = m->loop == LOOP_WHOLE ? LOOP_NONE : m->loop + 1;
    return true;
}

bool marks_loop_is_through(struct marks *m, civil_time at)
{
    if (m->loop != LOOP_WHOLE)
        return false;
    if (at.s >= m->loop_from.s && at.s < m->loop_to.s)
        m->in_loop = true;
    bool through = m->in_loop && at.s >= m->loop_to.s;
    m->in_loop = m->in_loop && !through;
    return through;
}

void marks_note_seek(struct marks *m, civil_time from)
{
    if (m->before_count == SEEKS_KEPT)
        memmove(&m->before[0], &m->before[1], --m->before_count * sizeof m->before[0]);
    m->before[m->before_count++] = from;
    m->in_loop = false;
}

bool marks_undo(struct marks *m, civil_time *ret)
{
    if (m->before_count == 0)
        return false;
    *ret = m->before[--m->before_count];
    m->in_loop = false;
    return true;
}
