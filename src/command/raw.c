/* raw: the calls as they are: any descriptor, length and family, a null pointer. */
#include "command/raw.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/offer-kind.h"
#include "command/session.h"
#include "lang/offer.h"
#include "socket/sys.h"

static struct sock *
find(const struct sock_table *table, int fd)
{
	/* One that is closed has -1. */
	for (size_t i = 0; fd >= 0 && i < table->count; i++)
		if (table->sock[i]->fd == fd)
			return table->sock[i];
	return NULL;
}

static bool
read_descriptor(const struct reading *reading, const struct text *text, struct sock **to,
    struct error *error)
{
	int64_t fd;

	if (!number_int(text->bytes, text->count, INT_MIN, INT_MAX, &fd, error))
		return false;
	if (!reading->session)
		return true;
	if (sock_is_reserved(&reading->session->sockets, (int)fd))
		return sock_refuse_reserved((int)fd, error);
	*to = find(&reading->session->sockets, (int)fd);
	if (*to)
		return true;
	*to = pool_new(reading->pool, sizeof(**to));
	sock_of_descriptor(*to, (int)fd);
	return true;
}

static bool
parse_descriptor(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	return read_descriptor(reading, text, at, error);
}

static bool
parse_descriptors(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_descriptors *list = at;

	list->item = pool_new(reading->pool, sizeof(*list->item));
	list->count = 1;
	return read_descriptor(reading, text, list->item, error);
}

static void
offer_descriptors(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "0", "1", "2", "999", "-1", NULL };

	(void)reading, (void)typed;
	offer_each(offer, some, NULL);
}

static bool
parse_length(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_length *length = at;
	struct error ignored;
	int64_t number;

	(void)reading;
	if (!number_size(text->bytes, text->count, INT_MAX, &number, &ignored) &&
	    !number_int(text->bytes, text->count, INT_MIN, INT_MAX, &number, error))
		return false;
	*length = (arg_length){ (int)number, true };
	return true;
}

static void
offer_lengths(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "-1", "0", "4", "16", "28", "110", "200", NULL };

	(void)reading, (void)typed;
	offer_each(offer, some, NULL);
}

static bool
parse_family(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_family *family = at;
	struct bytes_quoted quoted;
	int64_t number;

	(void)reading;
	family->given = true;
	if (names_read(names_family, "AF_", text->bytes, text->count, &family->number))
		return true;
	if (!number_int(text->bytes, text->count, 0, USHRT_MAX, &number, error))
		return error_usage(error, "'%s' is no address family: a name, or 0 to %d",
		    bytes_quote(&quoted, text->bytes, text->count), USHRT_MAX);
	family->number = (int)number;
	return true;
}

static void
offer_families(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_kind_families(typed, offer);
}

const struct type type_descriptor = { .name = "FD", .noun = "descriptor",
	.help = "the number of a descriptor, open or not", .parse = parse_descriptor,
	.complete = offer_descriptors };
const struct type type_descriptors = { .name = "FD", .noun = "descriptor",
	.help = "the number of a descriptor, open or not", .parse = parse_descriptors,
	.complete = offer_descriptors };
const struct type type_length = { .name = "LENGTH", .noun = "length",
	.help = "bytes, as any int: 16, 64k, also 0 and -1", .parse = parse_length,
	.complete = offer_lengths };
const struct type type_family = { .name = "FAMILY", .noun = "family",
	.help = "inet, AF_UNIX, unspec, ..., or a number", .parse = parse_family,
	.complete = offer_families };

static bool
read_flag(const struct name *table, const char *prefix, const char *word, size_t count, int *to,
    struct error *error)
{
	int64_t number;
	int named;

	if (names_read(table, prefix, word, count, &named)) {
		*to |= named;
		return true;
	}
	if (!number_int(word, count, INT_MIN, UINT_MAX, &number, error))
		return false;
	*to |= (int)(unsigned)(uint64_t)number;
	return true;
}

bool
raw_flags(const struct name *table, const char *prefix, const struct text *text, int *to,
    struct error *error)
{
	const char *word = text->bytes, *end = text->bytes + text->count;
	struct bytes_quoted quoted;

	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t count = (size_t)((comma ? comma : end) - word);

		if (!read_flag(table, prefix, word, count, to, error))
			return error_usage_at(error, word - text->bytes, "'%s' is no flag of this "
			    "call, and no number", bytes_quote(&quoted, word, count));
		word += count + 1;
	}
	return true;
}

void
raw_change(const struct raw *raw, struct addr *addr)
{
	if (raw->family.given)
		addr->any.sa_family = (sa_family_t)raw->family.number;
	if (raw->length.given)
		addr->length = (socklen_t)raw->length.number;
	addr->null = raw->null;
}

bool
raw_may_close(struct call *call, const struct sock *sock)
{
	if (!call->bare || sys_fcntl(sock->fd, F_GETFD, 0) < 0)
		return true;
	if (sock->number)
		return error_set(&call->error, ERROR_REFUSED, "descriptor %d is socket %u: close "
		    "that", sock->fd, sock->number);
	return error_set(&call->error, ERROR_REFUSED, "descriptor %d is not sosh's to close: "
	    "'adopt %d' comes first", sock->fd, sock->fd);
}
