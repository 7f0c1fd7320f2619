/* script-check: the literals of a script that was parsed. */
#include "lang/script.h"

struct checking {
	struct script *script;
	void         (*wrong)(void *to, struct script *, const struct error *);
	void          *to;
	bool           good;
};

static void
check_node(struct checking *checking, const struct node *node)
{
	const struct word *wrong = NULL;
	struct error error;

	if (args_check(node->command, &node->words, &checking->script->pool, &wrong, &error))
		return;
	checking->script->where = wrong ? word_place(wrong, error.at) : node->place;
	checking->wrong(checking->to, checking->script, &error);
	checking->good = false;
}

static void
check_block(struct checking *checking, const struct block *block)
{
	while (block) {
		const struct block *otherwise = NULL;

		for (size_t i = 0; i < block->count; i++) {
			check_block(checking, otherwise);
			check_node(checking, block->node[i]);
			check_block(checking, block->node[i]->block);
			/* The last one's is gone on with: `else if` may stand there often. */
			otherwise = block->node[i]->otherwise;
		}
		block = otherwise;
	}
}

bool
script_check(struct script *script, void (*wrong)(void *to, struct script *,
    const struct error *), void *to)
{
	struct checking checking = { script, wrong, to, true };

	check_block(&checking, &script->block);
	return checking.good;
}
