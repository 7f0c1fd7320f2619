/* hints-socket: what can be the matter with socket(). */
#include "teach/doctor.h"

const struct hint hints_socket[] = {
	{ 0 }
};
