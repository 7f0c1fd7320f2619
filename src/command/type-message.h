/* type-message: what words say of a message: its flags, and what goes beside it. */
#ifndef SOSH_COMMAND_TYPE_MESSAGE_H
#define SOSH_COMMAND_TYPE_MESSAGE_H
#include "command/types.h"

typedef struct { int bits; } arg_send_flags;         /* MSG_..., by name or number */
typedef struct { int bits; } arg_recv_flags;
typedef struct { struct sock **item; size_t count; } arg_passed;  /* one may stand twice */
typedef struct { int number; bool given; } arg_tos;
typedef struct { int64_t number; bool given; } arg_number;        /* `low` and `high` */
typedef arg_number arg_segment;                      /* a size, with its unit */
typedef struct text arg_packet_info;                 /* for control_add_packet_info() */
typedef struct text arg_control;                     /* for control_add_text() */

extern const struct type type_send_flags, type_recv_flags, type_passed, type_tos, type_number,
    type_segment, type_packet_info, type_control;
#endif
