/* type-option: the names of socket options as arguments, and their values. */
#include "command/type-option.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/pool.h"
#include "command/offer-option.h"
#include "lang/offer.h"
#include "lang/suggest.h"
#include "socket/option-value.h"
#include "teach/scene.h"

const char *
type_option_key(const struct sock *sock, const struct option *option)
{
	const struct option *meant = option_named(sock, option->brief, strlen(option->brief));

	return !meant || meant == option ? option->brief : option->name;
}

bool
type_option_none(const struct text *text, struct error *error)
{
	struct bytes_quoted quoted;
	struct suggest suggest = { .wanted = "" };
	const struct option *option;
	char low[40];
	size_t count = 0;

	for (; count < text->count && count < sizeof(low) - 1; count++)
		low[count] = (char)tolower((unsigned char)text->bytes[count]);
	low[count] = '\0';
	suggest.wanted = low;
	for (size_t i = 0; (option = option_at(i)); i++)
		suggest_look(&suggest, option->brief);
	return error_usage(error, "there is no option '%s'%s",
	    bytes_quote(&quoted, text->bytes, text->count), suggest_text(&suggest));
}

bool
type_option_edge(const struct option_raw *raw, struct option_edge *edge, struct error *error)
{
	*edge = (struct option_edge){ .sized = raw->length.given, .null = raw->null,
		.length = raw->length.number };
	return edge->length <= OPTION_LENGTH ||
	    error_usage(error, "--optlen is at most %d", OPTION_LENGTH);
}

static const struct option *
find(const struct reading *reading, const struct sock *sock, const struct text *text,
    struct error *error)
{
	const struct option *option;
	struct option *own;

	if (memchr(text->bytes, ':', text->count)) {
		own = pool_new(reading->pool, sizeof(*own));
		return option_numbered(text->bytes, text->count, own, error);
	}
	option = option_named(sock, text->bytes, text->count);
	if (!option)
		type_option_none(text, error);
	return option;
}

static bool
parse_option(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const struct option_args *args = reading->args;
	arg_option *option = at;

	*option = find(reading, args->sock, text, error);
	return *option != NULL;
}

static void
push(const struct reading *reading, arg_options *options, const struct option *option)
{
	/* The list doubles whenever it has come to a power of two. */
	if ((options->count & (options->count - 1)) == 0) {
		const struct option **old = options->item;

		options->item = pool_new(reading->pool, (options->count * 2 + 1) * sizeof(*old));
		if (options->count)
			memcpy(options->item, old, options->count * sizeof(*old));
	}
	options->item[options->count++] = option;
}

static bool
parse_options(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	const struct options_args *args = reading->args;
	arg_options *options = at;
	bool all = text->count == 3 && memcmp(text->bytes, "all", 3) == 0;
	const struct option *option;

	if (options->all || (all && options->count))
		return error_usage(error, "'all' stands alone");
	options->all = all;
	if (all)
		return true;
	option = find(reading, args->sock, text, error);
	if (!option)
		return false;
	for (size_t i = 0; i < options->count; i++)
		if (options->item[i] == option)
			return error_usage(error, "'%.60s' stands here twice", option->brief);
	push(reading, options, option);
	return true;
}

/* Whoever types the first letter in capitals means the names of the C headers. */
static bool
means_c_name(const char *typed)
{
	return isupper((unsigned char)*typed);
}

/* The name of the C headers also in small letters, once all before its `_` is typed. */
static void
offer_name(const struct option *option, const char *key, const char *typed, size_t front,
    struct offer offer)
{
	const char *part = typed + front;
	size_t count = strlen(part);
	struct buf low = { 0 };

	if (means_c_name(part))
		key = option->name;
	offer_behind(offer, typed, front, key, option->help);
	if (count < strcspn(option->name, "_") || strncmp(key, part, count) == 0 ||
	    strncasecmp(option->name, part, count) != 0)
		return;
	for (const char *name = option->name; *name; name++)
		buf_add_byte(&low, (char)tolower((unsigned char)*name));
	offer_behind(offer, typed, front, buf_text(&low), option->help);
	buf_clear(&low);
}

/* The options of a level, whatever the socket is: who names it knows why. */
static void
offer_level(const char *typed, size_t front, unsigned access, struct offer offer)
{
	const struct option *option;
	int level;

	if (!option_level_named(typed, front - 1, &level))
		return;
	for (size_t i = 0; (option = option_at(i)); i++)
		if ((option->access & access) && option->level == level)
			offer_name(option, option->brief, typed, front, offer);
}

/* Those that the socket has; all where it is not known yet. */
void
type_option_offer(const struct sock *sock, unsigned access, const char *typed,
    struct offer offer)
{
	const char *colon = strchr(typed, ':');
	const struct option *option;

	if (colon) {
		offer_level(typed, (size_t)(colon + 1 - typed), access, offer);
		return;
	}
	for (size_t i = 0; (option = option_at(i)); i++)
		if ((option->access & access) && (!sock || option_fits(option, sock)))
			offer_name(option, type_option_key(sock, option), typed, 0, offer);
}

static void
offer_settable(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct option_args *args = reading->args;

	type_option_offer(args->sock, OPTION_SET, typed, offer);
}

static void
offer_readable(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct options_args *args = reading->args;

	if (args->options.all)
		return;
	type_option_offer(args->sock, OPTION_GET, typed, offer);
	if (!args->options.count)
		offer.word(offer.to, "all", "all that the socket has and the kernel tells");
}

static bool
parse_value(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	return type_texts.parse(reading, text, at, error);
}

static bool
usage_value(const struct reading *reading, struct buf *out)
{
	const struct option_args *args = reading->args;

	if (!args->option)
		return true;
	if (!args->value.count)
		buf_add_text(out, option_type_text(args->option->type));
	return args->value.count < option_codec(args->option->type)->words;
}

const struct type type_option = { .name = "OPTION",
	.help = "a socket option: rcvbuf, SO_RCVBUF, or LEVEL:OPTION by name or number",
	.noun = "option", .parse = parse_option, .complete = offer_settable };
const struct type type_options = { .name = "OPTION...|all",
	.help = "socket options: rcvbuf, SO_RCVBUF, or LEVEL:OPTION by name or number; or all",
	.noun = "option", .parse = parse_options, .complete = offer_readable };
const struct type type_option_value = { .name = "VALUE...",
	.help = "on, off, a number, size, duration or name; int NUMBER; hex:BYTES",
	.noun = "value", .parse = parse_value, .complete = offer_option_values,
	.usage = usage_value };

void
type_option_scene(const struct option_raw *raw, struct scene *scene)
{
	scene->null = raw->null;
	scene->sized = raw->length.given;
	scene->length = (int)raw->length.number;
}
