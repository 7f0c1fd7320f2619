/* config: show or set what can be set of sosh itself. */

#include <string.h>

#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"

typedef const struct config_key *arg_key;

struct config_args {
	arg_key  key;
	arg_text value;
};

static bool
parse_key(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	for (const struct config_key *key = config_keys; key->name; key++)
		if (strlen(key->name) == text->count && memcmp(key->name, text->bytes,
		    text->count) == 0) {
			*(arg_key *)at = key;
			return true;
		}
	return error_usage(error, "there is nothing called '%.60s' to set; config lists what there "
	    "is", text->bytes);
}

static void
offer_keys(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading, (void)typed;
	for (const struct config_key *key = config_keys; key->name; key++)
		offer.word(offer.to, key->name, key->help);
}

typedef arg_text arg_config_value;

static bool
parse_value(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	return type_text.parse(reading, text, at, error);
}

static const struct config_key *
key_before(const struct reading *reading)
{
	return ((const struct config_args *)reading->args)->key;
}

/* The value as it is, then what else it may be. */
static void
offer_values(const struct reading *reading, const char *typed, struct offer offer)
{
	const struct config_key *key = key_before(reading);
	struct buf now = { 0 };

	if (!key)
		return;
	if (reading->session)
		key->show(&reading->session->config, &now);
	if (now.count)
		offer.word(offer.to, now.data, "as it is now");
	offer_each(offer, key->values, NULL);
	if (key->offer)
		key->offer(typed, offer);
	buf_clear(&now);
}

static bool
usage_value(const struct reading *reading, struct buf *out)
{
	const struct config_key *key = key_before(reading);

	for (const char *const *value = key ? key->values : NULL; value && *value; value++)
		buf_format(out, "%s%s", value == key->values ? "" : "|", *value);
	return true;
}

static const struct type type_config_value = { .name = "VALUE", .noun = "value",
	.help = "a value that its key can have", .parse = parse_value,
	.complete = offer_values, .usage = usage_value };

static const struct type type_key = { .name = "KEY", .noun = "key",
	.help = "one of those that help settings lists", .parse = parse_key,
	.complete = offer_keys };

static const struct param params[] = {
	{ "KEY", PARAM(config_args, key, key), .flags = PARAM_OPTIONAL,
	  .help = "what to show or set; all if it is left out" },
	{ "VALUE", PARAM(config_args, value, config_value), .flags = PARAM_OPTIONAL,
	  .help = "its value from now on" },
	{ 0 }
};

static const struct field fields[] = {
	{ "config", "the values, by key" },
	{ 0 }
};

static bool
set(struct call *call, const struct config_args *args)
{
	struct session *session = call->session;

	if (!args->key->set(&session->config, args->value.bytes, args->value.count, &call->error))
		return false;
	return strcmp(args->key->name, "history") != 0 || !session->history.size ||
	    history_resize(&session->history, (size_t)session->config.history, &call->error);
}

static enum outcome
run(struct call *call)
{
	const struct config_args *args = (const void *)call->args;
	struct record *values = record_record(&call->answer, "config");

	if (args->value.bytes && !set(call, args))
		return FAILED;
	for (const struct config_key *key = config_keys; key->name; key++) {
		struct buf text = { 0 };

		if (args->key && key != args->key)
			continue;
		key->show(&call->session->config, &text);
		record_text(values, key->name, buf_text(&text));
		buf_clear(&text);
	}
	return DONE;
}

const struct command cmd_config = {
	.name = "config", .group = "sosh", .summary = "show or set what can be set of sosh itself",
	.params = params, .args_size = sizeof(struct config_args), .fields = fields,
	.say = "", .run = run
};
