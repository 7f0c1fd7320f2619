/* frame: which frame the flags of a receiving command ask for. */
#ifndef SOSH_COMMAND_FRAME_H
#define SOSH_COMMAND_FRAME_H
#include "command/receive.h"
#include "command/type-message.h"
#include "command/type-regex.h"
#include "command/unpack.h"
#include "lang/data.h"

/* What the flags say; part of the command's own struct. */
struct frame_args {
	arg_flag      exact, line, eof;
	arg_data      until;
	arg_regex     match;
	arg_duration  span;          /* --for: the time of the whole command */
	arg_as        as;
	arg_number    max;
};

/* The rows of these flags, for a command whose struct has a `struct frame_args frame`. */
#define FRAME_PARAMS(args) \
	{ "exact", PARAM(args, frame.exact, flag), .flags = PARAM_OPTION, \
	  .help = "wait for all SIZE bytes" }, \
	{ "until", PARAM(args, frame.until, data), .flags = PARAM_OPTION | PARAM_DATA, \
	  .help = "wait for these bytes: all that comes up to and with them" }, \
	{ "line", PARAM(args, frame.line, flag), .flags = PARAM_OPTION, \
	  .help = "wait for a whole line, up to and with its line feed" }, \
	{ "match", PARAM(args, frame.match, regex), .flags = PARAM_OPTION, \
	  .help = "wait until this regular expression matches: all up to the end of the match" }, \
	{ "eof", PARAM(args, frame.eof, flag), .flags = PARAM_OPTION, \
	  .help = "wait for the end: all that comes" }, \
	{ "for", PARAM(args, frame.span, duration), .flags = PARAM_OPTION, \
	  .help = "all that comes within this time, also nothing" }, \
	{ "as", PARAM(args, frame.as, as), .flags = PARAM_OPTION, \
	  .help = "a message with its length in front (len16be, ...), or packed numbers " \
	  "(u16be,u32le,...)" }, \
	{ "max", PARAM(args, frame.max, segment), .flags = PARAM_OPTION, \
	  .help = "give up when it has more bytes than this; 16M if it is left out" }

/* Is there one, and only one?  NONE, also where there are several: a usage error. */
enum framing_kind frame_kind(const struct frame_args *, struct error *);
/* Makes it what `receive` waits for; `size` is that of --exact, and what is `streamed` goes
 * to a sink.  What it makes lives in the pool.  False and a usage error. */
bool frame_plan(const struct frame_args *, enum framing_kind, int64_t size, bool streamed,
    struct receive *, struct pool *, struct error *);
#endif
