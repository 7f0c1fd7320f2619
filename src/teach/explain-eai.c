/* explain-eai: what an error of the resolver means. */
#include <netdb.h>
#include <string.h>
#include <strings.h>

#include "base/names.h"
#include "teach/explain-inner.h"

static const char in_c[] =
    "struct addrinfo *list;\n"
    "int result = getaddrinfo(\"www.example.org\", \"http\", NULL, &list);\n"
    "\n"
    "if (result == %s)\n"
    "\tfprintf(stderr, \"%%s\\n\", gai_strerror(result));\n";
/* This one comes the other way round. */
static const char in_c_reverse[] =
    "struct sockaddr_in peer = { .sin_family = AF_INET };\n"
    "char host[8];\n"
    "int result = getnameinfo((struct sockaddr *)&peer, sizeof(peer), host, sizeof(host),\n"
    "    NULL, 0, 0);\n"
    "\n"
    "if (result == %s)\n"
    "\tfprintf(stderr, \"%%s\\n\", gai_strerror(result));\n";
static const char in_python[] =
    "try:\n"
    "    found = socket.getaddrinfo(\"www.example.org\", \"http\")\n"
    "except socket.gaierror as error:\n"
    "    if error.errno == socket.%s:\n"
    "        print(error)\n";

static const char in_python_reverse[] =
    "host, service = socket.getnameinfo((\"127.0.0.1\", 80), 0)  # there is room for any name\n";

const char *
explain_eai(const char *word)
{
	const char *name = NULL;
	int number;

	if (names_number(names_eai, NULL, word, &number))
		name = names_of(names_eai, number);
	/* What gai_strerror(3) says. */
	for (const struct name *n = names_eai; strchr(word, ' ') && !name && n->name; n++)
		if (strcasecmp(word, gai_strerror(n->number)) == 0)
			name = n->name;

	return name && explain_page(name) ? name : NULL;
}

void
explain_tell_eai(struct explained *it, const char *name)
{
	static const char *const parts[] = { "Calls", "Provoke", "What to do", NULL };
	const char *page = explain_page(name);
	struct buf c = { 0 }, python = { 0 };
	int number = 0;

	names_number(names_eai, NULL, name, &number);
	explained_title(it, "an error of the resolver, %d: %s", number, gai_strerror(number));
	record_int(it->record, "number", number);
	explain_page_means(it, page, NULL);
	explain_page_parts(it, page, parts);
	if (number == EAI_OVERFLOW) {
		buf_format(&c, in_c_reverse, name);
		buf_add_text(&python, in_python_reverse);
	} else {
		buf_format(&c, in_c, name);
		buf_format(&python, in_python, name);
	}
	explained_code_of(it, "In C", "c", &c, page);
	explained_code_of(it, "In Python", "python", &python, page);
}
