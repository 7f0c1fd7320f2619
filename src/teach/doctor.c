/* doctor: has it said why a call failed, as often as there is time for it. */
#include "teach/doctor.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/module.h"
#include "base/number.h"
#include "teach/doctor-library.h"

struct doctor {
	const struct doctor_library *library; /* NULL: not asked for yet, or there is none */
	bool    missed;
	int64_t look[DOCTOR_LOOKS];           /* number_now() of the last ones; 0: none */
	size_t  looks;                        /* in all */
};

#ifdef HAVE_MODULES
/* Only tests have it linked in. */
#pragma weak doctor_rows
#endif

static const struct doctor_library *
library_find(struct error *error)
{
#ifdef HAVE_MODULES
	if (!&doctor_rows)
		return module_symbol("teach", "doctor_rows", error);
#else
	(void)error;
#endif
	return &doctor_rows;
}

struct doctor *
doctor_new(void)
{
	return mem_new(1, sizeof(struct doctor));
}

void
doctor_free(struct doctor *doctor)
{
	free(doctor);
}

/* What is not there is not looked for at every failure. */
static bool
is_there(struct doctor *doctor)
{
	struct error ignored;

	if (!doctor->library && !doctor->missed)
		doctor->library = library_find(&ignored);
	doctor->missed = !doctor->library;
	return doctor->library != NULL;
}

void
doctor_see(struct doctor *doctor, const struct scene *scene, struct record *failure)
{
	int64_t now = number_now(), *oldest = &doctor->look[doctor->looks % DOCTOR_LOOKS];
	bool may_look = !*oldest || now - *oldest >= NUMBER_SECOND;

	if (!is_there(doctor) ||
	    !doctor->library->see(scene, may_look ? now + DOCTOR_TIME : 0, failure))
		return;
	*oldest = now;
	doctor->looks++;
}

bool
doctor_page(struct buf *out, struct error *error)
{
	const struct doctor_library *library = library_find(error);

	if (library)
		library->page(out);
	return library != NULL;
}

size_t
doctor_check(struct buf *complaints)
{
	struct error error;
	const struct doctor_library *library = library_find(&error);

	/* A sosh without the module is sound, and has no rows. */
	return library ? library->check(complaints) : 0;
}
