/* bare: what the bare programs of the benchmarks have in common: calls that must not fail, and TCP
 * on loopback. */
#ifndef SOSH_BENCH_BARE_H
#define SOSH_BENCH_BARE_H
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* What it is, but for a failure, which is told and ends the program. */
static inline long
check(long result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
	return result;
}

/* At a port of its own, which it says; `flags` are those of socket(2). */
static inline int
listener(int flags)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int fd = (int)check(socket(AF_INET, SOCK_STREAM | flags, 0), "socket");

	check(bind(fd, (struct sockaddr *)&address, length), "bind");
	check(listen(fd, SOMAXCONN), "listen");
	check(getsockname(fd, (struct sockaddr *)&address, &length), "getsockname");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static inline int
connected(const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((unsigned short)atoi(port)) };
	int fd = (int)check(socket(AF_INET, SOCK_STREAM, 0), "socket");

	check(connect(fd, (struct sockaddr *)&address, sizeof(address)), "connect");
	return fd;
}
#endif
