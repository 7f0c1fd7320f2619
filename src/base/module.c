/* module: parts of sosh that are loaded when they are first wanted. */
#include "base/module.h"

#ifdef HAVE_MODULES
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The folder that the program itself lies in; false where the system does not tell. */
static bool
folder_of_program(char *folder, size_t room)
{
	ssize_t count = readlink("/proc/self/exe", folder, room);
	char *slash;

	if (count < 0 || (size_t)count >= room)
		return false;
	folder[count] = '\0';
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	return slash != NULL;
}

/* False: there is none.  One that is there and cannot be loaded is told; the next place is
 * not tried, as what lies there may be of another sosh. */
static bool
load(const char *folder, const char *name, void **module, struct error *error)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/sosh-%s.so", folder, name) >= (int)sizeof(path) ||
	    access(path, F_OK) < 0)
		return false;
	*module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!*module)
		error_set(error, ERROR_REFUSED, "%s", dlerror());
	return true;
}

const void *
module_symbol(const char *name, const char *symbol, struct error *error)
{
	char folder[PATH_MAX];
	void *module = NULL;

	error_set(error, ERROR_REFUSED, "there is no sosh-%s.so in %s", name, PKGLIBDIR);
	if (!folder_of_program(folder, sizeof(folder)) || !load(folder, name, &module, error))
		load(PKGLIBDIR, name, &module, error);
	return module ? dlsym(module, symbol) : NULL;
}

#else

const void *
module_symbol(const char *name, const char *symbol, struct error *error)
{
	(void)symbol;
	error_set(error, ERROR_REFUSED, "this sosh was built without modules: no %s", name);
	return NULL;
}
#endif
