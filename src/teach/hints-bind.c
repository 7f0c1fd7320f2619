/* hints-bind: what can be the matter with bind(). */
#include "teach/doctor.h"

const struct hint hints_bind[] = {
	{ 0 }
};
