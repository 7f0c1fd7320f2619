/* hints-listen: what can be the matter with listen(). */
#include "teach/doctor.h"

const struct hint hints_listen[] = {
	{ 0 }
};
