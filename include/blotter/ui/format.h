/* How figures are written on the screen. Each writes into `out`, which holds FORMAT_SIZE bytes, and
 * returns it. */
#ifndef BLOTTER_UI_FORMAT_H
#define BLOTTER_UI_FORMAT_H

#include "blotter/base/civil.h"
#include "blotter/base/duration.h"
#include "blotter/crime/record.h"

enum { FORMAT_SIZE = 64 };

/* 8,312 */
const char *format_count(uint64_t count, char *out);

/* What so many are called: "reports", or "report" with a blank that keeps what follows in its
 * place. */
const char *format_reports(uint64_t count);

/* How many columns format_count takes. */
int format_count_width(uint64_t count);

/* "Mon" of 0: constant. */
const char *format_weekday(int weekday);

/* "Sat 2023-02-11 18:42"; dashes for CIVIL_NEVER. */
const char *format_clock(civil_time t, char *out);

/* "18:42" */
const char *format_time(civil_time t, char *out);

/* A duration as the user wrote it, opened up: "1h" is "1 h". */
const char *format_written(const char *written, char *out);

/* Simulated time, in the largest unit that it has one of: "3 h", "2.1 d", "45 min". */
const char *format_span(double ms, char *out);

/* What a real second is to play, exactly: "3 h", "90 min"; "max". */
const char *format_speed(struct speed speed, char *out);

/* As the play's: "3 h/s", of a rate "120/s", or "max". */
const char *format_pace(struct speed speed, char *out);

/* The fewest digits that are read back as the same number: "34.021861". */
const char *format_number(double value, char *out);

/* A circle as --near takes it: "34.021861,-118.282942,0.02". `out` holds NEAR_TEXT_SIZE bytes. */
enum { NEAR_TEXT_SIZE = 4 * FORMAT_SIZE };
const char *format_near(const struct near *near, char *out);

/* The same with its name behind a blank, if it has one. */
const char *format_near_named(const struct near *near, char *out);

/* Its name, or where it is when it has none. */
const char *format_point(const struct near *near, char *out);

/* A size in bytes: "12.3 MB". */
const char *format_bytes(uint64_t bytes, char *out);

#endif
