/* error: what went wrong, filled in where it happened. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool __attribute__((format(printf, 4, 0)))
set(struct error *error, enum error_kind kind, ptrdiff_t at, const char *format,
    va_list list)
{
	error->kind = kind;
	error->call = NULL;
	error->number = 0;
	error->at = at;
	vsnprintf(error->text, sizeof(error->text), format, list);
	return false;
}

bool
error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	set(error, kind, -1, format, list);
	va_end(list);
	return false;
}

bool
error_usage(struct error *error, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	set(error, ERROR_USAGE, -1, format, list);
	va_end(list);
	return false;
}

bool
error_usage_at(struct error *error, ptrdiff_t at, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	set(error, ERROR_USAGE, at, format, list);
	va_end(list);
	return false;
}

bool
error_system(struct error *error, const char *call, int number)
{
	error->kind = ERROR_SYSTEM;
	error->call = call;
	error->number = number;
	error->at = -1;
	snprintf(error->text, sizeof(error->text), "%s", strerror(number));
	return false;
}

bool
error_file(struct error *error, const char *call, const char *path, int number)
{
	error_system(error, call, number);
	snprintf(error->text, sizeof(error->text), "'%.200s': %s", path, strerror(number));
	return false;
}

bool
error_interrupted(unsigned *times)
{
	return errno == EINTR && ++*times < 1000;
}

const char *
error_kind_name(enum error_kind kind)
{
	static const char *const name[ERROR_KINDS] = {
		[ERROR_NONE] = "none",
		[ERROR_SYSTEM] = "system",
		[ERROR_RESOLVE] = "resolve",
		[ERROR_TIMEOUT] = "timeout",
		[ERROR_CANCELLED] = "cancelled",
		[ERROR_EOF] = "eof",
		[ERROR_LIMIT] = "limit",
		[ERROR_USAGE] = "usage",
		[ERROR_EXPECTATION] = "expectation",
		[ERROR_TLS] = "tls",
		[ERROR_REFUSED] = "refused",
	};

	return name[kind];
}
