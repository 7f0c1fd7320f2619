/* hints-other: what can be the matter with calls that have no file of their own. */
#include "teach/doctor.h"

const struct hint hints_other[] = {
	{ 0 }
};
