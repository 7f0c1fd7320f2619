/* hints-accept: what can be the matter with accept(). */
#include "teach/doctor.h"

const struct hint hints_accept[] = {
	{ 0 }
};
