/* folder: the folder that a role reads or writes files in. */
#ifndef SOSH_SERVE_FOLDER_H
#define SOSH_SERVE_FOLDER_H
#include <stdbool.h>

#include "serve/role.h"

/* A role's own struct for a server. */
struct folder {
	char *path;
	int   fd;
	bool  open;
};
/* `begin` and `end` of a role: the folder that its word names. */
bool folder_begin(struct server *, const struct role_word *, size_t count, struct error *);
void folder_end(struct server *);
/* The path in a word, which has no NUL; NULL and a usage error. */
const char *folder_path(const struct role_word *, struct error *);
#endif
