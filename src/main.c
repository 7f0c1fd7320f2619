/* main: the front door: options in, exit status out. */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "lang/command.h"
#include "shell/about.h"
#include "shell/options.h"
#include "shell/shell.h"
#include "socket/osdep.h"

/* Made at build time from the file names in src/command and docs/commands. */
extern const struct catalog catalog;

int
main(int argc, char **argv)
{
	struct options options;
	struct error error;
	int status;

	/* A line editor reads files that the environment names: no rights to lend. */
	if (osdep_has_lent_rights()) {
		error_usage(&error,
		    "sosh does not run with another's rights (setuid, file capabilities)");
		_exit(about_error(&error));
	}
	if (!options_read(&options, argc, argv, &error))
		status = about_error(&error);
	else if (options.what == OPTIONS_RUN)
		status = shell_main(&options, &catalog);
	else
		status = about(&options, &catalog);
	options_clear(&options);
	return status;
}
