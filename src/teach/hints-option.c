/* hints-option: what can be the matter with getsockopt() and setsockopt(). */
#include "teach/doctor.h"

const struct hint hints_option[] = {
	{ 0 }
};
