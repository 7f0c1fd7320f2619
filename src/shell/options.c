/* options: the words that sosh was started with. */
#include "shell/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/match.h"
#include "base/mem.h"
#include "base/number.h"

/* Reads what an option has behind it; NULL for a switch. */
typedef bool take(struct options *, const char *word, struct error *);

struct row {
	char        letter;       /* 0: it has none */
	const char *name;         /* NULL: it has none */
	const char *value;        /* what stands behind it, or NULL */
	size_t      at;           /* of a switch: its bool */
	take       *take;
	const char *help;         /* NULL: not told */
};
#define SWITCH(field) offsetof(struct options, field)

static bool
take_commands(struct options *options, const char *word, struct error *error)
{
	(void)error;
	if (options->has_commands)
		buf_add_byte(&options->commands, '\n');
	buf_add_text(&options->commands, word);
	options->has_commands = true;
	return true;
}

static const char *const forms[] = { [FORM_TEXT] = "text", [FORM_JSON] = "json",
	[FORM_TAP] = "tap", [FORM_TAP13] = "tap13", [FORM_JUNIT] = "junit" };
enum { FORMS = sizeof(forms) / sizeof(*forms) };

static bool
take_output(struct options *options, const char *word, struct error *error)
{
	for (size_t i = 0; i < FORMS; i++) {
		if (strcmp(word, forms[i]) != 0)
			continue;
		options->form = (enum options_form)i;
		options->json = i == FORM_JSON;
		return true;
	}
	return error_usage(error, "'%.60s' is no form of output: text, json, tap, tap13 or "
		    "junit", word);
}

static bool
take_report(struct options *options, const char *word, struct error *error)
{
	const char *colon = strchr(word, ':');
	struct options_report report = { .form = FORM_TEXT };

	for (size_t i = FORM_TAP; colon && i < FORMS; i++)
		if (strncmp(word, forms[i], (size_t)(colon - word)) == 0 &&
		    forms[i][colon - word] == '\0')
			report.form = (enum options_form)i;
	if (report.form == FORM_TEXT || !colon[1])
		return error_usage(error, "'%.60s' is no report: tap:FILE, tap13:FILE or "
		    "junit:FILE", word);
	if (strcmp(colon, ":-") == 0)
		return error_usage(error, "'-' is standard output, which tells something else: "
		    "-o %s shows the report there; ./- is a file", forms[report.form]);
	report.path = colon + 1;
	options->report = mem_grow(options->report, options->reports + 1, sizeof(report));
	options->report[options->reports++] = report;
	return true;
}

static bool
take_filter(struct options *options, const char *word, struct error *error)
{
	struct match *match = match_new(word, strlen(word), error);

	match_free(match);
	options->filter = word;
	return match != NULL;
}

static bool
take_timeout(struct options *options, const char *word, struct error *error)
{
	options->has_timeout = true;
	if (!number_duration(word, strlen(word), true, &options->timeout, error))
		return false;
	if (options->timeout == 0)
		options->timeout = NUMBER_NEVER;
	return true;
}

static bool
take_color(struct options *options, const char *word, struct error *error)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (options->color = 0; options->color < 3; options->color++)
		if (strcmp(word, words[options->color]) == 0)
			return true;
	return error_usage(error, "'%.60s' is not auto, always or never", word);
}

static bool
take_complete(struct options *options, const char *word, struct error *error)
{
	(void)error;
	options->what = OPTIONS_COMPLETE;
	options->complete = word;
	return true;
}

static bool
take_hint(struct options *options, const char *word, struct error *error)
{
	(void)error;
	options->what = OPTIONS_HINT;
	options->complete = word;
	return true;
}

#define WHAT(name, what_it_is) \
static bool \
take_##name(struct options *options, const char *word, struct error *error) \
{ \
	(void)word, (void)error; \
	options->what = what_it_is; \
	return true; \
}
WHAT(help, OPTIONS_HELP)
WHAT(version, OPTIONS_VERSION)
WHAT(man, OPTIONS_MAN)
WHAT(hints, OPTIONS_HINTS)
WHAT(declarations, OPTIONS_DECLARATIONS)
WHAT(self_check, OPTIONS_SELF_CHECK)

static const struct row rows[] = {
	{ 'c', NULL, "COMMANDS", 0, take_commands,
	  "run COMMANDS (; and newlines separate), then leave; several are joined" },
	{ 'i', NULL, NULL, SWITCH(interactive), NULL, "stay at the prompt after FILE or -c" },
	{ 'k', "keep-going", NULL, SWITCH(keep_going), NULL,
	  "go on after a command that failed (the exit status still tells)" },
	{ 'n', "check-only", NULL, SWITCH(check_only), NULL,
	  "parse everything, also report literals that are wrong, run nothing" },
	{ 'o', "output", "FORM", 0, take_output,
	  "how answers are shown: text, json; or how tests went: tap, tap13, junit" },
	{ 0, "json", NULL, SWITCH(json), NULL, "short for --output=json" },
	{ 0, "report", "FORM:FILE", 0, take_report,
	  "tap:FILE, tap13:FILE or junit:FILE: also tell in a file how tests went" },
	{ 0, "filter", "REGEX", 0, take_filter, "run only the tests whose names match" },
	{ 0, "files", NULL, SWITCH(files), NULL,
	  "every word that follows is a script of its own; one report" },
	{ 0, "events", NULL, SWITCH(events), NULL,
	  "JSON: also what happens by itself, as lines with \"event\"" },
	{ 'q', "quiet", NULL, SWITCH(quiet), NULL,
	  "text: only received data, and what echo says" },
	{ 'x', "trace", NULL, SWITCH(trace), NULL,
	  "show every system call on sockets, as strace does" },
	{ 't', "timeout", "DURATION", 0, take_timeout,
	  "the longest that a command waits which names no time; scripts: 30s; 0: no limit" },
	{ 0, "color", "auto|always|never", 0, take_color, "colours on the terminal" },
	{ 0, "safe", NULL, SWITCH(safe), NULL,
	  "for a stranger's script: no files, no programs, nothing outside loopback" },
	{ 0, "no-rc", NULL, SWITCH(no_rc), NULL, "skip the start-up file" },
	{ 0, "complete", "LINE", 0, take_complete, "print what may come next, a line each" },
	{ 'V', "version", NULL, 0, take_version, "the version, with what is built in" },
	{ 'h', "help", NULL, 0, take_help, "this text" },
	{ 0, "hint", "LINE", 0, take_hint, NULL },
	{ 0, "man", NULL, 0, take_man, NULL },
	{ 0, "hints", NULL, 0, take_hints, NULL },
	{ 0, "declarations", NULL, 0, take_declarations, NULL },
	{ 0, "self-check", NULL, 0, take_self_check, NULL },
	{ 0 }
};

static const struct row *
find(char letter, const char *name, size_t count)
{
	for (const struct row *row = rows; row->letter || row->name; row++)
		if (letter ? row->letter == letter : row->name && strlen(row->name) == count &&
		    memcmp(row->name, name, count) == 0)
			return row;
	return NULL;
}

struct words {
	char **word;
	int    count, at;
};

/* `value` is what stands in the same word, or NULL. */
static bool
take_one(struct options *options, const struct row *row, const char *shown, const char *value,
    struct words *words, struct error *error)
{
	if (!row->value) {
		if (value)
			return error_usage(error, "'%s' takes no value", shown);
		if (row->take)
			return row->take(options, NULL, error);
		*(bool *)((char *)options + row->at) = true;
		return true;
	}
	if (!value && words->at + 1 >= words->count)
		return error_usage(error, "'%s' wants %s behind it", shown, row->value);
	return row->take(options, value ? value : words->word[++words->at], error);
}

static bool
long_option(struct options *options, struct words *words, struct error *error)
{
	const char *word = words->word[words->at];
	const char *equals = strchr(word, '=');
	size_t count = (equals ? (size_t)(equals - word) : strlen(word)) - 2;
	const struct row *row = find(0, word + 2, count);

	if (!row)
		return error_usage(error, "there is no option '%.60s'; --help lists them", word);
	return take_one(options, row, word, equals ? equals + 1 : NULL, words, error);
}

/* "-kq", "-cCOMMANDS": letters together, the last one with its value. */
static bool
short_options(struct options *options, struct words *words, struct error *error)
{
	const char *word = words->word[words->at];

	for (const char *letter = word + 1; *letter; letter++) {
		const struct row *row = find(*letter, NULL, 0);
		char shown[] = { '-', *letter, '\0' };

		if (!row)
			return error_usage(error, "there is no option '%s'; --help lists them",
			    shown);
		if (row->value)
			return take_one(options, row, shown, letter[1] ? letter + 1 : NULL, words,
			    error);
		if (!take_one(options, row, shown, NULL, words, error))
			return false;
	}
	return true;
}

/* Do the options that were given go together? */
static bool
fits(const struct options *options, struct error *error)
{
	if (options->files && options->has_commands)
		return error_usage(error, "-c and --files do not go together");
	if (options->files && options->interactive)
		return error_usage(error, "-i and --files do not go together");
	if (options->files && !options->args)
		return error_usage(error, "'--files' wants FILE... behind it");
	if (options->interactive && options->form >= FORM_TAP)
		return error_usage(error, "-i and --output=%s do not go together",
		    forms[options->form]);
	return true;
}

bool
options_read(struct options *options, int argc, char **argv, struct error *error)
{
	struct words words = { argv, argc, 1 };

	*options = (struct options){ .what = OPTIONS_RUN };
	for (; words.at < argc; words.at++) {
		const char *word = argv[words.at];

		if (strcmp(word, "--") == 0) {
			words.at++;
			break;
		}
		if (*word != '-' || word[1] == '\0')
			break;
		if (!(word[1] == '-' ? long_option : short_options)(options, &words, error))
			return false;
		if (options->files) {
			words.at++;
			break;
		}
	}
	options->arg = argv + (words.at < argc ? words.at : argc);
	options->args = argc - words.at > 0 ? argc - words.at : 0;
	if (!fits(options, error))
		return false;
	if (options->args && !options->has_commands && !options->files &&
	    strcmp(*options->arg, "-") != 0)
		options->file = *options->arg;
	if (options->args && options->has_commands)
		return error_usage(error,
		    "'%.60s' comes too late: -c and a FILE do not go together", *options->arg);
	return true;
}

void
options_clear(struct options *options)
{
	buf_clear(&options->commands);
	free(options->report);
}

static void
show_row(const struct row *row, struct buf *out)
{
	buf_add_text(out, "  ");
	if (row->letter)
		buf_format(out, "-%c", row->letter);
	if (row->letter && row->name)
		buf_add_text(out, ", ");
	if (row->name)
		buf_format(out, "--%s", row->name);
	if (row->value)
		buf_format(out, "%s%s", row->name ? "=" : " ", row->value);
}

void
options_help(struct buf *out)
{
	buf_add_text(out, "sosh, the socket shell\n\n"
	    "  sosh [OPTION]... [FILE [ARG]...]\n"
	    "  sosh [OPTION]... -c COMMANDS\n"
	    "  sosh [OPTION]... --files FILE...\n"
	    "  sosh                      at a terminal: the prompt; else commands from stdin\n\n");
	for (const struct row *row = rows; row->letter || row->name; row++) {
		size_t start = out->count;

		if (!row->help)
			continue;
		show_row(row, out);
		buf_format(out, "%*s  %s\n", (int)(out->count - start < 28 ?
		    28 - (out->count - start) : 0), "", row->help);
	}
	buf_add_text(out, "\nExit status: 0 all went well, 1 a command failed, 2 it could not be "
	    "understood,\n3 output could not be written. At the prompt, help tells more.\n");
}

void
options_manual(struct buf *out)
{
	for (const struct row *row = rows; row->letter || row->name; row++) {
		if (!row->help)
			continue;
		buf_add_text(out, "- `");
		show_row(row, out);
		buf_format(out, "`: %s\n", row->help);
	}
}
