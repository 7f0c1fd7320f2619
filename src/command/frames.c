/* frames: the blocks that a run is in. */
#include <string.h>

#include "base/mem.h"
#include "command/run.h"
#include "command/session.h"

static void
set_top(struct run *run)
{
	run->top = run->frames ? &run->frame[run->frames - 1] : NULL;
}

void
run_leave(struct run *run)
{
	struct frame *frame = run->top;

	if (frame->left)
		frame->left(run, frame);
	run->frames--;
	set_top(run);
	if (frame->clear)
		frame->clear(frame->state);
	if (frame->outer_vars) {
		vars_drop(run->scope->vars);
		run->scope->vars = frame->outer_vars;
	}
	if (frame->outer) {
		scope_free(run->scope);
		run->scope = frame->outer;
	}
	script_drop(frame->script);
}

void
run_leave_failed(struct run *run)
{
	struct frame *frame = run->top;

	if (frame->outer)
		scope_hand_out(run->scope, frame->outer);
	run_leave(run);
}

struct scope *
run_own_scope(struct run *run)
{
	struct scope *outer = run->scope;

	run->top->outer = outer;
	run->scope = scope_new(vars_new(outer->vars), outer->dot);
	return run->scope;
}

void
run_matched(struct run *run, struct match *match, const char *bytes)
{
	scope_matched(run->scope, match, bytes);
}

void
run_own_vars(struct run *run)
{
	struct frame *frame = run->top;

	frame->outer_vars = run->scope->vars;
	run->scope->vars = vars_new(frame->outer_vars);
}

struct frame *
run_push(struct run *run, const struct block *block, const struct node *owner,
    struct error *error)
{
	struct frame *frame;

	if (run->frames == RUN_FRAMES) {
		error_set(error, ERROR_LIMIT, "blocks and sourced files nest deeper than %d",
		    RUN_FRAMES);
		return NULL;
	}
	if (run->frames == run->room) {
		run->room = run->room ? run->room * 2 : 8;
		run->frame = mem_grow(run->frame, run->room, sizeof(*frame));
	}
	run->frames++;
	set_top(run);
	frame = run->top;
	*frame = (struct frame){ .block = block, .owner = owner };
	if (run->frames > 1)
		frame->muted = frame[-1].muted;
	return frame;
}

void
run_begin(struct run *run, const struct block *block, const struct text *arg, size_t args)
{
	struct error ignored;
	struct frame *frame = run_push(run, block, NULL, &ignored);

	frame->wall = true;
	frame->arg = arg;
	frame->args = args;
	run->call.cancelled = run->skipped = false;
}

const struct text *
run_args(const struct run *run, size_t *count)
{
	for (size_t i = run->frames; i-- > 0;)
		if (run->frame[i].arg) {
			*count = run->frame[i].args;
			return run->frame[i].arg;
		}
	*count = 0;
	return NULL;
}

static bool
is_loop(const struct frame *frame)
{
	return frame->loop;
}

static bool
is_call(const struct frame *frame)
{
	return frame->called;
}

/* Leaves all frames above the first that is meant, and tells how many there are then; 0, and
 * leaves none, where none is or a wall stands before it. */
static size_t
leave_down_to(struct run *run, bool (*is_meant)(const struct frame *))
{
	size_t depth = run->frames;

	while (depth && !is_meant(&run->frame[depth - 1])) {
		if (run->frame[depth - 1].wall)
			return 0;
		depth--;
	}
	while (depth && run->frames > depth)
		run_leave(run);
	return depth;
}

bool
run_leave_loop(struct run *run, bool again)
{
	size_t depth = leave_down_to(run, is_loop);

	if (!depth)
		return false;
	if (again)
		run->frame[depth - 1].next = run->frame[depth - 1].block->count;
	else
		run_leave(run);
	return true;
}

void
run_end_blocks(struct run *run, size_t depth)
{
	/* The command may stand in a script that a frame above holds: none is given back. */
	for (size_t i = depth - 1; i < run->frames; i++) {
		struct frame *frame = &run->frame[i];

		frame->next = frame->block->count;
		if (i < depth)
			continue;
		frame->rounds = 0;
		frame->ended = NULL;
	}
}

bool
run_return(struct run *run)
{
	size_t depth = leave_down_to(run, is_call);

	if (!depth)
		return false;
	run->frame[depth - 1].next = run->frame[depth - 1].block->count;
	run->frame[depth - 1].returned = true;
	return true;
}

void
run_answer(struct run *run, const struct node *node, enum outcome outcome)
{
	struct call *call = &run->call;
	size_t last = run->frames - 1;

	call->node = node;
	call->command = node->command;
	call->where_source = NULL;
	call->socket = 0;
	call->note = NULL;
	record_reset(&call->answer);
	if (outcome == FAILED)
		run->scope->error = call->error;
	/* Shown where the command stands: outside of its own block. */
	if (!run->session->answered || (last && run->frame[last - 1].muted))
		return;
	record_swap(&run->scope->failure, &call->failure);
	run->session->answered(run->session, call, outcome);
	record_swap(&run->scope->failure, &call->failure);
}

size_t
run_chain(const struct run *run, struct link *chain, size_t *more)
{
	size_t count = 0;

	*more = 0;
	for (size_t at = run->frames; at-- > 0;) {
		const struct frame *frame = &run->frame[at];
		bool file;

		/* The first one has an owner where that is `on`. */
		if (!frame->owner || (at && !frame->called))
			continue;
		if (count == RUN_CHAIN) {
			++*more;
			continue;
		}
		file = frame->owner->command->flags & COMMAND_SOURCES;
		chain[count++] = (struct link){ file ? frame->script->source->name :
			frame->owner->command->name, file, !frame->called, frame->owner };
	}
	return count;
}
