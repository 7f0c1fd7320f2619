/* check: what a text alone tells of its commands, before they run. */
#include "lang/script.h"

/* What stands around a command. */
struct around {
	bool loop;        /* that `break` leaves */
	bool called;      /* what `return` ends */
};

static void
check_words(struct script *script, const struct node *node)
{
	const struct word *wrong = NULL;
	struct place where = node->place;
	struct error error = { .at = -1 };

	if (!args_check(&node->words, &script->pool, &wrong, &error))
		where = wrong ? word_place(wrong, error.at) : node->place;
	else if (!node->command->check ||
	    node->command->check(node, &script->pool, &where, &error))
		return;
	faults_add(&script->faults, &script->pool, where, &error);
}

/* A job is a run of its own, which has nothing around it. */
static void
check_place(struct script *script, const struct node *node, struct around around)
{
	struct error error = { .at = -1 };
	unsigned flags = node->command->flags;

	if (node->background)
		around = (struct around){ false, false };
	if (flags & COMMAND_LEAVES_LOOP && !around.loop)
		error_usage(&error, "there is no loop around '%s'", node->command->name);
	else if (flags & COMMAND_RETURNS && !around.called)
		error_usage(&error, "there is no definition around '%s', and no file that was "
		    "sourced", node->command->name);
	else
		return;
	faults_add(&script->faults, &script->pool, node->place, &error);
}

/* What stands around the commands in its block. */
static struct around
around_block(const struct node *node, struct around around)
{
	unsigned flags = node->command->flags;

	/* What it would have been, had it been written as it should, nobody knows. */
	if (!node->command->run)
		return (struct around){ true, true };
	if (flags & COMMAND_DEFINES)
		return (struct around){ false, true };
	if (node->background || !(flags & (COMMAND_LOOP | COMMAND_WITHIN)))
		around = (struct around){ false, false };
	around.loop |= (flags & COMMAND_LOOP) != 0;
	return around;
}

static void
check_block(struct script *script, const struct block *block, struct around around)
{
	while (block) {
		const struct block *otherwise = NULL;

		for (size_t i = 0; i < block->count; i++) {
			const struct node *node = block->node[i];

			check_block(script, otherwise, around);
			if (!node->wrong)
				check_words(script, node);
			check_place(script, node, around);
			check_block(script, node->block, around_block(node, around));
			/* The last one's is gone on with: `else if` may stand there often. */
			otherwise = node->otherwise;
		}
		block = otherwise;
	}
}

bool
script_check(struct script *script)
{
	/* A file may be there to be sourced. */
	struct around around = { .called = script->source->name != NULL };

	check_block(script, &script->block, around);
	return !script->faults.count;
}
