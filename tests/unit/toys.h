/* toys: commands that exist in tests alone, one of each make. */
#ifndef SOSH_TESTS_TOYS_H
#define SOSH_TESTS_TOYS_H
#include <string.h>

#include "lang/args.h"
#include "lang/command.h"
#include "lang/data.h"
#include "lang/expand.h"

/* A type of the floor above: it wants a session, and what it offers depends on
 * the word before. */
typedef struct text arg_thing;
typedef struct text arg_inner;

struct pick_args { arg_choice color; arg_thing thing; arg_thing other; arg_flag quick; };

static bool
parse_thing(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	if (text->count == 0)
		return error_usage(error, "a thing has a name");
	*(arg_thing *)at = *text;
	return true;
}

static void
offer_things(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const thing[][6] = {
		{ "rose", "red wine", "it's", "a;b", "{", "\x1b" },
		{ "sky", "sea", "$ea", "#sea", "--sea", "sea\\" },
	};
	const struct pick_args *args = reading->args;

	(void)typed;
	for (size_t i = 0; i < 6; i++)
		offer.word(offer.to, thing[args->color][i], args->color ? "blue" : "red");
}

static struct sock *const *
borrows_nothing(const void *at, size_t *count)
{
	(void)at;
	*count = 0;
	return NULL;
}

static const struct type type_thing = {
	.name = "THING", .help = "a thing that has a color", .parse = parse_thing,
	.complete = offer_things, .desk = true, .noun = "thing", .borrows = borrows_nothing
};
static const struct type type_inner = {
	.name = "COMMAND...", .help = "a command", .parse = parse_thing
};

static enum outcome
run_toy(struct call *call)
{
	(void)call;
	return DONE;
}

static const char *const colors[] = { "red", "blue", NULL };
static const char *const paint_aliases[] = { "colour", "dye", NULL };

struct paint_args {
	arg_choice color, edge;
	arg_int times;
	arg_flag loud;
	arg_duration within;
	arg_size room;
};
static const struct param paint_params[] = {
	{ "COLOR", PARAM(paint_args, color, choice), .among = colors, .help = "which color" },
	{ "TIMES", PARAM(paint_args, times, int), .flags = PARAM_OPTIONAL, .low = 1, .high = 9,
	  .help = "how often" },
	{ "loud", PARAM(paint_args, loud, flag), .flags = PARAM_OPTION, .help = "tell everybody" },
	{ "within", PARAM(paint_args, within, duration), .flags = PARAM_OPTION,
	  .help = "how long it may take" },
	{ "room", PARAM(paint_args, room, size), .flags = PARAM_OPTION, .high = 1024,
	  .help = "how much paint there is" },
	{ "edge", PARAM(paint_args, edge, choice), .flags = PARAM_OPTION, .among = colors,
	  .help = "another color around it" },
	{ 0 }
};
static const struct field paint_fields[] = {
	{ "coats", "how many coats there are" }, { "dry", "whether it is dry" }, { 0 }
};
static const struct command paint = {
	.name = "paint", .group = "color", .summary = "cover a thing with a color",
	.aliases = paint_aliases, .params = paint_params, .args_size = sizeof(struct paint_args),
	.fields = paint_fields, .say = "{coats} coats{?dry:, dry}{!dry:, wet on {socket}}",
	.run = run_toy
};

static const struct param pick_params[] = {
	{ "COLOR", PARAM(pick_args, color, choice), .among = colors, .help = "its color" },
	{ "THING", PARAM(pick_args, thing, thing), .help = "what to pick" },
	{ "quick", PARAM(pick_args, quick, flag), .flags = PARAM_OPTION, .help = "be quick" },
	{ "other", PARAM(pick_args, other, thing), .flags = PARAM_OPTION, .help = "one more" },
	{ 0 }
};
static const struct command pick = {
	.name = "pick", .group = "things", .summary = "take a thing", .params = pick_params,
	.args_size = sizeof(struct pick_args), .run = run_toy
};

struct pour_args { arg_int into; arg_data data, until; arg_text to; };
static const struct param pour_params[] = {
	{ "N", PARAM(pour_args, into, int), .help = "where to" },
	{ "DATA", PARAM(pour_args, data, data), .flags = PARAM_MANY | PARAM_DATA, .help = "what" },
	{ "until", PARAM(pour_args, until, data), .flags = PARAM_OPTION | PARAM_DATA,
	  .help = "what ends it" },
	{ "to", PARAM(pour_args, to, text), .flags = PARAM_OPTION, .help = "whom" },
	{ 0 }
};
static const struct command pour = {
	.name = "pour", .group = "things", .summary = "put bytes in", .params = pour_params,
	.args_size = sizeof(struct pour_args), .run = run_toy
};

struct say_args { arg_texts words; };
static const struct param say_params[] = {
	{ "WORD", PARAM(say_args, words, texts), .flags = PARAM_OPTIONAL | PARAM_MANY,
	  .help = "what to say" },
	{ 0 }
};
static const struct command say = {
	.name = "say", .group = "words", .summary = "say something", .params = say_params,
	.args_size = sizeof(struct say_args), .flags = COMMAND_SILENT, .run = run_toy
};

static const char *const stop_aliases[] = { "halt", "?", NULL };
static const struct param no_params[] = { { 0 } };
static const struct command stop = {
	.name = "stop", .group = "words", .summary = "do no more", .params = no_params,
	.aliases = stop_aliases, .flags = COMMAND_LAST_WORD, .run = run_toy
};

struct twice_args { arg_int count; };
static const struct param twice_params[] = {
	{ "COUNT", PARAM(twice_args, count, int), .flags = PARAM_OPTIONAL, .help = "or oftener" },
	{ 0 }
};
static const struct command twice = {
	.name = "twice", .group = "words", .summary = "do it again", .params = twice_params,
	.args_size = sizeof(struct twice_args), .flags = COMMAND_BLOCK, .run = run_toy
};

struct when_args { arg_texts words; };
static const struct param when_params[] = {
	{ "COND", PARAM(when_args, words, texts), .flags = PARAM_MANY, .help = "what has to be" },
	{ 0 }
};
static const struct command when = {
	.name = "when", .group = "words", .summary = "do it or not", .params = when_params,
	.args_size = sizeof(struct when_args), .flags = COMMAND_BLOCK | COMMAND_ELSE,
	.run = run_toy
};

struct wrong_args { arg_choice error; arg_inner command; };
static const struct param wrong_params[] = {
	{ "ERROR", PARAM(wrong_args, error, choice), .among = colors, .help = "what goes wrong" },
	{ "COMMAND", PARAM(wrong_args, command, inner), .flags = PARAM_COMMAND,
	  .help = "and where" },
	{ 0 }
};
static const struct command fail = {
	.name = "wrong", .group = "words", .summary = "want it to fail", .params = wrong_params,
	.args_size = sizeof(struct wrong_args), .run = run_toy
};

/* A flag that takes the place of the first word. */
struct zap_args { arg_int at; arg_choice color; arg_flag loud; };
static const struct param zap_params[] = {
	{ "N", PARAM(zap_args, at, int), .help = "which one" },
	{ "COLOR", PARAM(zap_args, color, choice), .among = colors, .help = "with what" },
	{ "loud", PARAM(zap_args, loud, flag), .flags = PARAM_OPTION, .help = "tell everybody" },
	{ "bare", PARAM(zap_args, at, int), .flags = PARAM_OPTION | PARAM_INSTEAD | PARAM_RARE,
	  .help = "this one instead" },
	{ 0 }
};
static const struct command zap = {
	.name = "zap", .group = "things", .summary = "color a thing from afar",
	.params = zap_params, .args_size = sizeof(struct zap_args), .run = run_toy
};

static const struct command *const toy_commands[] = {
	&paint, &pick, &pour, &say, &stop, &twice, &when, &fail, &zap, NULL
};
static const struct page toy_pages[] = {
	{ "paint", "# paint\n\nPaints in `red`.\n\n```\nsosh> paint red\n```\n" },
	{ "pick", "# pick\n" }, { "pour", "# pour\n" }, { "say", "Says.\n" },
	{ "stop", "# stop\n\nStops." }, { "twice", "# twice\n" }, { "when", "# when\n" },
	{ "wrong", "# wrong\n" }, { "zap", "# zap\n" },
	{ 0 }
};
static const struct catalog toys = { toy_commands, toy_pages, NULL };

/* A world with a few variables: $x, $empty, $flag, $prefix, $nul. */
static inline bool
toy_variable(void *to, const char *name, size_t count, struct buf *out, struct error *error)
{
	static const struct {
		const char *name, *value;
		size_t count;
	} variables[] = {
		{ "x", "7", 1 }, { "empty", "", 0 }, { "flag", "--loud", 6 },
		{ "prefix", "hex:ab", 6 }, { "nul", "a\0b", 3 }, { "red", "red", 3 },
		{ "answer.data", "hex:", 4 },
	};

	(void)to;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		if (strlen(variables[i].name) != count ||
		    memcmp(variables[i].name, name, count) != 0)
			continue;
		buf_add(out, variables[i].value, variables[i].count);
		return true;
	}
	return error_usage(error, "'%.60s' is not set", name);
}

static inline bool
toy_prefix(void *to, const char *prefix, struct error *error)
{
	if (to && strcmp(prefix, to) == 0)
		return error_set(error, ERROR_REFUSED, "'%s' is not for you", prefix);
	return true;
}

static inline void
toy_offer_variables(void *to, const char *typed, struct offer offer)
{
	(void)to, (void)typed;
	offer.word(offer.to, "answer.data", "what was received");
	offer.word(offer.to, "answer.ok", NULL);
	offer.word(offer.to, "x", NULL);
	offer.word(offer.to, "env.", NULL);
}
#endif
