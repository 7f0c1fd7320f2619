/* hints-shutdown: what can be the matter with shutdown(). */
#include "teach/doctor.h"

const struct hint hints_shutdown[] = {
	{ 0 }
};
