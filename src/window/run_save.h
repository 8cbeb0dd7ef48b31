/* The run's part of a checkpoint. */
#ifndef BLOTTER_WINDOW_RUN_SAVE_H
#define BLOTTER_WINDOW_RUN_SAVE_H

#include "blotter/window/run.h"
#include "stored.h"

void run_save(const struct run *run, struct buffer *out);

/* A run, also when `bytes` become bad. Silence begins anew. */
struct run *run_load(struct wire *w);

#endif
