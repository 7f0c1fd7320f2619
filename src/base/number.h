/* number: numbers, sizes and durations, to and from text; in every locale the
 * same. */
#ifndef SOSH_BASE_NUMBER_H
#define SOSH_BASE_NUMBER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Durations are nanoseconds. */
enum { NUMBER_NEVER = -1 };
#define NUMBER_SECOND INT64_C(1000000000)

/* A whole number in [low, high]: decimal, 0x, 0o, 0b, with a sign where low is
 * negative.  No blanks; a leading zero is decimal.  All these leave a usage
 * error that quotes the text and tells what was wanted. */
bool number_int(const char *text, size_t count, int64_t low, int64_t high,
    int64_t *, struct error *);
bool number_unsigned(const char *text, size_t count, uint64_t high, uint64_t *,
    struct error *);
bool number_real(const char *text, size_t count, double *, struct error *);
/* "4096", "64k", "8M", "1G", "1T" (either case): powers of 1024; whole bytes. */
bool number_size(const char *text, size_t count, int64_t high, int64_t *,
    struct error *);
bool number_size_within(const char *text, size_t count, int64_t low, int64_t high, int64_t *,
    struct error *);
/* "250ms", "1.5s", "2m", "1h"; also us and ns; a bare number is seconds.  "never"
 * is NUMBER_NEVER if `never`, else an error.  Rounded up to a nanosecond. */
bool number_duration(const char *text, size_t count, bool never, int64_t *,
    struct error *);
/* A number, a duration (in seconds) or a size, as `expect` compares them: here 2m
 * are minutes, and only k, M, G and T are sizes. */
bool number_any(const char *text, size_t count, double *);

/* "1.5s", "250ms", "2m 3s", "1h 2m": for people, at most two parts. */
void number_show_duration(struct buf *, int64_t nanoseconds);
/* 9999, 9.8k, 64k, 1.2M: for people, four columns but for the largest. */
void number_show_amount(struct buf *, int64_t);
/* "9,990": what is large is read at a glance; of what is not negative. */
void number_show_thousands(struct buf *, int64_t);
/* Monotonic time in nanoseconds (CLOCK_MONOTONIC). */
int64_t number_now(void);
#endif
