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

bool
group_join(struct sock *sock, const struct group *group, struct error *error)
{
	return change(sock, group, group->source.bytes ? "MCAST_JOIN_SOURCE_GROUP" :
	    "MCAST_JOIN_GROUP", error);
}

bool
group_leave(struct sock *sock, const struct group *group, struct error *error)
{
	return change(sock, group, group->source.bytes ? "MCAST_LEAVE_SOURCE_GROUP" :
	    "MCAST_LEAVE_GROUP", error);
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

/* The kernel tells of a group on one interface. */
static bool
tell(const struct sock *sock, const struct group *group, unsigned interface, struct record *to)
{
	socklen_t size = (socklen_t)GROUP_FILTER_SIZE(SOURCES);
	struct group_filter *filter = mem_new(1, size);
	bool done;

	filter->gf_interface = interface;
	filter->gf_numsrc = SOURCES;
	done = read_address(group->group.bytes, &filter->gf_group) &&
	    getsockopt(sock->fd, filter->gf_group.ss_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
	    MCAST_MSFILTER, filter, &size) == 0;
	if (done) {
		struct record *list;
		char name[IF_NAMESIZE];

		record_text(to, "interface", if_indextoname(interface, name) ? name : "");
		record_text(to, "mode", filter->gf_fmode == MCAST_INCLUDE ? "include" : "exclude");
		list = record_list(to, "sources");
		for (size_t i = 0; i < filter->gf_numsrc && i < SOURCES; i++)
			add_source(list, &filter->gf_slist[i]);
	}
	free(filter);
	return done;
}

void
group_tell(const struct sock *sock, const struct group *group, struct record *to)
{
	struct if_nameindex *all = if_nameindex();
	struct error ignored;
	unsigned wanted = 0;
	bool done = false;

	if (group->interface.bytes)
		option_read_interface(&group->interface, &wanted, &ignored);
	/* Which one the kernel chose, it does not say: it is the one that knows of it. */
	for (struct if_nameindex *one = all; one && one->if_index && !done; one++)
		if (!wanted || one->if_index == wanted)
			done = tell(sock, group, one->if_index, to);
	if (all)
		if_freenameindex(all);
}

#else

void
group_tell(const struct sock *sock, const struct group *group, struct record *to)
{
	(void)sock, (void)group, (void)to;
}

#endif
