/* mishap: what went wrong in a test, or outside of all, as reports tell it. */
#include "shell/mishap.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "command/job.h"
#include "shell/render-text.h"

struct mishap *
mishap_new(enum error_kind kind, const char *message)
{
	struct mishap *mishap = mem_new(1, sizeof(*mishap));

	mishap->kind = kind;
	bytes_show_text(&mishap->message, message, SHOW_SLASH);
	return mishap;
}

void
mishap_free(struct mishap *mishap)
{
	while (mishap) {
		struct mishap *next = mishap->next;

		free(mishap->file);
		free(mishap->command);
		buf_clear(&mishap->message);
		buf_clear(&mishap->text);
		record_clear(&mishap->details);
		free(mishap);
		mishap = next;
	}
}

static void
set_place(struct mishap *mishap, const struct source *source, struct place place)
{
	struct buf name = { 0 };

	if (source->name) {
		bytes_show_text(&name, source->name, SHOW_SLASH);
		mishap->file = mem_copy(buf_text(&name));
		buf_clear(&name);
	}
	mishap->line = place.line;
	mishap->column = source_column(source, place);
}

/* Not in the middle of a character. */
static void
cut(struct buf *text, size_t most)
{
	if (text->count <= most)
		return;
	while (most && ((unsigned char)text->data[most] & 0xc0) == 0x80)
		most--;
	text->count = most;
	buf_add_text(text, "...\n");
}

/* So many at the front that the cut is behind a character; of other bytes, about so many. */
static size_t
front(const char *bytes, size_t most)
{
	size_t less = most;

	while (most - less < 3 && ((unsigned char)bytes[less] & 0xc0) == 0x80)
		less--;
	return less;
}

/* What a peer has sent may be megabytes; of the doctor's a report has the sentence. */
static void
keep(struct record *to, const struct field_value *field)
{
	const struct value *value = &field->value;

	if (strcmp(field->name, "evidence") == 0 || strcmp(field->name, "next") == 0)
		return;
	if (value->kind == VALUE_BYTES && value->bytes.count > MISHAP_BYTES)
		*record_named(to, field->name) = value_bytes(value->bytes.data,
		    front(value->bytes.data, MISHAP_BYTES));
	else
		*record_named(to, field->name) = value_copy(value);
}

/* How the run came there, the innermost first. */
static void
keep_chain(struct record *to, const struct run *run)
{
	struct link chain[RUN_CHAIN];
	size_t more, count = run_chain(run, chain, &more);
	struct record *list = count ? record_list(to, "chain") : NULL;

	for (size_t i = 0; i < count; i++) {
		const struct node *caller = chain[i].caller;
		struct record *row = record_record(list, NULL);

		record_text(row, "in", chain[i].called);
		if (caller->source->name)
			record_text(row, "file", caller->source->name);
		record_int(row, "line", caller->place.line);
	}
}

/* The call that failed.  By now the record of its failure is the run's; and of a job that
 * has ended only its own command is sure to be there still. */
static struct call *
call_of(const struct run *run)
{
	struct call *call = mem_new(1, sizeof(*call));

	*call = run->call;
	if (!run->kept)
		call->answer = run->scope->answer;
	call->failure = run->scope->failure;
	if (run->job && run == &run->job->run) {
		call->node = run->job->node;
		call->command = call->node->command;
		call->where_source = NULL;
		call->error = run->job->error;
		call->socket = 0;
	}
	return call;
}

static void
describe(struct mishap *mishap, const struct call *call)
{
	const struct look look = { 0 };

	mishap->kind = call->error.kind;
	mishap->command = mem_copy(call->command->name);
	if (call->where_source)
		set_place(mishap, call->where_source, call->where);
	else
		set_place(mishap, call->node->source, call->node->place);
	render_text_error(&mishap->text, call, &look);
	render_text_what(&mishap->message, call, &look);
	cut(&mishap->text, MISHAP_TEXT);
}

struct mishap *
mishap_of_run(const struct run *run, const char *stage)
{
	struct mishap *mishap = mishap_new(ERROR_NONE, "");
	struct call *call = call_of(run);

	mishap->stage = stage;
	describe(mishap, call);
	free(call);
	keep_chain(&mishap->details, run);
	for (size_t i = 0; i < run->scope->failure.count; i++)
		keep(&mishap->details, &run->scope->failure.field[i]);
	return mishap;
}

struct mishap *
mishap_of_script(const struct script *script, const struct error *error)
{
	struct mishap *mishap = mishap_new(ERROR_USAGE, error->text);

	set_place(mishap, script->source, script->where);
	render_text_syntax(&mishap->text, script->source, script->where, error, NULL,
	    &(struct look){ .width = 0 });
	return mishap;
}
