/* hints-resolve: what can be the matter with a look-up. */
#include "teach/doctor.h"

const struct hint hints_resolve[] = {
	{ 0 }
};
