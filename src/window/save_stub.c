#include "blotter/window/analysis.h"
void analysis_save(const struct analysis *a, struct buffer *out){(void)a;(void)out;}
bool analysis_load(struct analysis *a, struct text bytes, struct error *err){(void)a;(void)bytes;return error_set(err,"stub");}
