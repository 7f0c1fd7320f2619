/* explain-errno: what an errno means. */
#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "base/names.h"
#include "teach/explain-inner.h"

/* Python has classes of their own for these; all are OSError. */
static const struct name classes[] = {
	{ "BlockingIOError", EAGAIN, NULL }, { "BlockingIOError", EALREADY, NULL },
	{ "BlockingIOError", EINPROGRESS, NULL }, { "BrokenPipeError", EPIPE, NULL },
	{ "BrokenPipeError", ESHUTDOWN, NULL }, { "ConnectionAbortedError", ECONNABORTED, NULL },
	{ "ConnectionRefusedError", ECONNREFUSED, NULL },
	{ "ConnectionResetError", ECONNRESET, NULL }, { "FileExistsError", EEXIST, NULL },
	{ "FileNotFoundError", ENOENT, NULL }, { "InterruptedError", EINTR, NULL },
	{ "IsADirectoryError", EISDIR, NULL }, { "NotADirectoryError", ENOTDIR, NULL },
	{ "PermissionError", EACCES, NULL }, { "PermissionError", EPERM, NULL },
	{ "ProcessLookupError", ESRCH, NULL }, { "TimeoutError", ETIMEDOUT, NULL },
	{ NULL, 0, NULL }
};

bool
explain_errno(const char *word, bool bare, int *number)
{
	struct error ignored;
	int64_t wide;

	if (names_number(names_errno, bare ? "E" : NULL, word, number))
		return true;
	if (!number_int(word, strlen(word), 1, INT32_MAX, &wide, &ignored))
		return false;
	*number = (int)wide;
	return names_of(names_errno, *number) != NULL;
}

static void
add_code(struct explained *it, const char *name, int number)
{
	const char *class = names_of(classes, number);
	struct buf c = { 0 }, python = { 0 };

	/* The kernel's own name is in no header. */
	if (strcmp(name, "ENOTSUPP") == 0) {
		buf_format(&c, "if (send(fd, \"hello\", 5, 0) < 0 && errno == %d)\n"
		    "\tputs(\"%s\");\n", number, name);
		explained_code(it, "In C", "c", &c);
		return;
	}
	buf_format(&c, "if (send(fd, \"hello\", 5, 0) < 0 && errno == %s)\n\tperror(\"send\");\n",
	    name);
	if (class)
		buf_format(&python, "try:\n    sock.send(b\"hello\")\nexcept %s as error:\n"
		    "    print(error)          # error.errno is errno.%s\n", class, name);
	else
		buf_format(&python, "try:\n    sock.send(b\"hello\")\nexcept OSError as error:\n"
		    "    if error.errno == errno.%s:\n        print(error)\n", name);
	explained_code(it, "In C", "c", &c);
	explained_code(it, "In Python", "python", &python);
}

void
explain_tell_errno(struct explained *it, int number)
{
	static const char *const parts[] = { "Calls", "Provoke", "What to do", NULL };
	static const char *const few[] = { "What to do", NULL };
	static const char unknown[] = "The system has this error, but no call on a socket is known "
	    "to answer it.";
	const char *name = names_of(names_errno, number), *page = explain_page(name);

	explained_title(it, "errno %d: %s", number, strerror(number));
	record_int(it->record, "number", number);
	if (page)
		explain_page_means(it, page);
	else
		explained_means(it, unknown, strlen(unknown));
	if (page)
		explain_page_parts(it, page, it->brief ? few : parts);
	add_code(it, name, number);
}
