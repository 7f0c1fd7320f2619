/* rc: the start-up file. */
#include "shell/rc.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"

static bool
find(struct buf *path)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		buf_format(path, "%s/sosh/rc.sosh", config);
	else if (home && *home == '/')
		buf_format(path, "%s/.config/sosh/rc.sosh", home);
	return path->count > 0;
}

static void
warn(struct shell *shell, const char *path, const char *why)
{
	buf_reset(&shell->line);
	bytes_show_text(&shell->line, path, shell->show);
	buf_format(&shell->line, ": %s: it is not read\n", why);
	screen_error(&shell->screen, shell->line.data, shell->line.count);
}

void
rc_run(struct shell *shell)
{
	struct buf path = { 0 };
	struct stat stat;

	if (find(&path) && lstat(path.data, &stat) == 0) {
		char *word = path.data;

		if (!S_ISREG(stat.st_mode))
			warn(shell, path.data, "this is no regular file");
		else if (stat.st_uid != geteuid())
			warn(shell, path.data, "this file is somebody else's");
		else if (stat.st_mode & (S_IWGRP | S_IWOTH))
			warn(shell, path.data, "others may write this file");
		else
			shell_file(shell, path.data, &word, 1);
	}
	buf_clear(&path);
}
