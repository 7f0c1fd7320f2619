/* serve-desk: a desk for servers without a session: real sockets, a loop, and what was told. */
#ifndef SOSH_TESTS_SERVE_DESK_H
#define SOSH_TESTS_SERVE_DESK_H
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/number.h"
#include "serve/serve-library.h"
#include "serve/server.h"

enum { DESK_PATIENCE_S = 60 };

struct serve_desk {
	struct server_desk desk;
	struct sock_table  table;
	struct tls_desk   *tls;
	int                added, closed, over, readied, failures;
	struct error       error;
	char               said[1024];     /* the last that was told */
	struct server     *stops;          /* to be stopped when a client has come */
	struct sock       *sock;           /* that is served, */
	struct addr        addr;           /* and where */
	struct server     *server;
};

static void
serve_desk_added(struct server_desk *base, struct server *server, struct sock *sock)
{
	struct serve_desk *desk = (struct serve_desk *)base;

	(void)server;
	(void)sock;
	desk->added++;
}

static void
serve_desk_closing(struct server_desk *base, struct server *server, struct sock *sock)
{
	struct serve_desk *desk = (struct serve_desk *)base;

	(void)server;
	(void)sock;
	desk->closed++;
}

static void
serve_desk_told(struct server_desk *base, struct server *server, struct sock *sock, bool failure,
    const char *line)
{
	struct serve_desk *desk = (struct serve_desk *)base;

	(void)server;
	(void)sock;
	desk->failures += failure;
	snprintf(desk->said, sizeof(desk->said), "%s", line);
}

static void
serve_desk_ready(struct server_desk *base, struct sock *sock, unsigned events)
{
	(void)sock;
	(void)events;
	((struct serve_desk *)base)->readied++;
}

static void
serve_desk_over(struct server_desk *base, struct server *server, const struct error *error)
{
	struct serve_desk *desk = (struct serve_desk *)base;

	desk->over++;
	desk->error = *error;
	server_stop(server);
	desk->server = NULL;
}

static inline void
serve_desk_init(struct serve_desk *desk)
{
	struct error error;

	*desk = (struct serve_desk){ .desk = { .added = serve_desk_added,
		.closing = serve_desk_closing, .told = serve_desk_told,
		.ready = serve_desk_ready, .over = serve_desk_over } };
	desk->desk.sockets = &desk->table;
	desk->desk.tls = &desk->tls;
	desk->desk.loop = loop_new(&error);
	assert_non_null(desk->desk.loop);
}

static inline void
serve_desk_clear(struct serve_desk *desk)
{
	if (desk->server)
		server_stop(desk->server);
	for (size_t i = 0; i < desk->table.count; i++)
		loop_unwatch(desk->desk.loop, &desk->table.sock[i]->watch);
	sock_table_clear(&desk->table);
	tls_desk_free(desk->tls);
	assert_true(loop_free(desk->desk.loop));
}

/* 127.0.0.1:0, of this type. */
static inline void
serve_desk_bind(struct serve_desk *desk, int type)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct error error;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	desk->addr = (struct addr){ .length = sizeof(in) };
	memcpy(desk->addr.room, &in, sizeof(in));
	desk->sock = sock_open(&desk->table, AF_INET, type, 0, false, &error);
	assert_non_null(desk->sock);
	assert_true(sock_bind(&desk->table, desk->sock, &desk->addr, &error));
	if (type == SOCK_STREAM)
		assert_true(sock_listen(desk->sock, 4096, &error));
	assert_true(sock_local(desk->sock, &desk->addr, &error));
}

static inline const struct role *
serve_desk_role(const char *name)
{
	struct error error;
	const struct role *role = server_role_named(name, strlen(name), &error);

	assert_non_null(role);
	return role;
}

/* Serves it; `want` may be NULL. */
static inline void
serve_desk_start(struct serve_desk *desk, const char *role, const struct server_want *want)
{
	struct server_want all = want ? *want : (struct server_want){ .words = 0 };
	struct error error = { .kind = ERROR_NONE };

	if (role)
		all.role = serve_desk_role(role);
	desk->server = server_start(&desk->desk, desk->sock, &all, &error);
	if (!desk->server)
		fail_msg("%s", error.text);
}

/* A client from outside: a descriptor of its own. */
static inline int
serve_desk_connect_from(const struct serve_desk *desk, const char *source)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	if (source) {
		assert_true(inet_pton(AF_INET, source, &in.sin_addr) == 1);
		assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	}
	assert_int_equal(connect(fd, &desk->addr.any, desk->addr.length), 0);
	return fd;
}

static inline int
serve_desk_connect(const struct serve_desk *desk)
{
	return serve_desk_connect_from(desk, NULL);
}

/* Turns the loop as long as `what` is not true. */
#define TURN_UNTIL(at, what) \
	do { \
		int64_t turn_began = number_now(); \
		while (!(what)) { \
			loop_turn((at)->desk.loop, false); \
			if (number_now() - turn_began > DESK_PATIENCE_S * NUMBER_SECOND) \
				fail_msg("never: %s", #what); \
		} \
	} while (0)

/* What comes, while the server has its turns; -1 and errno, 0: the end. */
static inline ssize_t
serve_desk_recv(struct serve_desk *desk, int fd, char *room, size_t count)
{
	ssize_t got = -1;

	TURN_UNTIL(desk, (got = recv(fd, room, count, MSG_DONTWAIT)) >= 0 || errno != EAGAIN);
	return got;
}

/* Exactly these bytes come. */
static inline void
serve_desk_expect(struct serve_desk *desk, int fd, const char *bytes, size_t count)
{
	char room[4096];

	while (count) {
		ssize_t got = serve_desk_recv(desk, fd, room, count < sizeof(room) ? count :
		    sizeof(room));

		assert_true(got > 0);
		assert_memory_equal(room, bytes, (size_t)got);
		bytes += got;
		count -= (size_t)got;
	}
}

static inline void
serve_desk_ends(struct serve_desk *desk, int fd)
{
	char byte;

	assert_int_equal(serve_desk_recv(desk, fd, &byte, 1), 0);
	close(fd);
}

static inline void
serve_desk_resets(struct serve_desk *desk, int fd)
{
	char byte;

	assert_int_equal(serve_desk_recv(desk, fd, &byte, 1), -1);
	assert_int_equal(errno, ECONNRESET);
	close(fd);
}
#endif
