/* lookup: names to addresses and back, off the main thread. */
#include "command/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

struct lookup {
	struct loop_job job;
	/* The question. */
	bool            reverse;
	char            host[NI_MAXHOST], service[NI_MAXSERV];
	struct lookup_hints hints;
	struct addr     of;
	int             flags;
	/* The answer. */
	char            canonical[NI_MAXHOST];
	int             failure, number;
	struct addr    *addr;
	size_t          count;
	bool            ended;
	void          (*done)(void *to);
	void           *to;
};

static struct lookup *
lookup_of(struct loop_job *job)
{
	return (struct lookup *)(void *)((char *)job - offsetof(struct lookup, job));
}

static void
keep(struct lookup *lookup, const struct addrinfo *list)
{
	/* Only the first one has it. */
	if (list->ai_canonname)
		snprintf(lookup->canonical, sizeof(lookup->canonical), "%s", list->ai_canonname);
	for (; list; list = list->ai_next) {
		struct addr *addr;

		if (list->ai_addrlen > sizeof(addr->room))
			continue;
		lookup->addr = mem_grow(lookup->addr, lookup->count + 1, sizeof(*addr));
		addr = &lookup->addr[lookup->count++];
		memset(addr, 0, sizeof(*addr));
		memcpy(addr->room, list->ai_addr, list->ai_addrlen);
		addr->length = list->ai_addrlen;
	}
}

static void
ask(struct lookup *lookup, const char *host, int flags)
{
	const struct lookup_hints *told = &lookup->hints;
	struct addrinfo hints = { .ai_family = told->family, .ai_socktype = told->type,
		.ai_protocol = told->protocol, .ai_flags = flags };
	struct addrinfo *list = NULL;

	lookup->failure = getaddrinfo(*host ? host : NULL,
	    *lookup->service ? lookup->service : NULL, &hints, &list);
	lookup->number = errno;
	if (lookup->failure)
		return;
	keep(lookup, list);
	freeaddrinfo(list);
}

/* What `localhost` is (RFC 6761), in the order of RFC 6724.  Where /etc/hosts leaves one
 * out, DNS would be asked for it. */
static const struct {
	int         family;
	const char *host;
} localhost[] = { { AF_INET6, "::1" }, { AF_INET, "127.0.0.1" } };

static bool
is_localhost(const struct lookup *lookup)
{
	return lookup->hints.offline && !(lookup->hints.flags & AI_NUMERICHOST) &&
	    strcasecmp(lookup->host, "localhost") == 0;
}

static void
ask_localhost(struct lookup *lookup)
{
	int family = lookup->hints.family;

	for (size_t i = 0; i < sizeof(localhost) / sizeof(*localhost); i++)
		if (family != localhost[!i].family)
			ask(lookup, localhost[i].host, lookup->hints.flags | AI_NUMERICHOST);
	/* One of the two is enough (AI_ADDRCONFIG). */
	if (lookup->count)
		lookup->failure = 0;
	if (*lookup->canonical)
		snprintf(lookup->canonical, sizeof(lookup->canonical), "localhost");
}

static void
work(struct loop_job *job)
{
	struct lookup *lookup = lookup_of(job);

	if (lookup->reverse) {
		lookup->failure = getnameinfo(&lookup->of.any, lookup->of.length, lookup->host,
		    sizeof(lookup->host), lookup->service, sizeof(lookup->service), lookup->flags);
		lookup->number = errno;
	} else if (is_localhost(lookup)) {
		ask_localhost(lookup);
	} else {
		ask(lookup, lookup->host, lookup->hints.flags);
	}
}

static void
done(struct loop_job *job)
{
	struct lookup *lookup = lookup_of(job);

	lookup->ended = true;
	lookup->done(lookup->to);
}

static void
drop(struct loop_job *job)
{
	struct lookup *lookup = lookup_of(job);

	free(lookup->addr);
	free(lookup);
}

static struct lookup *
start(struct loop *loop, struct lookup *lookup, struct error *error)
{
	lookup->job = (struct loop_job){ .work = work, .done = done, .drop = drop };
	if (loop_job_start(loop, &lookup->job, error))
		return lookup;
	free(lookup);
	return NULL;
}

struct lookup *
lookup_new(struct loop *loop, const char *host, const char *service,
    const struct lookup_hints *hints, void (*then)(void *to), void *to, struct error *error)
{
	struct lookup *lookup = mem_new(1, sizeof(*lookup));

	snprintf(lookup->host, sizeof(lookup->host), "%s", host);
	snprintf(lookup->service, sizeof(lookup->service), "%s", service);
	lookup->hints = *hints;
	lookup->done = then;
	lookup->to = to;
	return start(loop, lookup, error);
}

struct lookup *
lookup_reverse(struct loop *loop, const struct addr *addr, int flags, void (*then)(void *to),
    void *to, struct error *error)
{
	struct lookup *lookup = mem_new(1, sizeof(*lookup));

	lookup->reverse = true;
	lookup->of = *addr;
	lookup->flags = flags;
	lookup->done = then;
	lookup->to = to;
	return start(loop, lookup, error);
}

bool
lookup_ended(const struct lookup *lookup)
{
	return lookup->ended;
}

static bool
failed(const struct lookup *lookup, struct error *error)
{
	if (lookup->failure == EAI_SYSTEM)
		return error_system(error, lookup->reverse ? "getnameinfo" : "getaddrinfo",
		    lookup->number);
	error_set(error, ERROR_RESOLVE, "%s", gai_strerror(lookup->failure));
	error->call = lookup->reverse ? "getnameinfo" : "getaddrinfo";
	error->number = lookup->failure;
	return false;
}

bool
lookup_addresses(const struct lookup *lookup, const struct addr **addr, size_t *count,
    struct error *error)
{
	if (lookup->failure)
		return failed(lookup, error);
	*addr = lookup->addr;
	*count = lookup->count;
	return true;
}

const char *
lookup_canonical(const struct lookup *lookup)
{
	return lookup->canonical;
}

bool
lookup_name(const struct lookup *lookup, const char **host, const char **service,
    struct error *error)
{
	if (lookup->failure)
		return failed(lookup, error);
	*host = lookup->host;
	*service = lookup->service;
	return true;
}

void
lookup_free(struct lookup *lookup)
{
	if (!lookup)
		return;
	if (lookup->ended)
		drop(&lookup->job);
	else
		loop_job_abandon(&lookup->job);
}
