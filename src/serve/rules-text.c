/* rules-text: the file that rules stand in becomes their source. */
#include "base/lines.h"
#include "serve/rules.h"

static bool
read_text(struct rules *rules, const char *path, struct lines *lines, struct error *error)
{
	struct place where = { .line = 1 };
	enum lines_found found;
	const char *line;
	size_t count;

	for (;;) {
		while ((found = lines_next(lines, &line, &count)) == LINES_ONE) {
			bool good = source_add(rules->source, line, count, &where, error) &&
			    source_add(rules->source, "\n", 1, &where, error);

			if (!good)
				return rules_blame(rules, where, error), false;
			if (rules->source->text.count > RULES_FILE)
				return error_set(error, ERROR_LIMIT,
				    "'%.200s' has more than %d bytes of rules", path, RULES_FILE);
		}
		if (found == LINES_END)
			return true;
		found = lines_read(lines, error);
		if (found == LINES_BAD)
			return false;
		if (found == LINES_LATER)
			return error_usage(error, "'%.200s' is not to be read at once: rules are "
			    "in a file", path);
	}
}

bool
rules_load(struct rules *rules, const char *path, struct error *error)
{
	struct lines lines = { 0 };
	bool good = lines_open(&lines, path, error) && read_text(rules, path, &lines, error);

	lines_clear(&lines);
	return good;
}
