/* doctor: has it said why a call failed, as often as there is time for it. */
#include "teach/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/module.h"
#include "base/number.h"
#include "teach/doctor-library.h"

/* So many descriptors are enough to load a module. */
enum { SPARE = 8 };

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

static bool
is_full(const struct scene *scene)
{
	return scene->kind == ERROR_SYSTEM && scene->number == EMFILE;
}

/* Other errors may come while that is so, too. */
static bool
is_full_now(void)
{
	int fd = open("/", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EMFILE;
}

/* Where no descriptor is left the module cannot be read, unless the limit may be raised for
 * that long. */
static const struct doctor_library *
library_find_full(void)
{
	struct rlimit limit, more;
	const struct doctor_library *library;
	struct error ignored;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == limit.rlim_max)
		return NULL;
	more = limit;
	more.rlim_cur = limit.rlim_max - limit.rlim_cur > SPARE ? limit.rlim_cur + SPARE :
	    limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &more) < 0)
		return NULL;
	library = library_find(&ignored);
	setrlimit(RLIMIT_NOFILE, &limit);
	return library;
}

/* What the rows say of that, for where they are out of reach. */
static void
say_full(struct record *failure)
{
	struct buf text = { 0 };
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	buf_format(&text, "all descriptors that this process may have are open, %llu "
	    "(RLIMIT_NOFILE): close some sockets", (unsigned long long)limit.rlim_cur);
	*record_put(failure, "hint") = value_take(&text);
	record_int(record_record(failure, "evidence"), "limit", (int64_t)limit.rlim_cur);
}

/* What is not there is not looked for at every failure. */
static bool
is_there(struct doctor *doctor)
{
	struct error ignored;

	if (doctor->library || doctor->missed)
		return doctor->library != NULL;
	doctor->library = library_find(&ignored);
	if (!doctor->library && is_full_now())
		doctor->library = library_find_full();
	doctor->missed = !doctor->library && !is_full_now();
	return doctor->library != NULL;
}

void
doctor_see(struct doctor *doctor, const struct scene *scene, struct record *failure)
{
	int64_t *oldest = &doctor->look[doctor->looks % DOCTOR_LOOKS], now;
	bool may_look;

	if (!is_there(doctor)) {
		if (is_full(scene) && !doctor->missed)
			say_full(failure);
		return;
	}
	/* To load the module is no part of the look. */
	now = number_now();
	may_look = !*oldest || now - *oldest >= NUMBER_SECOND;
	if (!doctor->library->see(scene, may_look ? now + DOCTOR_TIME : 0, failure))
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
