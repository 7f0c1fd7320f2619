/* vars: what `let` set. */
#include "lang/vars.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { FEW = 8 };

struct variable {
	char      *name;
	struct buf value;
};

struct vars *
vars_hold(struct vars *vars)
{
	vars->holders++;
	return vars;
}

/* FNV-1a. */
static size_t
hash(const char *name, size_t count)
{
	uint32_t hash = 2166136261;

	for (size_t i = 0; i < count; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619;
	return hash;
}

/* The slot that the name has, or would have: an index from 1, 0 where it is free. */
static size_t *
slot_of(const struct vars *vars, const char *name, size_t count)
{
	size_t at = hash(name, count) & (vars->slots - 1);

	for (; vars->slot[at]; at = (at + 1) & (vars->slots - 1)) {
		const char *have = vars->variable[vars->slot[at] - 1].name;

		if (strncmp(have, name, count) == 0 && have[count] == '\0')
			break;
	}
	return &vars->slot[at];
}

static struct variable *
find(const struct vars *vars, const char *name, size_t count)
{
	size_t at;

	if (vars->slots) {
		at = *slot_of(vars, name, count);
		return at ? &vars->variable[at - 1] : NULL;
	}
	for (size_t i = 0; i < vars->count; i++) {
		const char *have = vars->variable[i].name;

		if (strncmp(have, name, count) == 0 && have[count] == '\0')
			return &vars->variable[i];
	}
	return NULL;
}

/* A few are gone through; more have an index, half empty at least. */
static void
grow(struct vars *vars)
{
	vars->room = vars->room ? vars->room * 2 : FEW;
	vars->variable = mem_grow(vars->variable, vars->room, sizeof(*vars->variable));
	if (vars->room == FEW)
		return;
	free(vars->slot);
	vars->slots = vars->room * 2;
	vars->slot = mem_new(vars->slots, sizeof(*vars->slot));
	for (size_t i = 0; i < vars->count; i++)
		*slot_of(vars, vars->variable[i].name, strlen(vars->variable[i].name)) = i + 1;
}

static struct variable *
add(struct vars *vars, const char *name, size_t count)
{
	struct variable *variable;

	if (vars->count == vars->room)
		grow(vars);
	variable = &vars->variable[vars->count++];
	*variable = (struct variable){ .name = mem_copy_bytes(name, count) };
	if (vars->slots)
		*slot_of(vars, name, count) = vars->count;
	return variable;
}

/* Without its variables. */
static void
free_table(struct vars *vars)
{
	free(vars->variable);
	free(vars->slot);
	free(vars);
}

/* Takes over what nobody else reads any more: what was begun in what was begun in what is
 * over, and so on, stays as short as what it can see. */
static void
settle(struct vars *vars)
{
	while (vars->outer && vars->outer->holders == 1) {
		struct vars *gone = vars->outer;

		for (size_t i = 0; i < gone->count; i++) {
			struct variable *variable = &gone->variable[i];

			if (!find(vars, variable->name, strlen(variable->name)))
				add(vars, variable->name, strlen(variable->name))->value =
				    variable->value;
			else
				buf_clear(&variable->value);
			free(variable->name);
		}
		vars->outer = gone->outer;
		free_table(gone);
	}
}

struct vars *
vars_new(struct vars *outer)
{
	struct vars *vars = mem_new(1, sizeof(*vars));

	vars->holders = 1;
	if (outer) {
		settle(outer);
		vars->outer = vars_hold(outer);
	}
	return vars;
}

void
vars_set(struct vars *vars, const char *name, size_t name_count, const char *bytes,
    size_t count)
{
	struct variable *variable = find(vars, name, name_count);

	if (!variable)
		variable = add(vars, name, name_count);
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
	free_table(vars);
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
