/* vars: what `let` set. */
#include "lang/vars.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct variable {
	char      *name;
	struct buf value;
};

struct vars *
vars_new(struct vars *outer)
{
	struct vars *vars = mem_new(1, sizeof(*vars));

	vars->holders = 1;
	vars->outer = outer ? vars_hold(outer) : NULL;
	return vars;
}

struct vars *
vars_hold(struct vars *vars)
{
	vars->holders++;
	return vars;
}

static struct variable *
find(const struct vars *vars, const char *name, size_t count)
{
	for (size_t i = 0; i < vars->count; i++) {
		const char *have = vars->variable[i].name;

		if (strncmp(have, name, count) == 0 && have[count] == '\0')
			return &vars->variable[i];
	}
	return NULL;
}

void
vars_set(struct vars *vars, const char *name, size_t name_count, const char *bytes,
    size_t count)
{
	struct variable *variable = find(vars, name, name_count);

	if (!variable) {
		if (vars->count == vars->room) {
			vars->room = vars->room ? vars->room * 2 : 8;
			vars->variable = mem_grow(vars->variable, vars->room, sizeof(*variable));
		}
		variable = &vars->variable[vars->count++];
		*variable = (struct variable){ .name = mem_copy_bytes(name, name_count) };
	}
	buf_reset(&variable->value);
	buf_add(&variable->value, bytes, count);
}

bool
vars_get(const struct vars *vars, const char *name, size_t name_count, struct buf *out)
{
	for (; vars; vars = vars->outer) {
		const struct variable *variable = find(vars, name, name_count);

		if (!variable)
			continue;
		buf_add(out, variable->value.data, variable->value.count);
		return true;
	}
	return false;
}

const char *
vars_name(const struct vars *vars, size_t index)
{
	return vars->variable[index].name;
}

static void
vars_free(struct vars *vars)
{
	for (size_t i = 0; i < vars->count; i++) {
		free(vars->variable[i].name);
		buf_clear(&vars->variable[i].value);
	}
	free(vars->variable);
	free(vars);
}

void
vars_drop(struct vars *vars)
{
	while (vars && --vars->holders == 0) {
		struct vars *outer = vars->outer;

		vars_free(vars);
		vars = outer;
	}
}
