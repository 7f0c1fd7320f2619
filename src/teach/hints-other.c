/* hints-other: what can be the matter with calls that have no file of their own. */
#include <errno.h>

#include "teach/doctor.h"

const struct hint hints_other[] = {
	{ "connect", ERROR_SYSTEM, ECONNREFUSED, "nobody listens there", NULL,
	  "nobody listens on {address}", "status --system" },
	{ 0 }
};
