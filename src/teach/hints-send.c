/* hints-send: what can be the matter with send(). */
#include "teach/doctor.h"

const struct hint hints_send[] = {
	{ 0 }
};
