/* type-option: the names of socket options as arguments, and their values. */
#ifndef SOSH_COMMAND_TYPE_OPTION_H
#define SOSH_COMMAND_TYPE_OPTION_H
#include "command/raw.h"
#include "command/types.h"
#include "socket/option.h"

/* The rows live as long as the call. */
typedef const struct option *arg_option;
typedef struct { bool all; const struct option **item; size_t count; } arg_options;
typedef arg_texts arg_option_value;

/* How the value is passed on: for --optlen and --null. */
struct option_raw {
	arg_length length;
	arg_flag   null;
};

/* What a command that uses these begins its struct with: which option a name
 * means depends on the socket, which values there are on the option. */
struct option_args {
	arg_sock         sock;
	arg_option       option;
	arg_option_value value;
	struct option_raw edge;
};
struct options_args {
	arg_sock    sock;
	arg_options options;
	struct option_raw edge;
};

extern const struct type type_option, type_options, type_option_value;

/* Offers all options that can be read and set so (OPTION_GET, OPTION_SET): by their C
 * names where `typed` begins so, behind "LEVEL:" where that is typed. */
void type_option_offer(const struct sock *, unsigned access, const char *typed,
    struct offer);
/* A usage error that names the nearest. */
bool type_option_none(const struct text *, struct error *);

/* The name of an option in an answer: its brief name, unless that means another
 * one on this socket. */
const char *type_option_key(const struct sock *, const struct option *);
/* What the flags say; false and a usage error where a length is beyond all measure. */
bool type_option_edge(const struct option_raw *, struct option_edge *, struct error *);
/* For whoever wants to say something about it. */
struct scene;
void type_option_scene(const struct option_raw *, struct scene *);
#endif
