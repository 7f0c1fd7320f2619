/* config: what can be set of sosh itself. */
#include "command/config.h"

#include <string.h>

#include "base/number.h"

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

static const char *const colors[] = { "auto", "always", "never" };
static const char *const watches[] = { "auto", "on", "off" };

/* Which of three words it is; -1 and an error if none. */
static int
read_choice(const char *const word[3], const char *text, size_t count, struct error *error)
{
	for (int i = 0; i < 3; i++)
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

const struct config_key config_keys[] = {
	{ "color", "colours on the terminal: auto, always, never", show_color, set_color },
	{ "columns", "what the live table shows: properties with commas between, or auto",
	  show_columns, set_columns },
	{ "history", "lines of history that are kept", show_history, set_history },
	{ "timeout", "the longest that a command waits which names no time; 0 or never: no limit",
	  show_timeout, set_timeout },
	{ "watch", "the live table below the prompt: auto, on, off", show_watch, set_watch },
	{ 0 }
};
