/* hints-connect: what can be the matter with connect(). */
#include "teach/doctor.h"

const struct hint hints_connect[] = {
	{ 0 }
};
