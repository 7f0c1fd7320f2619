/* story: loads what tells it. */
#include "teach/story.h"

#include "base/module.h"

#ifdef HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak story_teach
#endif

const struct story_library *
story_library(struct error *error)
{
#ifdef HAVE_MODULES
	if (!&story_teach)
		return module_symbol("teach", "story_teach", error);
#else
	(void)error;
#endif
	return &story_teach;
}
