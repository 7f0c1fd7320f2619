/* notes-option: what can surprise where options are read and set. */
#include <string.h>
#include <sys/socket.h>

#include "teach/note.h"

/* The value under this key of what `get` told, or NULL. */
static const struct value *
told(const struct note_look *look, const char *key)
{
	const struct value *options = record_get(look->answer, "options");

	return options && options->kind == VALUE_RECORD ? record_get(options->record, key) : NULL;
}

/* SO_ERROR, where it was one. */
static const char *
told_error(const struct note_look *look)
{
	const struct value *value = told(look, "error");

	return value && value->kind == VALUE_TEXT ? value->bytes.data : NULL;
}

static bool
spoils_connect(struct note_look *look, struct record *fields)
{
	const struct note_before *before = note_was_it(look);
	const char *error = told_error(look);

	if (!error || !before || !before->connecting || !note_is_tcp(look))
		return false;
	record_text(fields, "error", error);
	return true;
}

static bool
clears_error(struct note_look *look, struct record *fields)
{
	const char *error = told_error(look);

	if (error)
		record_text(fields, "error", error);
	return error != NULL;
}

static bool
knows_nobody(struct note_look *look, struct record *fields)
{
	(void)fields;
	return look->scene->sock && look->scene->sock->family != AF_UNIX &&
	    told(look, "peercred");
}

static bool
is_set(const struct note_look *look, const char *names)
{
	const struct value *option = record_get(look->answer, "option");

	return option && option->kind == VALUE_TEXT && note_state_in(option->bytes.data, names);
}

/* Both numbers, where the kernel made another of what it was given. */
static bool
made(const struct note_look *look, int64_t *asked, int64_t *actual)
{
	const struct value *value = record_get(look->answer, "value");
	const struct value *now = record_get(look->answer, "actual");

	if (!value || !now || value->kind != VALUE_INT || now->kind != VALUE_INT)
		return false;
	*asked = value->number;
	*actual = now->number;
	return true;
}

static bool
is_doubled(struct note_look *look, struct record *fields)
{
	int64_t asked, actual;

	(void)fields;
	return is_set(look, "rcvbuf sndbuf rcvbufforce sndbufforce") &&
	    made(look, &asked, &actual) && actual == 2 * asked;
}

static bool
is_changed(struct note_look *look, struct record *fields)
{
	int64_t asked, actual;

	if (!made(look, &asked, &actual) ||
	    (is_set(look, "rcvbuf sndbuf rcvbufforce sndbufforce") && actual == 2 * asked))
		return false;
	record_int(fields, "asked", asked);
	record_int(fields, "actual", actual);
	return true;
}

static bool
is_device(struct note_look *look, struct record *fields)
{
	const struct value *value = record_get(look->answer, "value");

	(void)fields;
	return is_set(look, "bindtodevice") && value &&
	    (value->kind == VALUE_TEXT || value->kind == VALUE_BYTES) && value->bytes.count;
}

static bool
is_free(struct note_look *look, struct record *fields)
{
	(void)fields;
	return is_set(look, "freebind ip:freebind ipv6:freebind") && note_answer(look, "value");
}

const struct note notes_option[] = {
	{ "get-error-connect", "get", "get error in place of the second connect", spoils_connect,
	  .before = true,
	  .says = "{error} is told only here: another connect answers ECONNABORTED",
	  .why = "After a connect that did not wait, either SO_ERROR or the next connect tells "
	      "how it ended; who asks first has the true answer." },
	{ "get-error", "get", "get error reads an error that waited", clears_error,
	  .says = "that has cleared it: no other call will fail with {error}",
	  .why = "An error of a socket is reported once, to whoever asks next: recv, send, connect "
	      "or SO_ERROR." },
	{ "get-peercred", "get", "get peercred of a socket that is none of UNIX", knows_nobody,
	  .says = "pid 0, uid -1: only UNIX sockets know their peer's process",
	  .why = "The other end of TCP may be on another machine." },
	{ "set-doubled", "set", "set rcvbuf or sndbuf", is_doubled,
	  .says = "the kernel doubles it, and tells the double from then on",
	  .why = "The other half is for its own bookkeeping (socket(7)): what is read back must "
	      "not be set again." },
	{ "set-changed", "set", "set a value of which the kernel makes another", is_changed,
	  .says = "the kernel made {actual} of {asked}, and answered success",
	  .why = "Many options are cut to what the system allows, or rounded, without an error." },
	{ "set-device", "set", "set bindtodevice", is_device,
	  .says = "this took no rights; to take it back takes CAP_NET_RAW",
	  .why = "So since Linux 5.7, of a socket that is tied to no device; before, it took "
	      "CAP_NET_RAW at any rate." },
	{ "set-freebind", "set", "set freebind", is_free,
	  .says = "this took no rights: bind takes any address now",
	  .why = "Nothing arrives there, until the machine gets the address." },
	{ 0 }
};
