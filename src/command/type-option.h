/* type-option: the names of socket options as arguments, and their values. */
#ifndef SOSH_COMMAND_TYPE_OPTION_H
#define SOSH_COMMAND_TYPE_OPTION_H
#include "command/types.h"
#include "socket/option.h"

/* The rows live as long as the call. */
typedef const struct option *arg_option;
typedef struct { bool all; const struct option **item; size_t count; } arg_options;
typedef arg_texts arg_option_value;

/* What a command that uses these begins its struct with: which option a name
 * means depends on the socket, which values there are on the option. */
struct option_args {
	arg_sock         sock;
	arg_option       option;
	arg_option_value value;
};
struct options_args {
	arg_sock    sock;
	arg_options options;
};

extern const struct type type_option, type_options, type_option_value;

/* The name of an option in an answer: its brief name, unless that means another
 * one on this socket. */
const char *type_option_key(const struct sock *, const struct option *);
#endif
