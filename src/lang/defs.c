/* defs: the commands that scripts have defined. */
#include "lang/defs.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

struct defs *
defs_new(void)
{
	return mem_new(1, sizeof(struct defs));
}

static void
signature_free(struct signature *signature)
{
	for (size_t i = 0; i < signature->count; i++) {
		free((char *)(size_t)signature->param[i].name);
		free((char *)(size_t)signature->param[i].help);
	}
	free(signature->param);
	free(signature);
}

static void
def_free(struct def *def)
{
	while (def->known) {
		struct signature *signature = def->known;

		def->known = signature->next;
		signature_free(signature);
	}
	script_drop(def->script);
	free((char *)(size_t)def->command.name);
	free((char *)(size_t)def->command.summary);
	free(def->place);
	free(def);
}

void
defs_free(struct defs *defs)
{
	if (!defs)
		return;
	for (size_t i = 0; i < defs->buckets; i++)
		while (defs->bucket[i]) {
			struct def *def = defs->bucket[i];

			defs->bucket[i] = def->next;
			def_free(def);
		}
	free(defs->bucket);
	free(defs);
}

/* FNV-1a. */
static size_t
hash(const char *name)
{
	uint32_t hash = 2166136261;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619;
	return hash;
}

struct def *
defs_find(const struct defs *defs, const char *name)
{
	struct def *def = defs && defs->buckets ? defs->bucket[hash(name) % defs->buckets] : NULL;

	while (def && strcmp(def->command.name, name) != 0)
		def = def->next;
	return def;
}

bool
def_is_there(const struct def *def)
{
	return def->signature != NULL;
}

struct def *
def_of(const struct command *command)
{
	return (struct def *)(void *)(size_t)command;
}

static int
by_name(const void *a, const void *b)
{
	const struct def *const *one = a, *const *other = b;

	return strcmp((*one)->command.name, (*other)->command.name);
}

struct def **
defs_list(const struct defs *defs, size_t *count)
{
	struct def **list = defs && defs->count ? mem_new(defs->count, sizeof(*list)) : NULL;

	*count = 0;
	for (size_t i = 0; list && i < defs->buckets; i++)
		for (struct def *def = defs->bucket[i]; def; def = def->next)
			if (def_is_there(def) || def->declared)
				list[(*count)++] = def;
	if (*count)
		qsort(list, *count, sizeof(*list), by_name);
	return list;
}

static void
grow(struct defs *defs)
{
	struct defs old = *defs;

	defs->buckets = old.buckets ? old.buckets * 2 : 16;
	defs->bucket = mem_new(defs->buckets, sizeof(struct def *));
	for (size_t i = 0; i < old.buckets; i++)
		while (old.bucket[i]) {
			struct def *def = old.bucket[i], **to;

			old.bucket[i] = def->next;
			to = &defs->bucket[hash(def->command.name) % defs->buckets];
			def->next = *to;
			*to = def;
		}
	free(old.bucket);
}

static struct def *
find_or_add(struct defs *defs, const char *name)
{
	struct def *def = defs_find(defs, name), **to;

	if (def)
		return def;
	if (defs->count >= defs->buckets)
		grow(defs);
	def = mem_new(1, sizeof(*def));
	def->command = (struct command){ .name = mem_copy(name), .group = "language", .say = "",
		.args_size = sizeof(struct def_args), .run = defs->run,
		.flags = COMMAND_DEFINED | COMMAND_KEEPS | COMMAND_SILENT };
	to = &defs->bucket[hash(name) % defs->buckets];
	def->next = *to;
	*to = def;
	defs->count++;
	return def;
}

bool
def_takes_rest(const struct word *word)
{
	size_t count = word->part->count;

	return count > 3 && strcmp(word->part->bytes + count - 3, "...") == 0;
}

static bool
is_same(const struct signature *signature, const struct word *const *param, size_t count)
{
	if (signature->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(signature->param[i].name, param[i]->part->bytes) != 0)
			return false;
	return true;
}

static struct signature *
signature_new(const struct word *const *param, size_t count)
{
	struct signature *signature = mem_new(1, sizeof(*signature));

	signature->count = count;
	signature->param = mem_new(count + 1, sizeof(*signature->param));
	for (size_t i = 0; i < count; i++) {
		const char *name = param[i]->part->bytes;
		bool rest = def_takes_rest(param[i]);
		struct buf help = { 0 };

		buf_format(&help, rest ? "all that are left, as $%.*s" : "what $%.*s is in it",
		    (int)(strlen(name) - (rest ? 3 : 0)), name);
		signature->param[i] = (struct param){ mem_copy(name),
			PARAM(def_args, words, texts), .help = mem_copy(help.data),
			.flags = rest ? PARAM_MANY | PARAM_OPTIONAL : 0 };
		signature->rest |= rest;
		buf_clear(&help);
	}
	return signature;
}

static struct signature *
signature_of(struct def *def, const struct word *const *param, size_t count)
{
	struct signature *signature = def->known;

	while (signature && !is_same(signature, param, count))
		signature = signature->next;
	if (signature)
		return signature;
	signature = signature_new(param, count);
	signature->next = def->known;
	return def->known = signature;
}

struct declared *
defs_declare(struct defs *defs, const char *name, const struct word *const *param, size_t params,
    struct script *script)
{
	struct def *def = find_or_add(defs, name);
	struct declared *declared;

	if (def->declared)
		return NULL;
	declared = pool_new(&script->pool, sizeof(*declared));
	declared->def = def;
	declared->signature = signature_of(def, param, params);
	declared->command = def->command;
	declared->command.params = declared->signature->param;
	declared->script = script;
	return def->declared = declared;
}

/* The comment on the line above, without its mark; NULL if there is none. */
static char *
comment_above(const struct node *node)
{
	const char *text = node->source->text.data;
	size_t end = node->place.offset, start;
	struct buf out = { 0 };

	while (end && text[end - 1] != '\n')
		end--;
	end -= end > 0;
	for (start = end; start && text[start - 1] != '\n';)
		start--;
	while (start < end && (text[start] == ' ' || text[start] == '\t'))
		start++;
	if (start == end || text[start] != '#')
		return NULL;
	while (start < end && strchr("# \t", text[start]))
		start++;
	bytes_show(&out, text + start, end - start, SHOW_SLASH);
	return out.data;
}

static char *
place_of(const struct node *node)
{
	struct buf out = { 0 };

	buf_add_text(&out, "defined in ");
	if (node->source->name) {
		bytes_show_text(&out, node->source->name, SHOW_SLASH);
		buf_add_text(&out, ", ");
	}
	buf_format(&out, "line %u", node->place.line);
	return out.data;
}

void
def_define(struct declared *declared)
{
	struct def *def = declared->def;
	struct script *old = def->script;
	char *comment = comment_above(declared->node);

	def->script = script_hold(declared->script);
	def->node = declared->node;
	def->signature = declared->signature;
	def->command.params = declared->signature->param;
	free((char *)(size_t)def->command.summary);
	free(def->place);
	def->place = place_of(declared->node);
	def->command.summary = comment ? comment : mem_copy(def->place);
	script_drop(old);
}
