/* explain: tell what a word means, where a socket is, what the last command did. */

#include <ctype.h>
#include <string.h>

#include "base/bytes.h"
#include "base/names.h"
#include "command/explain-last.h"
#include "command/session.h"
#include "command/topic-option.h"
#include "command/types.h"
#include "lang/offer.h"
#include "lang/suggest.h"
#include "teach/explain.h"

typedef arg_texts arg_explained;

struct explain_args {
	arg_explained words;
	arg_flag      all;
};

static bool
parse(const struct reading *reading, const struct text *text, void *at, struct error *error)
{
	return type_texts.parse(reading, text, at, error);
}

struct offering {
	const char  *typed;
	unsigned     wanted;
	struct offer offer;
};

static void
offer_low(struct offer offer, const char *word, const char *help)
{
	struct buf low = { 0 };

	for (; *word; word++)
		buf_add_byte(&low, (char)tolower((unsigned char)*word));
	offer.word(offer.to, buf_text(&low), help);
	buf_clear(&low);
}

/* Names in capitals are offered so where they were begun so, else in small letters; options
 * and flags then by their brief names. */
static void
offer_word(void *to, enum explain_what what, const char *word, const char *help)
{
	static const char prefix[] = "MSG_";
	const struct offering *it = to;
	bool capitals = isupper((unsigned char)*it->typed), is_name = isupper((unsigned char)*word);

	if (!(it->wanted & what) ||
	    (capitals != is_name && (capitals || what == EXPLAIN_OPTION)))
		return;
	if (capitals || !is_name) {
		it->offer.word(it->offer.to, word, help);
		return;
	}
	offer_low(it->offer, word, help);
	if (what == EXPLAIN_FLAG)
		offer_low(it->offer, word + strlen(prefix), help);
}

/* The word before may say what is meant. */
static unsigned
wanted_of(const struct explain_args *args)
{
	size_t count = args->words.count;
	int what = EXPLAIN_ANY;

	if (count)
		names_number(explain_whats, NULL, args->words.item[count - 1].bytes, &what);
	return (unsigned)what;
}

static void
complete(const struct reading *reading, const char *typed, struct offer offer)
{
	struct offering it = { typed, wanted_of(reading->args), offer };
	struct explain_ask ask = { .catalog = reading->session ? reading->session->catalog : NULL };
	struct error ignored;
	const struct explain_library *library = explain_library(&ignored);
	bool any;

	if (!library || !ask.catalog)
		return;
	any = it.wanted == EXPLAIN_ANY;
	if (any)
		type_any_sock.complete(reading, typed, offer);
	for (const struct name *what = explain_whats; what->name && any; what++)
		offer.word(offer.to, what->name, what->help);
	/* Hundreds would help nobody who has not begun. */
	if (any && !*typed)
		it.wanted = EXPLAIN_STATE;
	library->each(&ask, offer_word, &it);
}

static const struct type type_explained = { .name = "WORD...", .noun = "word",
	.help = "an errno, a state, a flag, an option, a command, a property, a kind, a term; a "
	    "socket; one of these words before it says which is meant: errno, property, ...",
	.parse = parse, .complete = complete };

static const struct param params[] = {
	{ "WORD...", PARAM(explain_args, words, explained), .flags = PARAM_OPTIONAL | PARAM_MANY,
	  .help = "what to explain; if there is none, the last command" },
	{ "all", PARAM(explain_args, all, flag), .flags = PARAM_OPTION,
	  .help = "all that there is, one after another" },
	{ 0 }
};

static const struct field fields[] = {
	{ "word", "the words, or the last command" },
	{ "means", "what it means, in a sentence or two; of several meanings the first" },
	{ "meanings", "each with what, name, means, c, python, text, and of an errno its number, "
	  "of a socket its number and state, of the last command what went over the wire" },
	{ "text", "all of it" },
	{ 0 }
};

struct looking {
	struct suggest suggest;
	struct pool   *pool;
};

/* Each name in small letters, and behind it as it is written. */
static void
look_at(void *to, enum explain_what what, const char *word, const char *help)
{
	struct looking *it = to;
	size_t count = strlen(word);
	char *both = pool_new(it->pool, 2 * count + 2);

	(void)what, (void)help;
	for (size_t i = 0; i < count; i++)
		both[i] = (char)tolower((unsigned char)word[i]);
	memcpy(both + count + 1, word, count + 1);
	suggest_look(&it->suggest, both);
}

static enum outcome
unknown(struct call *call, const struct explain_library *library, const struct explain_ask *ask,
    const struct text *word)
{
	struct bytes_quoted quoted;
	char low[60];
	struct looking it = { .suggest = { .wanted = low }, .pool = &call->pool };
	size_t count = 0;

	for (; word->bytes[count] && count < sizeof(low) - 1; count++)
		low[count] = (char)tolower((unsigned char)word->bytes[count]);
	low[count] = '\0';
	library->each(ask, look_at, &it);
	if (it.suggest.best)
		it.suggest.best += strlen(it.suggest.best) + 1;
	error_usage(&call->error, "there is nothing to explain called '%s'%s",
	    bytes_quote(&quoted, word->bytes, word->count), suggest_text(&it.suggest));
	call_blame(call, word);
	return FAILED;
}

/* A socket's number, its name, `.`; NULL: the word is none. */
static struct sock *
socket_of(struct call *call, const struct text *word)
{
	const struct reading reading = { .session = call->session, .run = call->run };
	struct error ignored;

	return type_find_sock(&reading, word->bytes, word->count, true, &ignored);
}

/* The meanings of words[*at], which may say of the next what that is; false: there are none. */
static bool
tell_word(struct call *call, const struct explain_library *library,
    const struct explain_ask *ask, const arg_texts *words, size_t *at, struct record *list)
{
	int what = EXPLAIN_ANY;
	const struct text *word = &words->item[*at];
	struct sock *sock;

	if (*at + 1 < words->count && names_number(explain_whats, NULL, word->bytes, &what))
		word = &words->item[++*at];
	else if (strlen(word->bytes) == word->count && (sock = socket_of(call, word))) {
		library->sock(ask, sock, list);
		call->run->scope->dot = sock->number;
		/* 2 is a number of an errno, too. */
		if (isdigit((unsigned char)*word->bytes))
			return true;
		library->word(ask, word->bytes, EXPLAIN_ANY, list);
		return true;
	}
	if (strlen(word->bytes) == word->count &&
	    library->word(ask, word->bytes, (unsigned)what, list))
		return true;
	unknown(call, library, ask, word);
	return false;
}

/* All words as one: "connection refused", "end of file". */
static bool
tell_phrase(const struct explain_library *library, const struct explain_ask *ask,
    const arg_texts *words, struct record *list)
{
	struct buf phrase = { 0 };
	bool known;

	if (words->count < 2)
		return false;
	for (size_t i = 0; i < words->count; i++) {
		buf_add_text(&phrase, i ? " " : "");
		buf_add_text(&phrase, words->item[i].bytes);
	}
	known = library->word(ask, buf_text(&phrase), EXPLAIN_ANY, list) > 0;
	buf_clear(&phrase);
	return known;
}

struct telling {
	const struct explain_library *library;
	const struct explain_ask     *ask;
	struct record                *list;
};

static void
tell_one(void *to, enum explain_what what, const char *word, const char *help)
{
	struct telling *it = to;

	(void)help;
	/* Options have two names. */
	if (what != EXPLAIN_OPTION || isupper((unsigned char)*word))
		it->library->word(it->ask, word, (unsigned)what, it->list);
}

static void
put_texts(struct call *call, const struct record *list)
{
	const struct value *means = list->count ? record_get(list->field[0].value.record, "means") :
	    NULL;
	struct buf text = { 0 };

	if (means)
		record_text(&call->answer, "means", means->bytes.data);
	for (size_t i = 0; i < list->count; i++) {
		const struct value *one = record_get(list->field[i].value.record, "text");

		if (one)
			buf_format(&text, "%s%s", i ? "\n" : "", one->bytes.data);
	}
	record_text(&call->answer, "text", buf_text(&text));
	buf_clear(&text);
}

static void
put_words(struct call *call, const arg_texts *words)
{
	struct buf joined = { 0 };

	for (size_t i = 0; i < words->count; i++) {
		buf_add_text(&joined, i ? " " : "");
		buf_add(&joined, words->item[i].bytes, words->item[i].count);
	}
	if (joined.count)
		record_bytes(&call->answer, "word", joined.data, joined.count);
	buf_clear(&joined);
}

static enum outcome
run(struct call *call)
{
	const struct explain_args *args = (const void *)call->args;
	const struct explain_ask ask = { .catalog = call->session->catalog,
		.table = &call->session->sockets, .ascii = call->session->show & SHOW_ASCII,
		.width = call->session->width,
		.option = topic_option_rows };
	const struct explain_library *library = explain_library(&call->error);
	struct record *list;
	bool known;

	if (!library)
		return FAILED;
	put_words(call, &args->words);
	list = record_list(&call->answer, "meanings");
	if (args->all)
		library->each(&ask, tell_one, &(struct telling){ library, &ask, list });
	else if (!args->words.count && !explain_last(call, library, &ask, list))
		return FAILED;
	known = !args->all && tell_phrase(library, &ask, &args->words, list);
	for (size_t i = 0; i < args->words.count && !args->all && !known; i++)
		if (!tell_word(call, library, &ask, &args->words, &i, list))
			return FAILED;
	put_texts(call, list);
	return DONE;
}

const struct command cmd_explain = {
	.name = "explain", .group = "looking",
	.summary = "tell what a word means, where a socket is, what the last command did",
	.params = params, .args_size = sizeof(struct explain_args), .fields = fields,
	.say = "{?meanings:}{?word:}{?means:}", .flags = COMMAND_PAGED | COMMAND_LOOKS_BACK,
	.run = run
};
