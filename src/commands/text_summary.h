/* The closing summary of `report --format text`: what became of the rows and the messages. */
#ifndef BLOTTER_COMMANDS_TEXT_SUMMARY_H
#define BLOTTER_COMMANDS_TEXT_SUMMARY_H

#include "blotter/session/session_status.h"
#include "blotter/window/analysis.h"

/* As figures_format.summary. */
void text_summary_write(struct buffer *out, const struct analysis *a,
                        const struct session_counts *counts);

#endif
