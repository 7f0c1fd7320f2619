/* usage-declare: the declarations as a tree, for programs that check them. */
#include "lang/usage.h"

struct named_flag {
	unsigned    flag;
	const char *name;
};

static const struct named_flag of_params[] = {
	{ PARAM_OPTIONAL, "optional" },
	{ PARAM_OPTION, "option" },
	{ PARAM_MANY, "many" },
	{ PARAM_COMMAND, "command" },
	{ PARAM_DATA, "data" },
	{ PARAM_INSTEAD, "instead" },
	{ PARAM_RARE, "rare" },
	{ 0, NULL }
};

static const struct named_flag of_commands[] = {
	{ COMMAND_BLOCK, "block" }, { COMMAND_MAY_BLOCK, "may-block" },
	{ COMMAND_ELSE, "else" },
	{ COMMAND_SILENT, "silent" },
	{ COMMAND_KEEPS, "keeps" },
	{ COMMAND_LAST_WORD, "last-word" },
	{ COMMAND_PAGED, "paged" },
	{ COMMAND_TOP, "top" },
	{ COMMAND_ALONE, "alone" },
	{ 0, NULL }
};

static struct record *
put_flags(struct record *record, const struct named_flag *row, unsigned flags)
{
	struct record *list = record_list(record, "flags");

	for (; row->name; row++)
		if (flags & row->flag)
			record_text(list, NULL, row->name);
	return list;
}

static void
put_words(struct record *record, const char *name, const char *const *word)
{
	struct record *list = record_list(record, name);

	for (; word && *word; word++)
		record_text(list, NULL, *word);
}

static void
put_param(struct record *record, const struct param *param)
{
	struct record *flags;

	record_text(record, "name", param->name);
	record_text(record, "type", param->type->name);
	flags = put_flags(record, of_params, param->flags);
	if (param->type == &type_flag)
		record_text(flags, NULL, "switch");
	put_words(record, "among", param->among);
	record_text(record, "help", param->help ? param->help : "");
}

static void put_command(struct record *, const struct command *);

static void
put_forms(struct record *record, const struct command *command)
{
	struct record *list = record_list(record, "forms");

	for (const struct command *const *f = command->forms; f && *f; f++)
		put_command(record_record(list, NULL), *f);
}

static void
put_command(struct record *record, const struct command *command)
{
	struct record *params, *fields;
	struct buf usage = { 0 };

	usage_line(command, &usage);
	record_text(record, "name", command->name);
	record_text(record, "group", command->group ? command->group : "");
	record_text(record, "summary", command->summary ? command->summary : "");
	record_text(record, "usage", buf_text(&usage));
	buf_clear(&usage);
	put_flags(record, of_commands, command->flags);
	put_words(record, "aliases", command->aliases);
	params = record_list(record, "params");
	for (const struct param *p = command->params; p->name; p++)
		put_param(record_record(params, NULL), p);
	fields = record_list(record, "fields");
	for (const struct field *f = command->fields; f && f->name; f++) {
		struct record *field = record_record(fields, NULL);

		record_text(field, "name", f->name);
		record_text(field, "help", f->help ? f->help : "");
	}
	if (command->form)
		record_text(record, "form", command->form);
	put_forms(record, command);
}

void
usage_declare(const struct catalog *catalog, struct record *to)
{
	struct record *list = record_list(to, "commands");

	for (const struct command *const *c = catalog->command; *c; c++)
		put_command(record_record(list, NULL), *c);
}
