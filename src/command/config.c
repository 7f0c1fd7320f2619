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

static const char *const colors[] = { "auto", "always", "never", NULL };
static const char *const sizes[] = { "0", "100", "1000", "10000", NULL };
static const char *const times[] = { "never", "5s", "30s", "1m", NULL };

static void
show_color(const struct config *config, struct buf *out)
{
	buf_add_text(out, colors[config->color]);
}

static bool
set_color(struct config *config, const char *text, size_t count, struct error *error)
{
	for (int i = 0; i < 3; i++)
		if (strlen(colors[i]) == count && memcmp(colors[i], text, count) == 0) {
			config->color = i;
			return true;
		}
	return error_usage(error, "'%.60s' is not auto, always or never", text);
}

const struct config_key config_keys[] = {
	{ "color", "colours on the terminal: auto, always, never", show_color, set_color,
	  colors },
	{ "history", "lines of history that are kept", show_history, set_history, sizes },
	{ "timeout", "the longest that a command waits which names no time; 0 or never: no limit",
	  show_timeout, set_timeout, times },
	{ 0 }
};
