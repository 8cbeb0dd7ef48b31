/* The source that is no stream of reports: the windows that an engine has computed (DESIGN §10
 * "Figures from elsewhere"). Of several engines that which has spoken last is shown. */
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/window/shown.h"
#include "source.h"
#include "windows_topic.h"

/* Who writes ever new names makes the figures begin anew, without those before. */
enum { NAMES_MAX = 100000 };

struct figures_source {
    struct source both;
    struct analysis *analysis;
    struct consumer *consumer; /* NULL: the topic is not open */
    struct windows_taker taker;
};

static struct figures_source *of(const struct source *both)
{
    return (struct figures_source *)(uintptr_t)both;
}

static struct analysis *figures(const struct source *both)
{
    return of(both)->analysis;
}

static civil_time final(const struct source *both)
{
    return analysis_position(of(both)->analysis);
}

static void begin_analysis(struct figures_source *f)
{
    analysis_destroy(f->analysis);
    f->analysis = analysis_create(&f->both.config->analysis);
    f->both.status.beginnings++;
}

static bool is_used_up(const struct analysis *a)
{
    size_t names = intern_count(analysis_crimes(a));
    for (enum place place = 0; place < PLACE_COUNT; place++)
        names += intern_count(analysis_places(a, place));
    return names > NAMES_MAX;
}

/* What engine `k` says of its last_at tick, and of windows that it has not said there last before.
 */
static void show(struct figures_source *f, size_t k)
{
    const struct engines *engines = f->both.engines;
    civil_time at = engines_at(engines, k)->last_at;
    size_t count = analysis_settings(f->analysis)->window_count;
    struct engine_value *values = mem_new(count + 1, sizeof *values);
    const struct engine_value *shown[WINDOWS_MAX];
    if (at.s < analysis_position(f->analysis).s || is_used_up(f->analysis))
        begin_analysis(f);
    for (size_t w = 0; w < count; w++)
        shown[w] = engines_find_last(engines, k, w, at, &values[w]) ? &values[w] : NULL;
    analysis_show(f->analysis, at, shown);
    for (size_t w = 0; w < count; w++)
        engine_value_finish(&values[w]);
    free(values);
}

static void feed(struct source *both, const struct incoming *in)
{
    struct error news;
    if (!windows_taker_take(&of(both)->taker, in->value, &news))
        both->on.on_news(both->on.user, news.text);
}

static void settle(struct source *both)
{
    struct figures_source *f = of(both);
    if (f->consumer == NULL)
        return;
    both->status.caught_up = both->status.caught_up || consumer_is_caught_up(f->consumer);
    if (engines_count(both->engines) > 0) {
        show(f, engines_speaker(both->engines));
        engines_pass(both->engines, civil_add(analysis_position(f->analysis), -CIVIL_DAY_S));
        both->status.state = SESSION_PLAYING;
    }
    both->on.on_change(both->on.user);
}

static void begin_link(struct figures_source *f)
{
    f->both.link = (struct link_config){
        .waits = true,
        .options = {.from = CONSUMER_FROM_BEGINNING},
    };
}

static bool resume(struct source *both, const struct checkpoint *place, struct error *why)
{
    (void)both, (void)place, (void)why;
    return true;
}

static bool begin(struct source *both, const struct topic_facts *topic, struct consumer *consumer,
                  struct error *why)
{
    (void)topic, (void)why;
    of(both)->consumer = consumer;
    both->status.state = SESSION_WAITING;
    return true;
}

static void lose_link(struct source *both)
{
    of(both)->consumer = NULL;
}

static void order(struct source *both, const struct order *order)
{
    (void)both, (void)order; /* there is nobody to obey */
}

static const struct analysis *place_of(struct source *both, struct checkpoint *ret)
{
    (void)both, (void)ret;
    return NULL;
}

static void quit(struct source *both)
{
    (void)both;
}

static struct source *create(const struct source *both)
{
    struct figures_source *f = mem_new(1, sizeof *f);
    const struct analysis_config *config = &both->config->analysis;
    f->both = *both;
    f->both.status.attached = f->both.status.figures_only = true;
    f->both.engines = engines_create(config->windows, config->window_count, ENGINES_BYTES);
    f->taker = (struct windows_taker){f->both.engines, both->config->kafka.topic, false, 0};
    begin_analysis(f);
    begin_link(f);
    return &f->both;
}

static void destroy(struct source *both)
{
    struct figures_source *f = of(both);
    analysis_destroy(f->analysis);
    engines_destroy(both->engines);
    free(f);
}

const struct source_kind figures_source = {
    .reads_again = true,
    .create = create,
    .destroy = destroy,
    .resume = resume,
    .begin = begin,
    .lose_link = lose_link,
    .feed = feed,
    .settle = settle,
    .order = order,
    .figures = figures,
    .final = final,
    .place = place_of,
    .quit = quit,
};
