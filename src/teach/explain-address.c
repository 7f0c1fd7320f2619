/* explain-address: a socket address as C declares it, and as Python writes it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#ifdef __linux__
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#endif

#include "teach/explain-inner.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path) };

void
explain_string(struct buf *out, const char *bytes, size_t count)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < count; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		/* Pairs: a byte, and the letter that stands for it behind a backslash. */
		const char *usual = byte ? strchr("\nn\rr\tt\"\"\\\\", byte) : NULL;

		if (usual && byte < 'a')
			buf_format(out, "\\%c", usual[1]);
		/* Two of '?' may begin a trigraph. */
		else if (byte < ' ' || byte > '~' || (byte == '?' && i && bytes[i - 1] == '?'))
			buf_format(out, "\\%03o", byte);
		else
			buf_add_byte(out, bytes[i]);
	}
	buf_add_byte(out, '"');
}

/* The path, or behind a NUL the abstract name; its length. */
static const char *
path_of(const struct addr *addr, size_t *count)
{
	const char *path = addr->room + PATH_AT;
	size_t most = addr->length > sizeof(addr->room) ? sizeof(addr->room) : addr->length;

	*count = most > PATH_AT ? most - PATH_AT : 0;
	if (*count && *path)
		*count = strnlen(path, *count);
	return path;
}

static void
declare_inet(struct buf *out, const struct addr *addr, const char *six)
{
	struct buf host = { 0 };
	const char *scope;

	addr_show_host(&host, addr);
	scope = strchr(buf_text(&host), '%');
	buf_format(out, "struct sockaddr_in%s address = { .sin%s_family = AF_INET%s,\n"
	    "    .sin%s_port = htons(%d) };\n", six, six, six, six, addr_port(addr));
	if (scope)
		buf_format(out, "address.sin6_scope_id = if_nametoindex(\"%s\");\n", scope + 1);
	buf_format(out, "inet_pton(AF_INET%s, \"%.*s\", &address.sin%s_addr);\n", six,
	    (int)strcspn(buf_text(&host), "%"), buf_text(&host), six);
	buf_clear(&host);
}

static void
declare_unix(struct buf *out, const struct addr *addr)
{
	size_t count;
	const char *path = path_of(addr, &count);

	buf_add_text(out, "struct sockaddr_un address = { .sun_family = AF_UNIX");
	if (count) {
		buf_add_text(out, ", .sun_path = ");
		explain_string(out, path, count);
	}
	buf_add_text(out, " };\n");
}

#ifdef __linux__
/* Those of Linux alone; false: none of them. */
static bool
declare_linux(struct buf *out, const struct addr *addr)
{
	const struct sockaddr_vm *vm = (const void *)&addr->storage;
	const struct sockaddr_ll *ll = (const void *)&addr->storage;
	const struct sockaddr_nl *nl = (const void *)&addr->storage;

	switch (addr->any.sa_family) {
	case AF_VSOCK:
		buf_format(out, "struct sockaddr_vm address = { .svm_family = AF_VSOCK, "
		    ".svm_cid = %uU, .svm_port = %uU };\n", vm->svm_cid, vm->svm_port);
		return true;
	case AF_PACKET:
		buf_format(out, "struct sockaddr_ll address = { .sll_family = AF_PACKET, "
		    ".sll_protocol = htons(0x%04x), .sll_ifindex = %d };\n",
		    ntohs(ll->sll_protocol), ll->sll_ifindex);
		return true;
	case AF_NETLINK:
		buf_format(out, "struct sockaddr_nl address = { .nl_family = AF_NETLINK, "
		    ".nl_pid = %u, .nl_groups = %u };\n", nl->nl_pid, nl->nl_groups);
		return true;
	}
	return false;
}

static bool
python_linux(struct buf *out, const struct addr *addr)
{
	const struct sockaddr_vm *vm = (const void *)&addr->storage;
	const struct sockaddr_ll *ll = (const void *)&addr->storage;
	const struct sockaddr_nl *nl = (const void *)&addr->storage;

	switch (addr->any.sa_family) {
	case AF_VSOCK:
		buf_format(out, "(%u, %u)", vm->svm_cid, vm->svm_port);
		return true;
	case AF_PACKET:
		buf_format(out, "(socket.if_indextoname(%d), 0x%04x)", ll->sll_ifindex,
		    ntohs(ll->sll_protocol));
		return true;
	case AF_NETLINK:
		buf_format(out, "(%u, %u)", nl->nl_pid, nl->nl_groups);
		return true;
	}
	return false;
}
#else
static bool
declare_linux(struct buf *out, const struct addr *addr)
{
	(void)out, (void)addr;
	return false;
}

static bool
python_linux(struct buf *out, const struct addr *addr)
{
	(void)out, (void)addr;
	return false;
}
#endif

void
explain_address_c(struct buf *out, const struct addr *addr)
{
	if (addr->any.sa_family == AF_INET || addr->any.sa_family == AF_INET6)
		declare_inet(out, addr, addr->any.sa_family == AF_INET6 ? "6" : "");
	else if (addr->any.sa_family == AF_UNIX)
		declare_unix(out, addr);
	else if (!declare_linux(out, addr))
		buf_format(out, "struct sockaddr address = { .sa_family = %d };\n",
		    addr->any.sa_family);
}

void
explain_address_length(struct buf *out, const struct addr *addr)
{
	size_t count;

	/* All bytes count in an abstract name; no address at all has the kernel choose. */
	if (addr->any.sa_family == AF_UNIX && (!*path_of(addr, &count) || !count))
		buf_format(out, "offsetof(struct sockaddr_un, sun_path) + %zu", count);
	else
		buf_add_text(out, "sizeof(address)");
}

static bool
has_odd_bytes(const char *path, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (path[i] == '\0' || (unsigned char)path[i] > '~')
			return true;
	return false;
}

void
explain_address_python(struct buf *out, const struct addr *addr)
{
	struct buf host = { 0 };
	size_t count;
	const char *path;

	if (addr->any.sa_family == AF_UNIX) {
		path = path_of(addr, &count);
		/* A name of the abstract kind, or one that is not ASCII, is bytes. */
		buf_add_text(out, has_odd_bytes(path, count) ? "b" : "");
		explain_string(out, path, count);
	} else if (addr_port(addr) >= 0) {
		addr_show_host(&host, addr);
		buf_format(out, "(\"%s\", %d)", buf_text(&host), addr_port(addr));
		buf_clear(&host);
	} else if (!python_linux(out, addr)) {
		buf_add_text(out, "b\"\"");
	}
}
