/* A field of CSV output, quoted as RFC 4180 has it, and only where it must be. */
#ifndef BLOTTER_COMMANDS_CSV_FIELD_H
#define BLOTTER_COMMANDS_CSV_FIELD_H

#include "blotter/base/text.h"

void csv_add_field(struct buffer *out, struct text field);

#endif
