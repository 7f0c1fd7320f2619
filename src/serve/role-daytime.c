/* role-daytime: tells date and time, for people (RFC 867). */
#include "serve/role.h"

#include <stdio.h>
#include <time.h>

/* In English, whatever the locale says. */
static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };
static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

/* "Tuesday, February 22, 1982 17:37:43-PST", as the RFC has it. */
static size_t
tell(char *line, size_t room)
{
	time_t now = time(NULL);
	struct tm tm;
	char zone[16];
	int count;

	if (!localtime_r(&now, &tm) || !strftime(zone, sizeof(zone), "%Z", &tm))
		return 0;
	count = snprintf(line, room, "%s, %s %d, %d %02d:%02d:%02d-%s\r\n", days[tm.tm_wday],
	    months[tm.tm_mon], tm.tm_mday, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    zone);
	return count > 0 && (size_t)count < room ? (size_t)count : 0;
}

static void
opened(struct client *client)
{
	char line[128];

	client_send(client, line, tell(line, sizeof(line)));
	client_finish(client);
}

static void
datagram(struct server *server, const struct addr *from, const char *bytes, size_t count)
{
	char line[128];

	(void)bytes;
	(void)count;
	server_reply(server, from, line, tell(line, sizeof(line)));
}

const struct role role_daytime = {
	.name = "daytime", .summary = "tells date and time, and closes",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE | ROLE_NOWHERE, .opened = opened,
	.datagram = datagram,
};
