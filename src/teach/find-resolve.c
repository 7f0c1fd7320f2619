/* find-resolve: what was to be looked up, as far as this machine alone can tell. */
#include "teach/find-resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/names.h"
#include "lang/suggest.h"
#include "teach/find.h"

enum { HOST = 256, SERVICE = 64, WORDS = 64 };

struct asked {
	char host[HOST], service[SERVICE];
};

static bool
split(const struct look *look, struct asked *asked, struct record *evidence)
{
	const char *typed = look->scene->typed;
	struct error ignored;

	if (!typed || !addr_split(typed, strlen(typed), asked->host, asked->service, &ignored))
		return false;
	if (strcmp(asked->host, "*") == 0)
		*asked->host = '\0';
	if (*asked->host)
		record_bytes(evidence, "host", asked->host, strlen(asked->host));
	if (*asked->service)
		record_bytes(evidence, "service", asked->service, strlen(asked->service));
	return true;
}

static bool
is_inet(const char *host)
{
	struct in_addr room;

	return inet_pton(AF_INET, host, &room) == 1;
}

static bool
is_inet6(const char *host)
{
	struct in6_addr room;
	char text[HOST];

	snprintf(text, sizeof(text), "%.*s", (int)strcspn(host, "%"), host);
	return inet_pton(AF_INET6, text, &room) == 1;
}

static bool
is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool
is_name(const char *host)
{
	return *host && !is_inet(host) && !is_inet6(host);
}

bool
find_resolve_nothing(struct look *look, struct record *evidence)
{
	struct asked asked;

	return split(look, &asked, evidence) && !*asked.host && !*asked.service;
}

bool
find_resolve_numeric_host(struct look *look, struct record *evidence)
{
	struct asked asked;

	return look->scene->hinted && look->scene->flags & AI_NUMERICHOST &&
	    split(look, &asked, evidence) && is_name(asked.host);
}

bool
find_resolve_numeric_service(struct look *look, struct record *evidence)
{
	struct asked asked;

	return look->scene->hinted && look->scene->flags & AI_NUMERICSERV &&
	    split(look, &asked, evidence) && *asked.service && !is_number(asked.service);
}

typedef bool each_word(void *to, char **words, size_t count);

/* Goes through the lines of a table of /etc, until `each` returns false. */
static void
each_line(const char *path, each_word *each, void *to)
{
	FILE *file = fopen(path, "re");
	char line[1024], *words[WORDS], *rest;
	bool more = true;

	while (file && more && fgets(line, sizeof(line), file)) {
		size_t count = 0;

		line[strcspn(line, "#\n")] = '\0';
		rest = line;
		for (char *word; count < WORDS && (word = strsep(&rest, " \t"));)
			if (*word)
				words[count++] = word;
		more = each(to, words, count);
	}
	if (file)
		fclose(file);
}

/* Words of /etc/hosts and /etc/services that come near, but are not the first of their line
 * (an address) or the second (a port). */
struct near {
	struct suggest suggest;
	size_t         number;      /* the column that is none; */
	bool           known;
	char           best[HOST];
	char           protocols[SERVICE];
};

/* The row of a service has "80/tcp" in its second column. */
static void
know(struct near *near, const char *column)
{
	const char *slash = strchr(column, '/');
	size_t used = strlen(near->protocols);

	near->known = true;
	if (slash)
		snprintf(near->protocols + used, sizeof(near->protocols) - used, "%s%s",
		    used ? " and " : "", slash + 1);
}

static bool
look_near(void *to, char **words, size_t count)
{
	struct near *near = to;
	const char *before;

	for (size_t i = 0; i < count; i++) {
		if (i == near->number)
			continue;
		if (strcasecmp(words[i], near->suggest.wanted) == 0)
			know(near, count > 1 ? words[near->number] : words[0]);
		before = near->suggest.best;
		suggest_look(&near->suggest, words[i]);
		/* It points into the line, which goes. */
		if (near->suggest.best != before) {
			snprintf(near->best, sizeof(near->best), "%s", words[i]);
			near->suggest.best = near->best;
		}
	}
	return true;
}

static void
look_for_host(struct near *near, const char *host)
{
	*near = (struct near){ .suggest = { .wanted = host } };
	each_line("/etc/hosts", look_near, near);
	suggest_look(&near->suggest, "localhost");
}

static void
look_for_service(struct near *near, const char *service)
{
	*near = (struct near){ .suggest = { .wanted = service }, .number = 1 };
	each_line("/etc/services", look_near, near);
}

static bool
put_meant(const struct look *look, struct near *near, const struct asked *asked, bool host,
    struct record *evidence)
{
	const char *command = look->scene->command;
	const char *one = host ? near->suggest.best : asked->host;
	const char *other = host ? asked->service : near->suggest.best;
	bool brackets = strchr(one ? one : "", ':') != NULL;
	struct buf text = { 0 };

	if (near->known || !*suggest_text(&near->suggest))
		return false;
	record_bytes(evidence, "meant", near->suggest.best, strlen(near->suggest.best));
	buf_format(&text, brackets ? "[%s]" : "%s", one);
	if (*other)
		buf_format(&text, ":%s", other);
	*record_put(evidence, "corrected") = value_take(&text);
	/* Others have more words than these two. */
	if (strcmp(command, "bind") == 0 || strcmp(command, "connect") == 0)
		record_text(evidence, "again", command);
	return true;
}

bool
find_resolve_nearly_host(struct look *look, struct record *evidence)
{
	struct asked asked;
	struct near near;

	if (!split(look, &asked, evidence) || !is_name(asked.host))
		return false;
	look_for_host(&near, asked.host);
	return put_meant(look, &near, &asked, true, evidence);
}

bool
find_resolve_nearly_service(struct look *look, struct record *evidence)
{
	struct asked asked;
	struct near near;

	if (!split(look, &asked, evidence) || !*asked.service || is_number(asked.service))
		return false;
	look_for_service(&near, asked.service);
	return put_meant(look, &near, &asked, false, evidence);
}

bool
find_resolve_service(struct look *look, struct record *evidence)
{
	struct asked asked;
	struct near near;

	if (!split(look, &asked, evidence) || !*asked.service || is_number(asked.service))
		return false;
	look_for_service(&near, asked.service);
	return !near.known;
}

bool
find_resolve_protocol(struct look *look, struct record *evidence)
{
	struct asked asked;
	struct near near;

	if (!split(look, &asked, evidence) || !*asked.service)
		return false;
	look_for_service(&near, asked.service);
	if (!near.known || !*near.protocols)
		return false;
	record_bytes(evidence, "protocols", near.protocols, strlen(near.protocols));
	return true;
}

struct config {
	const char *key;
	struct buf  words;
};

static bool
look_in_config(void *to, char **words, size_t count)
{
	struct config *config = to;

	for (size_t i = 1; count && strcmp(words[0], config->key) == 0 && i < count; i++)
		buf_format(&config->words, "%s%s", config->words.count ? ", " : "", words[i]);
	return true;
}

static bool
put_config(struct record *evidence, const char *key, const char *name)
{
	struct config config = { .key = key };

	each_line("/etc/resolv.conf", look_in_config, &config);
	if (!config.words.count)
		return false;
	*record_put(evidence, name) = value_bytes(config.words.data, config.words.count);
	buf_clear(&config.words);
	return true;
}

bool
find_resolve_inet6(struct look *look, struct record *evidence)
{
	struct asked asked;

	return split(look, &asked, evidence) && is_inet6(asked.host);
}

bool
find_resolve_inet(struct look *look, struct record *evidence)
{
	struct asked asked;

	return split(look, &asked, evidence) && is_inet(asked.host);
}

bool
find_resolve_servers(struct look *look, struct record *evidence)
{
	struct asked asked;

	return split(look, &asked, evidence) && put_config(evidence, "nameserver", "servers");
}

bool
find_resolve_hints(struct look *look, struct record *evidence)
{
	const struct scene *scene = look->scene;
	struct asked asked;

	if (!scene->hinted || !split(look, &asked, evidence))
		return false;
	find_put_name(evidence, "family", names_family, "AF_", scene->family);
	find_put_name(evidence, "type", names_type, "SOCK_", scene->type);
	find_put_name(evidence, "protocol", names_protocol, "IPPROTO_", scene->protocol);
	return true;
}

bool
find_resolve_family(struct look *look, struct record *evidence)
{
	return find_resolve_hints(look, evidence) &&
	    names_of(names_family, look->scene->family) != NULL;
}

bool
find_resolve_no_type(struct look *look, struct record *evidence)
{
	return find_resolve_hints(look, evidence) && !names_of(names_type, look->scene->type);
}

bool
find_resolve_nameless(struct look *look, struct record *evidence)
{
	struct asked asked;

	return look->scene->hinted && look->scene->flags & AI_CANONNAME &&
	    split(look, &asked, evidence) && !*asked.host;
}

bool
find_resolve_flags(struct look *look, struct record *evidence)
{
	unsigned strange = (unsigned)look->scene->flags;
	struct asked asked;
	char text[20];

	for (const struct name *flag = names_lookup_flag; flag->name; flag++)
		strange &= ~(unsigned)flag->number;
	if (!look->scene->hinted || !strange || !split(look, &asked, evidence))
		return false;
	snprintf(text, sizeof(text), "0x%x", strange);
	record_text(evidence, "strange", text);
	return true;
}

bool
find_resolve_host(struct look *look, struct record *evidence)
{
	struct asked asked;

	if (!split(look, &asked, evidence) || !*asked.host)
		return false;
	if (!strchr(asked.host, '.'))
		put_config(evidence, "search", "search");
	return true;
}

bool
find_resolve_known(struct look *look, struct record *evidence)
{
	struct asked asked;
	struct near near;

	if (!split(look, &asked, evidence) || !is_name(asked.host))
		return false;
	look_for_host(&near, asked.host);
	return near.known;
}
