/* service-words: what `serve` is told: a role, its words, networks. */
#ifndef SOSH_COMMAND_SERVICE_WORDS_H
#define SOSH_COMMAND_SERVICE_WORDS_H
#include "command/call.h"
#include "command/types.h"
#include "serve/server.h"

typedef struct { const struct role *role; bool stop; } arg_role;  /* neither: not known yet */
typedef struct { struct text *item; size_t count; } arg_role_words;
typedef struct { struct server_range *item; size_t count; } arg_ranges;
typedef arg_ranges arg_denied;

extern const struct type type_role, type_role_words, type_ranges, type_denied;

/* The structs of commands with such words begin with it. */
struct service_words {
	arg_sock       sock;
	arg_role       role;
	arg_role_words words;
};

/* Are they as many as the role wants, and is there a block where it wants one?  False and a
 * usage error, at the word. */
bool service_words_suit(struct call *, const struct service_words *);
/* What a role is given, good as long as the call; `most` bytes of DATA.  False and an error. */
bool service_words_read(struct call *, const struct service_words *, size_t most,
    const struct role_word **word, size_t *words);
#endif
