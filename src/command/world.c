/* world: what variables hold, and what --safe says of prefixes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "command/offer-sock.h"
#include "command/run.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"
#include "lang/offer.h"
#include "lang/suggest.h"
#include "socket/property.h"

/* The part of a name behind its first dot, or NULL where it does not begin so. */
static const char *
behind(const char *name, size_t count, const char *front, size_t *left)
{
	size_t length = strlen(front);

	if (count <= length + 1 || memcmp(name, front, length) != 0 || name[length] != '.')
		return NULL;
	*left = count - length - 1;
	return name + length + 1;
}

static bool
is(const char *name, size_t count, const char *text)
{
	return strlen(text) == count && memcmp(name, text, count) == 0;
}

static bool
no_variable(const char *name, size_t count, struct error *error)
{
	return error_usage(error, "'%.*s' is not set", (int)(count < 60 ? count : 60), name);
}

static bool
of_error(const struct run *run, const char *name, size_t count, struct buf *out)
{
	const struct error *failed = &run->scope->error;
	const struct value *value;

	if (is(name, count, "kind"))
		buf_add_text(out, failed->kind ? error_kind_name(failed->kind) : "");
	else if (is(name, count, "errno") && failed->kind == ERROR_SYSTEM)
		buf_add_text(out, names_of(names_errno, failed->number) ?
		    names_of(names_errno, failed->number) : "");
	else if (is(name, count, "eai") && failed->kind == ERROR_RESOLVE)
		buf_add_text(out, names_of(names_eai, failed->number) ?
		    names_of(names_eai, failed->number) : "");
	else if (is(name, count, "call"))
		buf_add_text(out, failed->call ? failed->call : "");
	else if (is(name, count, "number"))
		buf_format(out, "%d", failed->number);
	else if (is(name, count, "message"))
		buf_add_text(out, failed->kind ? failed->text : "");
	else if ((value = record_path(&run->scope->failure, name, count)))
		value_show(value, out);
	else
		return is(name, count, "errno") || is(name, count, "eai");
	return true;
}

/* A field that the command may answer with, and did not: what does not apply is empty.
 * Of what it did answer with every part must be there. */
static bool
is_left_out(const struct run *run, const char *name, size_t count)
{
	const char *dot = memchr(name, '.', count);
	size_t front = dot ? (size_t)(dot - name) : count;

	if (record_path(&run->scope->answer, name, front))
		return false;
	for (const struct field *field = run->scope->fields; field && field->name; field++)
		if (is(name, front, field->name))
			return true;
	return false;
}

static bool
no_field(const struct run *run, const char *name, size_t count, struct error *error)
{
	char wanted[60];
	struct suggest suggest = { .wanted = wanted };

	snprintf(wanted, sizeof(wanted), "%.*s", (int)count, name);
	for (const struct field *field = run->scope->fields; field && field->name; field++)
		suggest_look(&suggest, field->name);
	return error_usage(error, "the last answer has no field '%.*s'%s", (int)(count < 60 ?
	    count : 60), name, suggest_text(&suggest));
}

static bool
of_answer(struct run *run, const char *name, size_t count, struct buf *out,
    struct error *error)
{
	size_t left;
	const char *inside = behind(name, count, "error", &left);
	const struct value *value;

	if (is(name, count, "ok")) {
		buf_add_text(out, run->scope->error.kind ? "false" : "true");
		return true;
	}
	if (is(name, count, "socket") && run->scope->socket) {
		buf_format(out, "%u", run->scope->socket);
		return true;
	}
	if (inside && of_error(run, inside, left, out))
		return true;
	value = record_path(&run->scope->answer, name, count);
	if (value)
		value_show(value, out);
	else if (inside)
		return error_usage(error, "an error has no field '%.*s'", (int)left, inside);
	else
		return is_left_out(run, name, count) || no_field(run, name, count, error);
	return true;
}

static bool
of_match(const struct run *run, const char *name, size_t count, struct buf *out,
    struct error *error)
{
	const char *start;
	size_t length, index = 10;

	if (!run->scope->match)
		return error_usage(error, "nothing has matched yet");
	if (count == 1 && isdigit((unsigned char)*name))
		index = (size_t)(*name - '0');
	for (size_t i = 1; index == 10 && i < match_groups(run->scope->match); i++) {
		const char *have = match_name(run->scope->match, i);

		if (have && strlen(have) == count && memcmp(have, name, count) == 0)
			index = i;
	}
	if (index == 10 || index >= match_groups(run->scope->match))
		return error_usage(error, "the last regular expression has no group '%.*s'",
		    (int)count, name);
	if (match_group(run->scope->match, run->scope->matched.data, index, &start, &length))
		buf_add(out, start, length);
	return true;
}

static bool
of_arg(const struct run *run, const char *name, size_t count, struct buf *out,
    struct error *error)
{
	size_t args;
	const struct text *arg = run_args(run, &args);

	if (is(name, count, "count")) {
		buf_format(out, "%zu", args ? args - 1 : 0);
		return true;
	}
	if (count != 1 || !isdigit((unsigned char)*name))
		return error_usage(error, "'arg.%.*s' is no variable: arg.0 to arg.9, arg.count",
		    (int)count, name);
	if ((size_t)(*name - '0') >= args)
		return error_usage(error, "the script was given no ${arg.%c}", *name);
	buf_add(out, arg[*name - '0'].bytes, arg[*name - '0'].count);
	return true;
}

static bool
of_env(const struct run *run, const char *name, size_t count, struct buf *out,
    struct error *error)
{
	char *copy;
	const char *value;

	if (run->session->safe && !safe_allows(SAFE_VARIABLE, "env", error))
		return false;
	copy = strndup(name, count);
	value = copy ? getenv(copy) : NULL;
	free(copy);
	if (!value)
		return error_usage(error, "the environment has no '%.*s'", (int)count, name);
	buf_add_text(out, value);
	return true;
}

/* "2.local.port", "echo.state", ".peer": the socket, then a property. */
static bool
of_socket(struct run *run, const char *name, size_t count, struct buf *out,
    struct error *error)
{
	const char *dot = memchr(name, '.', count);
	const struct reading reading = { .session = run->session, .run = run };
	const struct property *property;
	struct sock *sock;
	struct value value;

	if (!dot)
		return no_variable(name, count, error);
	sock = type_find_sock(&reading, dot == name ? "." : name,
	    dot == name ? 1 : (size_t)(dot - name), true, error);
	if (!sock)
		return false;
	property = property_named(dot + 1, count - (size_t)(dot + 1 - name));
	if (!property)
		return error_usage(error, "a socket has no property '%.*s'",
		    (int)(count - (size_t)(dot + 1 - name)), dot + 1);
	value = property_get(&run->session->sockets, sock, property);
	value_show(&value, out);
	value_clear(&value);
	return true;
}

static bool
variable(void *to, const char *name, size_t count, struct buf *out, struct error *error)
{
	struct run *run = to;
	size_t left;
	const char *inside;

	if (word_is_name(name, count))
		return vars_get(run->scope->vars, name, count, out) ||
		    no_variable(name, count, error);
	if ((inside = behind(name, count, "answer", &left)))
		return of_answer(run, inside, left, out, error);
	if ((inside = behind(name, count, "match", &left)))
		return of_match(run, inside, left, out, error);
	if ((inside = behind(name, count, "arg", &left)))
		return of_arg(run, inside, left, out, error);
	if ((inside = behind(name, count, "env", &left)))
		return of_env(run, inside, left, out, error);
	return of_socket(run, name, count, out, error);
}

static bool
prefix(void *to, const char *name, struct error *error)
{
	const struct run *run = to;

	return !run->session->safe || safe_allows(SAFE_PREFIX, name, error);
}

/* What begins with "NAME." is offered once that stands there; before, the "NAME."
 * alone is. */
struct group {
	const char *stem, *help;
	void (*offer)(const struct run *, struct offer);
};

static void
offer_named(const char *stem, const char *name, const char *help, struct offer offer)
{
	offer_behind(offer, stem, strlen(stem), name, help);
}

static void
offer_answer(const struct run *run, struct offer offer)
{
	static const char *const of_errors[] = { "error.kind", "error.errno", "error.message",
		"error.call", "error.number", NULL };
	const struct record *answer = &run->scope->answer;

	offer_named("answer.", "ok", "how it went: true or false", offer);
	if (run->scope->socket)
		offer_named("answer.", "socket", "the socket that it was about", offer);
	for (size_t i = 0; i < answer->count; i++)
		if (answer->field[i].name)
			offer_named("answer.", answer->field[i].name, "of the last answer",
			    offer);
	for (const char *const *name = of_errors; *name; name++)
		offer_named("answer.", *name, "of what went wrong", offer);
}

static void
offer_match(const struct run *run, struct offer offer)
{
	for (size_t i = 0; run->scope->match && i < match_groups(run->scope->match); i++) {
		const char *name = match_name(run->scope->match, i);
		char number[2] = { (char)('0' + i % 10), '\0' };

		if (i < 10)
			offer_named("match.", number, i ? "what a group caught" :
			    "all that matched", offer);
		if (name)
			offer_named("match.", name, "what a group caught", offer);
	}
}

static void
offer_arg(const struct run *run, struct offer offer)
{
	size_t args;
	const struct text *arg = run_args(run, &args);

	offer_named("arg.", "count", "how many words the script was given", offer);
	for (size_t i = 0; i < args && i < 10; i++) {
		char number[2] = { (char)('0' + i), '\0' };

		offer_named("arg.", number, arg[i].bytes, offer);
	}
}

extern char **environ;

/* Names alone: values may be secrets. */
static void
offer_env(const struct run *run, struct offer offer)
{
	for (char **one = run->session->safe ? NULL : environ; one && *one; one++) {
		const char *equals = strchr(*one, '=');
		struct buf name = { 0 };

		buf_add(&name, *one, equals ? (size_t)(equals - *one) : strlen(*one));
		offer_named("env.", buf_text(&name), NULL, offer);
		buf_clear(&name);
	}
}

static const struct group groups[] = {
	{ "answer.", "the last answer", offer_answer },
	{ "match.", "what the last regular expression caught", offer_match },
	{ "arg.", "the words that the script was given", offer_arg },
	{ "env.", "the environment", offer_env },
};

static void
offer_variables(void *to, const char *typed, struct offer offer)
{
	struct run *run = to;
	const struct reading reading = { .session = run->session, .run = run };

	for (const struct vars *vars = run->scope->vars; vars; vars = vars->outer)
		for (size_t i = 0; i < vars->count; i++)
			offer.word(offer.to, vars_name(vars, i), "a variable");
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		if (strncmp(typed, groups[i].stem, strlen(groups[i].stem)) == 0)
			groups[i].offer(run, offer);
		else
			offer.word(offer.to, groups[i].stem, groups[i].help);
	}
	if (run->scope->dot && !*typed)
		offer.word(offer.to, ".", "the socket used last");
	offer_sock_properties(&reading, typed, offer);
}

struct world
session_world(struct run *run)
{
	return (struct world){ .to = run, .variable = variable, .prefix = prefix,
		.offer_variables = offer_variables, .scratch = &run->scratch };
}
