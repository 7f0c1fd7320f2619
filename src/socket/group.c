/* group: the multicast groups that a socket is in (RFC 3678). */
#include "socket/group.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "socket/option-value.h"
#include "socket/sys.h"

static bool
change(struct sock *sock, const struct group *group, const char *name, struct error *error)
{
	struct sock like = { .family = strchr(group->group.bytes, ':') ? AF_INET6 : AF_INET };
	const struct option *option = option_named(&like, name, strlen(name));
	struct option_word word[3];
	size_t count = 0;

	if (!option)
		return error_set(error, ERROR_REFUSED, "this system has no %s", name);
	word[count++] = group->group;
	if (group->source.bytes)
		word[count++] = group->source;
	if (group->interface.bytes)
		word[count++] = group->interface;
	return option_set(sock, option, word, count, NULL, NULL, error);
}

#ifdef MCAST_MSFILTER

enum { SOURCES = 64 }; /* more are not told */

static void
add_source(struct record *list, const struct sockaddr_storage *source)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	char text[INET6_ADDRSTRLEN] = "";

	memcpy(&four, source, sizeof(four));
	memcpy(&six, source, sizeof(six));
	if (source->ss_family == AF_INET6)
		inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET, &four.sin_addr, text, sizeof(text));
	record_text(list, NULL, text);
}

static bool
read_address(const char *text, struct sockaddr_storage *to)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		memcpy(to, &four, sizeof(four));
	else if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
		memcpy(to, &six, sizeof(six));
	else
		return false;
	return true;
}

/* What the kernel has of a group on one interface, with so many sources at most; the
 * caller's to free.  NULL: the socket is not in it there. */
static struct group_filter *
look(const struct sock *sock, const struct group *group, unsigned interface, unsigned sources)
{
	socklen_t size = (socklen_t)GROUP_FILTER_SIZE(sources);
	struct group_filter *filter = mem_new(1, sizeof(*filter) + size);

	filter->gf_interface = interface;
	filter->gf_numsrc = sources;
	if (read_address(group->group.bytes, &filter->gf_group) &&
	    sys_getsockopt(sock->fd, filter->gf_group.ss_family == AF_INET6 ? IPPROTO_IPV6 :
	    IPPROTO_IP, MCAST_MSFILTER, filter, &size) == 0)
		return filter;
	free(filter);
	return NULL;
}

void
group_tell(const struct sock *sock, const struct group *group, unsigned interface,
    struct record *to)
{
	struct group_filter *filter = interface ? look(sock, group, interface, SOURCES) : NULL;
	struct record *list;
	char name[IF_NAMESIZE];

	if (!filter)
		return;
	record_text(to, "interface", if_indextoname(interface, name) ? name : "");
	record_text(to, "mode", filter->gf_fmode == MCAST_INCLUDE ? "include" : "exclude");
	list = record_list(to, "sources");
	for (size_t i = 0; i < filter->gf_numsrc && i < SOURCES; i++)
		add_source(list, &filter->gf_slist[i]);
	free(filter);
}

/* How much there is of a group on an interface: 1 and its sources, or 0. */
static unsigned
amount(const struct sock *sock, const struct group *group, unsigned interface)
{
	struct group_filter *filter = look(sock, group, interface, 0);
	unsigned count = filter ? 1 + filter->gf_numsrc : 0;

	free(filter);
	return count;
}

/* Which interface the kernel chose, it does not say: it is the one that knows more of the
 * group than before. */
static bool
join_somewhere(struct sock *sock, const struct group *group, const char *name,
    unsigned *interface, struct error *error)
{
	struct if_nameindex *all = if_nameindex();
	size_t count = 0;
	unsigned *before;
	bool good;

	while (all && all[count].if_index)
		count++;
	before = mem_new(count + 1, sizeof(*before));
	for (size_t i = 0; i < count; i++)
		before[i] = amount(sock, group, all[i].if_index);
	good = change(sock, group, name, error);
	for (size_t i = 0; good && !*interface && i < count; i++)
		if (amount(sock, group, all[i].if_index) > before[i])
			*interface = all[i].if_index;
	free(before);
	if (all)
		if_freenameindex(all);
	return good;
}

#else

void
group_tell(const struct sock *sock, const struct group *group, unsigned interface,
    struct record *to)
{
	(void)sock, (void)group, (void)interface, (void)to;
}

static bool
join_somewhere(struct sock *sock, const struct group *group, const char *name,
    unsigned *interface, struct error *error)
{
	(void)interface;
	return change(sock, group, name, error);
}

#endif

/* On the interface that is named, or 0. */
static bool
change_there(struct sock *sock, const struct group *group, const char *name,
    unsigned *interface, struct error *error)
{
	struct error ignored;

	if (group->interface.bytes)
		option_read_interface(&group->interface, interface, &ignored);
	return change(sock, group, name, error);
}

bool
group_join(struct sock *sock, const struct group *group, unsigned *interface,
    struct error *error)
{
	const char *name = group->source.bytes ? "MCAST_JOIN_SOURCE_GROUP" : "MCAST_JOIN_GROUP";

	*interface = 0;
	return (group->interface.bytes ? change_there : join_somewhere)(sock, group, name,
	    interface, error);
}

bool
group_leave(struct sock *sock, const struct group *group, unsigned *interface,
    struct error *error)
{
	*interface = 0;
	return change_there(sock, group, group->source.bytes ? "MCAST_LEAVE_SOURCE_GROUP" :
	    "MCAST_LEAVE_GROUP", interface, error);
}
