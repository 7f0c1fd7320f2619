/* error: what went wrong, filled in where it happened. */
#ifndef SOSH_BASE_ERROR_H
#define SOSH_BASE_ERROR_H
#include <stdbool.h>
#include <stddef.h>

enum error_kind {
	ERROR_NONE,
	ERROR_SYSTEM,       /* a system call refused: `call` and `number` (errno) */
	ERROR_RESOLVE,      /* a look-up failed: `number` is its EAI_ code */
	ERROR_TIMEOUT, ERROR_CANCELLED, ERROR_EOF, ERROR_LIMIT,
	ERROR_USAGE,        /* a word cannot be what it has to be */
	ERROR_EXPECTATION, ERROR_TLS,
	ERROR_REFUSED,      /* by --safe, or by sosh itself */
	ERROR_KINDS
};

/* A caller passes one down, the first to fail fills it in, and only the shell
 * ever shows it.  It owns nothing: copy and forget it freely. */
struct error {
	enum error_kind kind;
	const char *call;      /* the system call that refused, or NULL; static */
	int         number;    /* its errno, or the EAI_ code */
	ptrdiff_t   at;        /* the byte of the word where the fault lies, or -1 */
	char        text[320]; /* for people: no capital, no full stop */
};

/* All return false, so that a function can `return error_set(...)`. */
bool error_set(struct error *, enum error_kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A usage error; the commonest kind. */
bool error_usage(struct error *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A usage error at byte `at` of the word that is being read. */
bool error_usage_at(struct error *, ptrdiff_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* `call` failed with `number`, an errno. */
bool error_system(struct error *, const char *call, int number);
/* The same about a file: the message names it. */
bool error_file(struct error *, const char *call, const char *path, int number);
/* After a call that failed: was it interrupted (EINTR), and is it worth another try?
 * `*times` counts from 0; what is interrupted for ever has to be told in the end. */
bool error_interrupted(unsigned *times);
/* "system", "timeout", ...: the contract's name of a kind. */
const char *error_kind_name(enum error_kind);
#endif
