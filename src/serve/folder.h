/* folder: the folder that a role reads or writes files in. */
#ifndef SOSH_SERVE_FOLDER_H
#define SOSH_SERVE_FOLDER_H
#include <stdbool.h>

#include "serve/role.h"

/* All zero is none. */
struct folder {
	char *path;
	int   fd;
	bool  open;
};
/* The one that a word names.  False and an error. */
bool folder_open(struct folder *, const struct role_word *, struct error *);
void folder_close(struct folder *);
/* The path in a word, which has no NUL; NULL and a usage error. */
const char *folder_path(const struct role_word *, struct error *);
#endif
