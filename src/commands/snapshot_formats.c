#include "snapshot_formats.h"

#include "blotter/crime/message.h"
#include "blotter/ui/format.h"
#include "report_figures.h"
#include "page.h"
#include "snapshot_alerts.h"

/* --- text ----------------------------------------------------------------------------------- */

static void write_text_head(struct buffer *out, const struct analysis *a)
{
    const struct analysis_config *config = analysis_settings(a);
    struct page page;
    civil_time since;
    char clock[FORMAT_SIZE];
    char near[NEAR_TEXT_SIZE];
    page_begin(&page, out);
    page_printf(&page, "Batch is the last second of play; the others are windows up to the time.");
    if (analysis_all_since(a, &since))
        page_printf(&page, "All is what came since %s.", format_clock(since, clock));
    else
        page_printf(&page, "All is what came since the beginning.");
    if (config->filter[0] != '\0')
        page_printf(&page, "Only what holds \"%s\" is counted.", config->filter);
    page_printf(&page, "Near is latitude,longitude,degrees: %s.", format_near(&config->near, near));
    page_end_line(&page);
    page_finish(&page);
}

static void write_text(struct buffer *out, const struct analysis *a,
                       const struct session_counts *counts)
{
    write_text_head(out, a);
    figures_text.tick(out, a);
    snapshot_write_alerts_text(out, a);
    figures_text.summary(out, a, counts);
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* When there are several, each by name. */
static void write_points(struct buffer *out, const struct analysis *a)
{
    char text[NEAR_TEXT_SIZE];
    const struct near *point;
    if (analysis_point(a, 1) == NULL)
        return;
    for (size_t k = 0; (point = analysis_point(a, k)) != NULL; k++) {
        buffer_printf(out, "%s", k == 0 ? ",\"points\":{" : ",");
        json_write_string(out, text_of(format_point(point, text)));
        buffer_printf(out, ":[%s]", format_near(point, text));
    }
    buffer_add_byte(out, '}');
}

static void write_json_head(struct buffer *out, const struct analysis *a)
{
    const struct analysis_config *config = analysis_settings(a);
    civil_time since;
    buffer_printf(out, "{\"kind\":\"snapshot\",\"run\":");
    json_write_string(out, analysis_run(a));
    char near[NEAR_TEXT_SIZE];
    buffer_printf(out, ",\"place\":\"%s\",\"near\":[%s]", place_name(config->place),
                  format_near(&config->near, near));
    write_points(out, a);
    if (config->filter[0] != '\0') {
        buffer_printf(out, ",\"filter\":");
        json_write_string(out, text_of(config->filter));
    }
    if (analysis_all_since(a, &since)) {
        char at[CIVIL_TEXT_LEN];
        civil_write(since, at);
        buffer_printf(out, ",\"all_since\":\"%.*s\"", CIVIL_TEXT_LEN, at);
    }
    buffer_printf(out, "}\n");
}

static void write_json(struct buffer *out, const struct analysis *a,
                       const struct session_counts *counts)
{
    write_json_head(out, a);
    figures_json.tick(out, a);
    snapshot_write_alerts_json(out, a);
    figures_json.summary(out, a, counts);
}

const struct snapshot_format snapshot_formats[] = {
    {"txt", write_text},
    {"json", write_json},
    {NULL, NULL},
};
