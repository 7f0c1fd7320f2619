/* rules-find: which rule fits what has come. */
#include "serve/rules.h"

const struct rule *
rules_find(const struct rules *rules, const char *bytes, size_t count, size_t searched,
    size_t *take, size_t *dead, struct error *error)
{
	*dead = count;
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rule[i];
		size_t next;

		if (match_run_from(rule->match, bytes, count, searched, &next, error)) {
			/* Who consumes nothing would match for ever. */
			*take = match_end(rule->match);
			if (*take)
				return rule;
			continue;
		}
		if (error->kind != ERROR_NONE)
			return rules_blame(rules, rule->place, error), NULL;
		if (next < *dead)
			*dead = next;
	}
	return NULL;
}

const struct rule *
rules_for(const struct rules *rules, const char *bytes, size_t count, struct error *error)
{
	for (size_t i = 0; i < rules->count; i++) {
		if (match_run(rules->rule[i].match, bytes, count, error))
			return &rules->rule[i];
		if (error->kind != ERROR_NONE)
			return rules_blame(rules, rules->rule[i].place, error), NULL;
	}
	return rules->otherwise;
}
