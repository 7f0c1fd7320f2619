/* offer-option: the values of a socket option as what may come next. */
#include "command/offer-option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/offer-address.h"
#include "command/type-option.h"
#include "lang/offer.h"

static const char *const switches[] = { "on", "off", NULL };
static const char *const times[] = { "100ms", "1s", "5s", "1m", NULL };
static const char *const seconds[] = { "1s", "5s", "1m", "2h", NULL };
static const char *const sizes[] = { "4k", "64k", "1M", "4M", NULL };
static const char *const lingers[] = { "0", "1s", "5s", NULL };

static const char *const *const examples[OPTION_TYPES] = {
	[OPTION_BOOL] = switches, [OPTION_LINGER] = switches, [OPTION_SECONDS] = seconds,
	[OPTION_MILLIS] = times, [OPTION_MICROS] = times, [OPTION_TIMEVAL] = times,
	[OPTION_BYTES] = sizes, [OPTION_UNSIGNED_BYTES] = sizes,
};

/* Which of the words is an interface, where it is not the first. */
static const size_t interface_at[OPTION_TYPES] = {
	[OPTION_GROUP4] = 1, [OPTION_GROUP6] = 1, [OPTION_GROUP] = 1, [OPTION_SOURCE] = 2,
	[OPTION_PKTINFO] = 1,
};

/* What the kernel has to choose from, a word each in a file of /proc. */
static void
offer_file(const char *path, struct offer offer)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *rest, *word;
	size_t room = 0;

	if (!file)
		return;
	if (getline(&line, &room, file) >= 0) {
		word = strtok_r(line, " \t\n", &rest);
		for (; word; word = strtok_r(NULL, " \t\n", &rest))
			offer.word(offer.to, word, NULL);
	}
	free(line);
	fclose(file);
}

/* Options whose value is a name of something that is there. */
static void
offer_names(const struct reading *reading, const struct option *option, struct offer offer)
{
	static const char congestion[] = "/proc/sys/net/ipv4/tcp_available_congestion_control";
	static const char ulp[] = "/proc/sys/net/ipv4/tcp_available_ulp";
	bool interface = option->type == OPTION_INTERFACE ||
	    option->type == OPTION_INTERFACE_BE || option->type == OPTION_RECEPTION ||
	    option->type == OPTION_ADDRESS ||
	    strcmp(option->brief, "bindtodevice") == 0;

	if (interface)
		offer_interfaces(offer);
	if (option->type == OPTION_ADDRESS)
		offer_numeric(reading, "", offer);
	else if (strcmp(option->brief, "congestion") == 0)
		offer_file(congestion, offer);
	else if (strcmp(option->brief, "ulp") == 0)
		offer_file(ulp, offer);
}

/* The value it has, where it is one word and reading it changes nothing. */
static void
offer_now(const struct option_args *args, struct offer offer)
{
	const struct option *option = args->option;
	struct value value;
	struct buf text = { 0 };
	struct error ignored;

	if (!args->sock || !(option->access & OPTION_GET) || (option->access & OPTION_ALONE) ||
	    !option_get(args->sock, option, NULL, &value, &ignored))
		return;
	option_show(option, &value, &text);
	if (text.count && !strchr(text.data, ' '))
		offer.word(offer.to, text.data, "as it is now");
	value_clear(&value);
	buf_clear(&text);
}

static bool
is_among(const arg_option_value *value, const char *word)
{
	for (size_t i = 0; i < value->count; i++)
		if (strcmp(value->item[i].bytes, word) == 0)
			return true;
	return false;
}

void
offer_option_values(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct option_args *args = reading->args;
	const struct option *option = args->option;
	size_t before = args->value.count;

	(void)typed;
	if (!option)
		return;
	if (before == 1 && option->type == OPTION_LINGER && is_among(&args->value, "on"))
		offer_each(offer, lingers, NULL);
	if (before == interface_at[option->type] && interface_at[option->type])
		offer_interfaces(offer);
	if (before && option->type != OPTION_FLAGS && option->type != OPTION_TOS)
		return;
	if (!before)
		offer_now(args, offer);
	offer_each(offer, before ? NULL : examples[option->type], NULL);
	for (const struct name *n = option->choices; n && n->name; n++)
		if (!is_among(&args->value, n->name))
			offer.word(offer.to, n->name, n->help);
	if (!before)
		offer_names(reading, option, offer);
}
