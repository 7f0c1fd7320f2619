/* option-sctp: the options at IPPROTO_SCTP that need no association. */
#include <netinet/in.h>

#include "socket/option-row.h"

#ifdef __linux__

/* <linux/sctp.h> comes with no C library. */
#define SCTP_NODELAY 3
#define SCTP_AUTOCLOSE 4
#define SCTP_DISABLE_FRAGMENTS 8

#define LEVEL IPPROTO_SCTP

const struct option options_sctp[] = {
	{ ROW(SCTP_AUTOCLOSE, "autoclose", SECONDS, RW), .on = "inet seqpacket sctp",
	  TRY("0s", "5s", TOO_SHORT, EINVAL),
	  .help = "associations that were idle for so long are closed; 0: never" },
	{ ROW(SCTP_DISABLE_FRAGMENTS, "disable_fragments", BOOL, RW), SWITCH,
	  .help = "a message that is too big for the path fails" },
	{ ROW(SCTP_NODELAY, "nodelay", BOOL, RW), SWITCH,
	  .help = "send small messages at once" },
	{ .name = NULL }
};

#else
const struct option options_sctp[] = { { .name = NULL } };
#endif
