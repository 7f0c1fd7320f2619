/* option-row: what the tables of options share; for the option-LEVEL.c files only. */
#ifndef SOSH_SOCKET_OPTION_ROW_H
#define SOSH_SOCKET_OPTION_ROW_H
#include <errno.h>

#include "socket/option.h"

/* Each file has a LEVEL of its own. */
#define ROW(option, short, kind, can) \
	.name = #option, .brief = short, .level = LEVEL, .number = option, \
	.type = OPTION_##kind, .access = can
#define R OPTION_GET
#define W OPTION_SET
#define RW (OPTION_GET | OPTION_SET)

/* What the kernel makes of it: at first, of a good value, of a bad one. */
#define TRY(was, good, bad, number) \
	.fresh = was, .legal = good, .illegal = bad, .refuses = number
/* The good value is read back as another. */
#define TRY_MADE(was, good, made_of_it, bad, number) \
	TRY(was, good, bad, number), .becomes = made_of_it

/* Where any number is a switch's on or off, and any is a number's value, what is left
 * to be refused is less than an int; where that is taken too, no value at all; and where that is, a
 * length below 0. */
#define TOO_SHORT "hex:01"
#define NO_VALUE "int 1 --null"
#define BAD_LENGTH "int 1 --optlen -1"
#define SWITCH TRY("off", "on", TOO_SHORT, EINVAL)
#define SWITCH_ON TRY("on", "off", TOO_SHORT, EINVAL)
#define SWITCH_ANY TRY("off", "on", NO_VALUE, EFAULT)
#define SWITCH_ANY_ON TRY("on", "off", NO_VALUE, EFAULT)
#define SWITCH_STRICT TRY("off", "on", "int 2", EINVAL)

#define MINUS_ONE "the kernel takes -1 for the default"
#define ECN_OF_TCP { OPTION_OF_TCP, "the lowest two bits, ECN, belong to TCP" }

/* Kinds of socket to try it on, as the command takes them. */
#define RAW4 "raw:udp"
#define RAW6 "raw6:udp"
#endif
