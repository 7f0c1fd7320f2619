/* explain-errno: what an errno means. */
#include <errno.h>
#include <string.h>
#include <strings.h>

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

/* "connection refused": the system's own words, in any case. */
static bool
is_said(const char *words, int *number)
{
	for (const struct name *n = names_errno; strchr(words, ' ') && n->name; n++)
		if (strcasecmp(words, strerror(n->number)) == 0) {
			*number = n->number;
			return true;
		}
	return false;
}

bool
explain_errno(const char *word, bool bare, int *number)
{
	struct error ignored;
	int64_t wide;

	if (names_number(names_errno, bare ? "E" : NULL, word, number) || is_said(word, number))
		return true;
	if (!number_int(word, strlen(word), 1, INT32_MAX, &wide, &ignored))
		return false;
	*number = (int)wide;
	return names_of(names_errno, *number) != NULL;
}

/* A call, as an example of what yields an errno. */
static const struct example {
	const char *call, *c, *python;
	bool        address;   /* C needs one */
} examples[] = {
	{ "send", "send(fd, \"hello\", 5, 0)", "sock.send(b\"hello\")", false },
	{ "accept", "accept(fd, NULL, NULL)", "sock.accept()", false },
	{ "bind", "bind(fd, (struct sockaddr *)&address, sizeof(address))",
	  "sock.bind((\"127.0.0.1\", 8080))", true },
	{ "close", "close(fd)", "os.close(sock.fileno())", false },
	{ "connect", "connect(fd, (struct sockaddr *)&address, sizeof(address))",
	  "sock.connect((\"127.0.0.1\", 8080))", true },
	{ "getpeername", "getpeername(fd, (struct sockaddr *)&address, &length)",
	  "sock.getpeername()", true },
	{ "listen", "listen(fd, 128)", "sock.listen(128)", false },
	{ "recv", "recv(fd, data, sizeof(data), 0)", "sock.recv(65536)", false },
	{ "setsockopt", "setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, sizeof(int))",
	  "sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)", false },
	{ "shutdown", "shutdown(fd, SHUT_WR)", "sock.shutdown(socket.SHUT_WR)", false },
	{ "socket", "socket(AF_INET, SOCK_STREAM, 0)", "sock = socket.socket()", false },
};

/* That of the first call that its page tells of. */
static const struct example *
example_of(const char *page)
{
	size_t count;
	const char *calls = page ? explain_page_part(page, "Calls", &count) : "";

	calls += strspn(calls, "- ");
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		count = strlen(examples[i].call);
		if (strncmp(calls, examples[i].call, count) == 0 && strchr(",: ", calls[count]))
			return &examples[i];
	}
	return examples;
}

/* The kernel's own name is in no header. */
static bool
is_inner(const char *name)
{
	return strcmp(name, "ENOTSUPP") == 0;
}

static void
add_c(struct buf *c, const struct example *example, const char *name, int number)
{
	if (example->address)
		buf_add_text(c, "struct sockaddr_in address = { .sin_family = AF_INET, "
		    ".sin_port = htons(8080) };\n");
	if (strcmp(example->call, "getpeername") == 0)
		buf_add_text(c, "socklen_t length = sizeof(address);\n");
	if (strcmp(example->call, "recv") == 0)
		buf_add_text(c, "char data[65536];\n");
	buf_format(c, "if (%s < 0 && errno == ", example->c);
	if (is_inner(name))
		buf_format(c, "%d", number);
	else
		buf_add_text(c, name);
	buf_format(c, ")\n\tputs(\"%s\");\n", name);
}

static void
add_python(struct buf *python, const struct example *example, const char *name, int number)
{
	const char *class = names_of(classes, number);

	buf_format(python, "try:\n    %s\n", example->python);
	if (class)
		buf_format(python, "except %s as error:\n    print(error)          # error.errno "
		    "is errno.%s\n", class, name);
	else if (is_inner(name))
		buf_format(python, "except OSError as error:\n    if error.errno == %d:\n"
		    "        print(error)\n", number);
	else
		buf_format(python, "except OSError as error:\n    if error.errno == errno.%s:\n"
		    "        print(error)\n", name);
}

static void
add_code(struct explained *it, const char *page, const char *name, int number)
{
	const struct example *example = example_of(page);
	struct buf c = { 0 }, python = { 0 };

	add_c(&c, example, name, number);
	add_python(&python, example, name, number);
	explained_code_of(it, "In C", "c", &c, page);
	explained_code_of(it, "In Python", "python", &python, page);
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
		explain_page_means(it, page, NULL);
	else
		explained_means(it, unknown, strlen(unknown));
	if (page)
		explain_page_parts(it, page, it->brief ? few : parts);
	add_code(it, page, name, number);
}
