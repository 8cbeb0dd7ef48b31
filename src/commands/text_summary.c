#include "text_summary.h"

#include <stdio.h>

#include "blotter/session/injection.h"
#include "blotter/ui/format.h"
#include "report_figures.h"
#include "page.h"
#include "patterns_formats.h"
#include "text_incidents.h"

enum { LABEL_AT = 2, COUNT_END = 28, MEANING_AT = 30 };

static const struct {
    const char *name;
    const char *meaning;
} meanings[] = {
    {"rows", "in the files"},
    {"kept", "of the crimes and the time asked for"},
    {"filtered", "of others"},
    {"rejected", "cannot be read"},
    {"produced", "sent to Kafka"},
    {"consumed", "come from there"},
    {"missing", "sent but not received"},
    {"duplicate", "come again, not counted twice"},
    {"late", "come after the figures for their time"},
    {"undecodable", "unrecognised messages"},
};

static const char *meaning_of(const char *name)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (strcmp(meanings[i].name, name) == 0)
            return meanings[i].meaning;
    return "";
}

static void put_line(struct page *page, const char *name, bool known, uint64_t value,
                     const char *meaning)
{
    char count[FORMAT_SIZE];
    page_put(page, LABEL_AT, COUNT_END - LABEL_AT, text_of(name));
    page_put_right(page, COUNT_END, known ? format_count(value, count) : "not known");
    page_put(page, MEANING_AT, PAGE_COLUMNS - MEANING_AT, text_of(meaning));
    page_end_line(page);
}

/* What was rejected: the sum, and behind it how much for which reason. Returns how many rows that
 * were. */
static size_t put_rejected(struct page *page, const struct figures_count *count)
{
    struct buffer meaning = {0};
    uint64_t sum = 0;
    size_t rows = 0;
    buffer_printf(&meaning, "%s", meaning_of(count->name));
    for (const char *before = ": "; count[rows].reason != NULL; rows++) {
        char text[FORMAT_SIZE];
        sum += count[rows].value;
        if (!count[rows].known || count[rows].value == 0)
            continue;
        buffer_printf(&meaning, "%s%s %s", before, count[rows].reason,
                      format_count(count[rows].value, text));
        before = ", ";
    }
    buffer_add_byte(&meaning, '\0');
    put_line(page, count->name, count->known, sum, meaning.data);
    buffer_free(&meaning);
    return rows;
}

static void put_counts(struct page *page, const struct profile *city,
                       const struct figures_count rows[FIGURES_COUNTS])
{
    page_printf(page, city != NULL ? "Summary: %s" : "Summary", city != NULL ? city->name : "");
    for (size_t i = 0; i < FIGURES_COUNTS;) {
        if (rows[i].reason != NULL) {
            i += put_rejected(page, &rows[i]);
            continue;
        }
        put_line(page, rows[i].name, rows[i].known, rows[i].value, meaning_of(rows[i].name));
        i++;
    }
}

static void put_injected(struct page *page, const struct fault_counts *injected,
                         const struct accounting *a)
{
    char text[FORMAT_SIZE];
    if (injected->kinds == 0)
        return;
    page_printf(page, "%s", "");
    page_printf(page, "Faults on purpose");
    for (enum fault kind = 0; kind < FAULT_KINDS; kind++) {
        char meaning[FORMAT_SIZE + 8] = "";
        uint64_t found;
        if ((injected->kinds >> kind & 1) == 0)
            continue;
        if (injection_found(a, kind, &found))
            snprintf(meaning, sizeof meaning, "found: %s", format_count(found, text));
        put_line(page, fault_name(kind), true, injected->of[kind], meaning);
    }
}

void text_summary_write(struct buffer *out, const struct analysis *a,
                        const struct session_counts *counts)
{
    struct figures_count rows[FIGURES_COUNTS];
    struct page page;
    figures_read_counts(a, counts, rows);
    page_begin(&page, out);
    put_counts(&page, analysis_settings(a)->city, rows);
    const struct accounting accounting = analysis_accounting(a);
    put_injected(&page, &counts->injected, &accounting);
    text_incidents_write(&page, a);
    if (analysis_settings(a)->shows_patterns)
        patterns_write_text(&page, analysis_patterns(a));
    page_finish(&page);
}
