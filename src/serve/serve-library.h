/* serve-library: what the module has for server.h; for those two only. */
#ifndef SOSH_SERVE_SERVE_LIBRARY_H
#define SOSH_SERVE_SERVE_LIBRARY_H
#include "serve/server.h"

struct serve_library {
	const struct role *const *roles;
	struct server *(*start)(struct server_desk *, struct sock *, const struct server_want *,
	    struct error *);
	void (*retire)(struct server *);
	void (*stop)(struct server *);
	size_t (*take)(struct client *);
	bool (*give)(struct server *, struct sock *, struct error *);
	bool (*send)(struct client *, const char *bytes, size_t count);
	size_t (*takes)(const struct client *, size_t count);
	void (*finish)(struct client *);
	void (*drop)(struct client *, bool reset);
};
extern const struct serve_library serve_library;
#endif
