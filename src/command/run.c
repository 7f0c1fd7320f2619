/* run: a script, a line, a job: frames that can stop at a wait and go on. */
#include "command/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/apart.h"
#include "base/mem.h"
#include "base/number.h"
#include "command/job.h"
#include "command/noting.h"
#include "command/safe.h"
#include "command/session.h"
#include "command/types.h"

void
run_init(struct run *run, struct session *session, struct vars *vars, unsigned dot)
{
	*run = (struct run){ .session = session };
	run->scope = scope_new(vars, dot);
	run->call.session = session;
	run->call.run = run;
	run->world = session_world(run);
	run->reading = (struct reading){ .session = session, .run = run, .args = run->call.args,
		.world = &run->world, .pool = &run->call.pool };
}

void
run_clear(struct run *run)
{
	call_unwait(&run->call);
	call_forget(&run->call);
	while (run->frames)
		run_leave(run);
	free(run->frame);
	pool_clear(&run->call.pool);
	buf_clear(&run->scratch);
	source_drop(run->call.held_source);
	record_clear(&run->call.answer);
	record_clear(&run->call.failure);
	scope_free(run->scope);
	*run = (struct run){ 0 };
}

static bool
is_muted(const struct run *run)
{
	return run->top && run->top->muted;
}

/* The answer that was left to be written late: somebody may ask for it from here on. */
static inline void
settle(struct run *run)
{
	if (!run->call.late)
		return;
	call_tell(&run->call);
	scope_answer(run->scope, &run->call, DONE, run->kept);
}

/* It cannot ask what the one before has answered, and answers itself. */
static inline bool
is_indifferent(const struct node *node)
{
	return node->words.habit && node->words.habit->indifferent;
}

static inline void
show(struct run *run, enum outcome outcome)
{
	if (run->session->answered && !is_muted(run))
		run->session->answered(run->session, &run->call, outcome);
}

/* That it failed is kept always, for `try` and `fails` to tell. */
APART static void
deliver_failure(struct run *run)
{
	struct call *call = &run->call;

	if (call->error.kind == ERROR_TLS)
		call_tell_layer(call);
	show(run, FAILED);
	run->kept = call->command->flags & COMMAND_KEEPS;
	scope_answer(run->scope, call, FAILED, run->kept);
}

/* What the command leaves behind: shown, and kept. */
static inline void
deliver(struct run *run)
{
	struct call *call = &run->call;
	unsigned flags = call->command->flags;

	/* A command may have failed on its way, and found another. */
	call->error.kind = ERROR_NONE;
	if (!(flags & COMMAND_SILENT))
		show(run, DONE);
	run->kept = flags & COMMAND_KEEPS;
	if (!run->kept && !call->late)
		scope_answer(run->scope, call, DONE, false);
}

/* In the order in which they stand, so that few stores do. */
static void
forget_last(struct call *call)
{
	call->socket = 0;
	call->show = CALL_SHOW_TEXT;
	call->filled = call->bare = call->woken = call->cancelled = call->joining = false;
	call->columns = call->addresses = 0;
	call->raw = NULL;
	call->where_source = NULL;
	call->held_source = NULL;
	call->noting = NULL;
	call->note = NULL;
	call->about = NULL;
	call->late = NULL;
	call->again = NULL;
	call->since = call->deadline = call->own_deadline = call->next_look = 0;
}

static inline void
call_reset(struct call *call, const struct node *node)
{
	record_reset(&call->answer);
	record_reset(&call->failure);
	pool_reset(&call->pool);
	if (call->held_source)
		source_drop(call->held_source);
	forget_last(call);
	call->node = node;
	call->command = node->command;
	call->error.kind = ERROR_NONE;
	call->error.at = -1;
	call->limit = call->session->config.timeout;
}

APART static bool
is_safe(const struct call *call, struct error *error)
{
	const struct bindings *words = &call->node->words;
	char flag[80];

	if (call->command->flags & COMMAND_DEFINED)
		return true;
	if (!safe_allows(SAFE_COMMAND, call->command->name, error))
		return false;
	for (size_t i = 0; i < words->count; i++) {
		if (!(words->item[i].param->flags & PARAM_OPTION))
			continue;
		snprintf(flag, sizeof(flag), "%s --%s", call->command->name,
		    words->item[i].param->name);
		/* A flag of one command, or of all that have it. */
		if (!safe_allows(SAFE_FLAG, flag, error) ||
		    !safe_allows(SAFE_FLAG, strchr(flag, '-'), error))
			return false;
	}
	return true;
}

/* What the words have to say of what it is about, where it has not come to that: one behind
 * turned out to be wrong. */
APART static void
look_at_words(struct call *call)
{
	const struct bindings *words = &call->node->words;

	for (size_t i = 0; i < words->count; i++) {
		const struct param *param = words->item[i].param;
		arg_sock const *sock = (const void *)(call->args + param->at);

		if (param->type == &type_sock && *sock)
			call->socket = (*sock)->number;
	}
}

APART static bool
blame_word(struct call *call, const struct word *word)
{
	if (word && call->error.kind == ERROR_USAGE) {
		call->where_source = call->node->source;
		call->where = word_place(word, call->error.at);
	}
	return false;
}

static inline bool
fill(struct run *run, const struct node *node)
{
	run->reading.lasting = &node->script->pool;
	run->call.filled = true;
	run->call.bare = node->words.instead;
	return args_fill(node->command, &node->words, &run->reading, &run->call.error) ||
	    blame_word(&run->call, run->reading.word);
}

bool
run_fill(struct call *call)
{
	return fill(call->run, call->node);
}

static enum outcome
start(struct run *run, const struct node *node)
{
	struct call *call = &run->call;

	if (!is_indifferent(node))
		settle(run);
	call_reset(call, node);
	/* How they ended may be asked for. */
	if (run->session->programs.first)
		programs_go(run->session);
	if (run->session->safe && !is_safe(call, &call->error))
		return FAILED;
	if (!fill(run, node))
		return FAILED;
	if (noting_is_on(run->session) && !is_muted(run))
		noting_before(call);
	return node->command->run(call);
}

/* Frame `depth` catches it, or nobody does: that is told while the run still stands where
 * it failed.  True with -k: it goes on there. */
static bool
goes_on(struct run *run, size_t depth)
{
	struct frame *frame = depth ? &run->frame[depth - 1] : NULL;
	bool going = run->session->keep_going && (!frame || frame->noted);

	if (frame && frame->noted)
		frame->noted(run, frame);
	if (!frame && !run->job)
		testing_failed(run);
	run->failed |= going && !frame;
	return going;
}

/* A command failed: the frames are left up to the one that catches it.  True: the
 * run goes on. */
APART static bool
unwind(struct run *run)
{
	/* A job that was cancelled and joined is a failure like any other. */
	bool cancelled = run->call.cancelled && run->call.error.kind == ERROR_CANCELLED;
	size_t depth = run->frames;

	settle(run);
	run->cancelled |= cancelled;
	while (depth && (cancelled || !run->frame[depth - 1].caught))
		depth--;
	if (!cancelled && goes_on(run, depth))
		return true;
	while (run->frames > depth)
		run_leave_failed(run);
	if (!depth)
		return false;
	switch (run->frame[depth - 1].caught(run, &run->frame[depth - 1])) {
	case VERDICT_AGAIN:
		run->frame[depth - 1].next = 0;
		return true;
	case VERDICT_STEP:
	case VERDICT_LEAVE:
		run_leave(run);
		return true;
	case VERDICT_FAIL:
		run_leave_failed(run);
		return unwind(run);
	}
	return false;
}

static bool
finish(struct run *run, enum outcome outcome)
{
	struct call *call = &run->call;

	call_unwait(call);
	if (!call->socket && call->filled)
		look_at_words(call);
	/* Why it failed is looked for with its words, and at its sockets. */
	if (outcome == DONE)
		deliver(run);
	else
		deliver_failure(run);
	if (call->filled)
		args_clear(&call->node->words, call->args);
	call_forget(call);
	return outcome == DONE || unwind(run);
}

/* A command has come to `outcome`; none has, and the run goes on, at once with the same
 * block, or ends. */
enum turn { TURN_COMMAND, TURN_ON, TURN_AGAIN, TURN_END };

APART static enum outcome
step(struct run *run)
{
	struct frame *frame = run->top;

	call_reset(&run->call, frame->owner);
	memset(run->call.args, 0, frame->owner->command->args_size);
	return frame->step(&run->call);
}

static enum turn
again(struct frame *frame)
{
	frame->next = 0;
	/* Where there is nothing in it, Ctrl-C is looked for. */
	return frame->block->count ? TURN_AGAIN : TURN_ON;
}

/* The block of the topmost frame is over. */
APART static enum turn
end_frame(struct run *run, enum outcome *outcome)
{
	struct frame *frame = run->top;

	settle(run);
	switch (frame->ended ? frame->ended(run, frame) : VERDICT_LEAVE) {
	case VERDICT_AGAIN:
		return again(run->top);
	case VERDICT_LEAVE:
		run_leave(run);
		return TURN_ON;
	case VERDICT_STEP:
		*outcome = step(run);
		return TURN_COMMAND;
	case VERDICT_FAIL:
		run_leave_failed(run);
		return unwind(run) ? TURN_ON : TURN_END;
	}
	return TURN_END;
}

APART static enum outcome
resume(struct run *run)
{
	struct call *call = &run->call;

	if (!call->woken && !call->cancelled && !run->broken)
		return WAITING;
	return call->again(call);
}

APART static enum run_state
ended(struct run *run, bool good)
{
	settle(run);
	while (run->frames)
		run_leave(run);
	run->whole = good;
	return good && !run->failed ? RUN_DONE : RUN_FAILED;
}

/* Ctrl-C while nothing waits, or as a wait ended well: a loop that goes on for ever
 * ends here.  It is not meant for jobs. */
static bool
stopped(struct run *run)
{
	if (!run->call.cancelled &&
	    (run != run->session->front || !loop_signal_pending() ||
	    !run->session->stopped(run->session)))
		return false;
	run->call.cancelled = true;
	error_set(&run->call.error, ERROR_CANCELLED, "cancelled");
	return true;
}

/* It has no answer here. */
APART static enum turn
in_background(struct run *run, struct node *node)
{
	settle(run);
	call_reset(&run->call, node);
	return job_start(run, node, &run->call.error) ? TURN_ON : TURN_COMMAND;
}

/* Its block is one command, whose answers nobody asks for: what it can do at once it does. */
static void
do_more(struct run *run, struct frame *frame)
{
	struct call *call = &run->call;

	if (call->late && call->command->more && frame->block->count == 1 &&
	    frame->block->node[0] == call->node && is_indifferent(call->node))
		frame->rounds -= call->command->more(call, frame->rounds < RUN_TURN ?
		    frame->rounds : RUN_TURN);
}

/* The next command of the topmost frame, or its end. */
static enum turn
go_on(struct run *run, enum outcome *outcome)
{
	struct frame *frame = run->top;
	struct node *node;

	if (frame->next == frame->block->count) {
		enum turn turn;

		do_more(run, frame);
		turn = frame->rounds ? frame->rounds--, again(frame) : end_frame(run, outcome);

		if (turn != TURN_AGAIN)
			return turn;
		frame = run->top;
	}
	node = frame->block->node[frame->next++];
	if (!node->background || frame->heeded) {
		*outcome = start(run, node);
		return TURN_COMMAND;
	}
	*outcome = FAILED;
	return in_background(run, node);
}

/* Something beside it has failed, while none of its commands waited. */
APART static enum turn
fail_between(struct run *run)
{
	error_set(&run->call.error, ERROR_EXPECTATION, "%s", run->broken);
	run->broken = NULL;
	return unwind(run) ? TURN_ON : TURN_END;
}

/* What goes on beside the foreground leaves that its time limit, and its Ctrl-C; the
 * foreground stops for others only. */
static bool
is_shared(const struct run *run)
{
	return run != run->session->front || session_is_shared(run->session);
}

static enum run_state
go(struct run *run)
{
	enum outcome outcome = DONE;
	unsigned turn = 0;

	for (;;) {
		enum turn next = TURN_COMMAND;

		if (run->waiting) {
			outcome = resume(run);
			run->waiting = false;
		} else if (run->session->ending) {
			return ended(run, true);
		} else if (stopped(run)) {
			unwind(run);
			return ended(run, false);
		} else if (run->broken) {
			next = fail_between(run);
		} else if (!run->top) {
			return ended(run, true);
		} else if (turn >= RUN_TURN && is_shared(run)) {
			return settle(run), RUN_BUSY;
		} else {
			turn = turn < RUN_TURN ? turn + 1 : 0;
			next = go_on(run, &outcome);
		}
		if (next == TURN_END)
			return ended(run, false);
		if (next == TURN_ON)
			continue;
		if (outcome == WAITING)
			return run->waiting = true, RUN_WAITING;
		if (!finish(run, outcome))
			return ended(run, false);
	}
}

enum run_state
run_go(struct run *run)
{
	struct session *session = run->session;
	struct run *before = session->going;
	enum run_state state;

	session->going = run;
	state = go(run);
	session->going = before;
	return state;
}

void
run_cancel(struct run *run)
{
	run->call.cancelled = true;
}

void
run_break(struct run *run, const char *why)
{
	run->broken = why;
}
