/* hints-recv: what can be the matter with recv(). */
#include "teach/doctor.h"

const struct hint hints_recv[] = {
	{ 0 }
};
