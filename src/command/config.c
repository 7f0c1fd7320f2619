/* config: what can be set of sosh itself. */
#include "command/config.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "lang/offer.h"

static void
show_timeout(const struct config *config, struct buf *out)
{
	if (config->timeout == NUMBER_NEVER)
		buf_add_text(out, "never");
	else
		number_show_duration(out, config->timeout);
}

static bool
set_timeout(struct config *config, const char *text, size_t count, struct error *error)
{
	int64_t timeout;

	if (!number_duration(text, count, true, &timeout, error))
		return false;
	config->timeout = timeout ? timeout : NUMBER_NEVER;
	return true;
}

static void
show_history(const struct config *config, struct buf *out)
{
	buf_format(out, "%lld", (long long)config->history);
}

static bool
set_history(struct config *config, const char *text, size_t count, struct error *error)
{
	return number_int(text, count, 0, 1000000, &config->history, error);
}

static const char *const colors[] = { "auto", "always", "never", NULL };
static const char *const watches[] = { "auto", "on", "off", NULL };
static const char *const sizes[] = { "0", "100", "1000", "10000", NULL };
static const char *const times[] = { "never", "5s", "30s", "1m", NULL };

/* Which of the words it is; -1 and an error if none. */
static int
read_choice(const char *const *word, const char *text, size_t count, struct error *error)
{
	for (int i = 0; word[i]; i++)
		if (strlen(word[i]) == count && memcmp(word[i], text, count) == 0)
			return i;
	error_usage(error, "'%.60s' is not %s, %s or %s", text, word[0], word[1], word[2]);
	return -1;
}

static void
show_color(const struct config *config, struct buf *out)
{
	buf_add_text(out, colors[config->color]);
}

static bool
set_color(struct config *config, const char *text, size_t count, struct error *error)
{
	int color = read_choice(colors, text, count, error);

	if (color >= 0)
		config->color = color;
	return color >= 0;
}

static void
show_watch(const struct config *config, struct buf *out)
{
	buf_add_text(out, watches[config->watch]);
}

static bool
set_watch(struct config *config, const char *text, size_t count, struct error *error)
{
	int watch = read_choice(watches, text, count, error);

	if (watch >= 0)
		config->watch = (enum watch)watch;
	return watch >= 0;
}

static void
show_columns(const struct config *config, struct buf *out)
{
	if (config->columns.count)
		columns_show(&config->columns, out);
	else
		buf_add_text(out, "auto");
}

static bool
set_columns(struct config *config, const char *text, size_t count, struct error *error)
{
	struct columns columns = { .count = 0 };

	if ((count != 4 || memcmp(text, "auto", 4) != 0) &&
	    !columns_read(text, count, &columns, error))
		return false;
	config->columns = columns;
	return true;
}

static void
show_notes(const struct config *config, struct buf *out)
{
	buf_add_text(out, watches[config->notes]);
}

static bool
set_notes(struct config *config, const char *text, size_t count, struct error *error)
{
	int notes = read_choice(watches, text, count, error);

	if (notes >= 0)
		config->notes = (enum config_notes)notes;
	return notes >= 0;
}

static const char *const switches[] = { "on", "off", NULL };

static void
show_hints(const struct config *config, struct buf *out)
{
	buf_add_text(out, config->hints ? "on" : "off");
}

static bool
set_hints(struct config *config, const char *text, size_t count, struct error *error)
{
	bool on = count == 2 && memcmp(text, "on", 2) == 0;

	if (!on && (count != 3 || memcmp(text, "off", 3) != 0))
		return error_usage(error, "'%.60s' is not on or off", text);
	config->hints = on;
	return true;
}

static const struct {
	const char *name;
	unsigned    notice;
} notices[] = {
	{ "data", NOTICE_DATA }, { "end", NOTICE_END }, { "reset", NOTICE_RESET },
	{ "accept", NOTICE_ACCEPT }, { "connect", NOTICE_CONNECT }, { "urgent", NOTICE_URGENT },
	{ "job", NOTICE_JOB },
	/* Alone. */
	{ "on", NOTICE_ALL }, { "off", 0 },
};
enum { NOTICES = sizeof(notices) / sizeof(*notices), NOTICES_MANY = NOTICES - 2 };
static const char *const automatic[] = { "auto", NULL };
static const char *const prompts[] = { "auto", "sosh %n> ", "%s %t> ", NULL };

static void
show_notices(const struct config *config, struct buf *out)
{
	bool first = true;

	for (size_t i = NOTICES_MANY; i < NOTICES; i++)
		if (config->notices == notices[i].notice) {
			buf_add_text(out, notices[i].name);
			return;
		}
	for (size_t i = 0; i < NOTICES_MANY; i++) {
		if (!(config->notices & notices[i].notice))
			continue;
		buf_format(out, "%s%s", first ? "" : ",", notices[i].name);
		first = false;
	}
}

static void
offer_notices(const char *typed, struct offer offer)
{
	for (size_t i = 0; i < NOTICES_MANY; i++)
		offer_listed(offer, typed, notices[i].name, NULL);
}

/* "on", "off", or "data,end": those that are told. */
static bool
set_notices(struct config *config, const char *text, size_t count, struct error *error)
{
	const char *word = text, *end = text + count;
	unsigned wanted = 0;

	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t length = (size_t)((comma ? comma : end) - word), i = 0;
		size_t last = length == count ? NOTICES : NOTICES_MANY;

		while (i < last && !(strlen(notices[i].name) == length &&
		    memcmp(notices[i].name, word, length) == 0))
			i++;
		if (i == last)
			return error_usage(error, "'%.*s' is no notice: on, off, or some of data "
			    "end reset accept connect urgent job, with commas between",
			    (int)(length < 40 ? length : 40), word);
		wanted |= notices[i].notice;
		word += length + 1;
	}
	config->notices = wanted;
	return true;
}

static void
show_prompt(const struct config *config, struct buf *out)
{
	buf_add_text(out, *config->prompt ? config->prompt : "auto");
}

static bool
set_prompt(struct config *config, const char *text, size_t count, struct error *error)
{
	if (count >= sizeof(config->prompt) || memchr(text, '\0', count))
		return error_usage(error, "a prompt has %zu bytes at most, and no NUL",
		    sizeof(config->prompt) - 1);
	snprintf(config->prompt, sizeof(config->prompt), "%s",
	    strcmp(text, "auto") == 0 ? "" : text);
	return true;
}

const struct config_key config_keys[] = {
	{ "color", "colours on the terminal: auto, always, never", show_color, set_color,
	  colors, NULL },
	{ "columns", "what the live table shows: properties with commas between, or auto",
	  show_columns, set_columns, automatic, columns_offer },
	{ "hints", "why a call failed, and what to type next, under its error: on, off",
	  show_hints, set_hints, switches, NULL },
	{ "history", "lines of history that are kept", show_history, set_history, sizes, NULL },
	{ "notes", "calls that went well and surprise are told under their answers, each once: "
	  "auto (at the prompt), on, off; help notes lists them", show_notes, set_notes, watches,
	  NULL },
	{ "notices", "what is told at the prompt when it happens by itself: on, off, or some of "
	  "data,end,reset,accept,connect,urgent,job", show_notices, set_notices, switches,
	  offer_notices },
	{ "prompt", "the prompt: auto, or a text in which %n is how many sockets are open, %e how "
	  "many of them connected, %j how many jobs run, %s the socket used last, %t its state",
	  show_prompt, set_prompt, prompts, NULL },
	{ "timeout", "the longest that a command waits which names no time; 0 or never: no limit",
	  show_timeout, set_timeout, times, NULL },
	{ "watch", "the live table below the prompt: auto, on, off", show_watch, set_watch,
	  watches, NULL },
	{ 0 }
};
