/* trace-value: bytes, numbers and flags of a shown call. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "socket/trace-inner.h"

static const struct {
	char byte, letter;
} escapes[] = {
	{ '"', '"' }, { '\\', '\\' }, { '\f', 'f' }, { '\n', 'n' }, { '\r', 'r' }, { '\t', 't' },
	{ '\v', 'v' },
};

static char
letter_of(char byte)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (escapes[i].byte == byte)
			return escapes[i].letter;
	return 0;
}

/* Octal, with zeros in front only where a digit follows. */
static void
add_octal(struct buf *out, unsigned char byte, bool digit_follows)
{
	buf_format(out, digit_follows ? "\\%03o" : "\\%o", byte);
}

void
trace_quoted(struct buf *out, const void *bytes, size_t count)
{
	const char *text = bytes;

	buf_add_byte(out, '"');
	for (size_t i = 0; i < count; i++) {
		char letter = letter_of(text[i]);

		if (letter) {
			buf_add_byte(out, '\\');
			buf_add_byte(out, letter);
		} else if (text[i] >= ' ' && text[i] <= '~') {
			buf_add_byte(out, text[i]);
		} else {
			add_octal(out, (unsigned char)text[i], i + 1 < count &&
			    text[i + 1] >= '0' && text[i + 1] <= '7');
		}
	}
	buf_add_byte(out, '"');
}

void
trace_bytes(struct buf *out, const void *bytes, size_t count)
{
	if (!bytes) {
		trace_pointer(out, bytes);
		return;
	}
	trace_quoted(out, bytes, count < TRACE_MOST ? count : TRACE_MOST);
	if (count > TRACE_MOST)
		buf_add_text(out, "...");
}

void
trace_part(struct buf *out, const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;

	buf_add_byte(out, '"');
	for (size_t i = 0; i < count; i++)
		buf_format(out, "\\x%02x", byte[i]);
	buf_add_byte(out, '"');
}

void
trace_hex(struct buf *out, uint64_t number)
{
	buf_format(out, "%#llx", (unsigned long long)number);
}

void
trace_pointer(struct buf *out, const void *pointer)
{
	if (pointer)
		trace_hex(out, (uintptr_t)pointer);
	else
		buf_add_text(out, "NULL");
}

void
trace_named(struct buf *out, const struct name *names, int number, const char *unknown)
{
	const char *name = names_of(names, number);

	if (name)
		buf_add_text(out, name);
	else
		buf_format(out, "%#x /* %s */", (unsigned)number, unknown);
}

void
trace_flags(struct buf *out, const struct name *names, unsigned flags, const char *unknown)
{
	size_t begin = out->count;

	if (!flags) {
		buf_add_byte(out, '0');
		return;
	}
	for (; names->name; names++) {
		unsigned bits = (unsigned)names->number;

		if (!bits || (flags & bits) != bits)
			continue;
		buf_format(out, "%s%s", out->count > begin ? "|" : "", names->name);
		flags &= ~bits;
	}
	if (flags && out->count > begin)
		buf_format(out, "|%#x", flags);
	else if (flags)
		buf_format(out, "%#x /* %s */", flags, unknown);
}

void
trace_interface(struct buf *out, unsigned index)
{
	char name[IF_NAMESIZE];

	if (!index || !if_indextoname(index, name)) {
		buf_format(out, "%u", index);
		return;
	}
	buf_add_text(out, "if_nametoindex(");
	trace_quoted(out, name, strnlen(name, sizeof(name)));
	buf_add_byte(out, ')');
}

void
trace_inet(struct buf *out, const void *address)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, address, text, sizeof(text));
	buf_format(out, "inet_addr(\"%s\")", text);
}

void
trace_inet6(struct buf *out, const void *address, const char *name)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, address, text, sizeof(text));
	buf_format(out, "inet_pton(AF_INET6, \"%s\", &%s)", text, name);
}

void
trace_next(struct buf *out)
{
	buf_add_text(out, ", ");
}

bool
trace_item(struct buf *out, size_t index)
{
	if (index)
		trace_next(out);
	if (index < TRACE_MOST)
		return true;
	buf_add_text(out, "...");
	return false;
}
