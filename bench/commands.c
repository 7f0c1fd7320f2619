/* commands: what `repeat ROUNDS { send 2 TEXT; recv 3 }` asks of the kernel, and
 * nothing else.  ROUNDS is the first argument, TEXT is 64 bytes. */
#include <unistd.h>

#include "bare.h"

enum { LENGTH = 64, ROOM = 65536 };

/* A connected pair of TCP sockets on loopback. */
static void
connect_pair(int pair[2])
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int server = (int)check(socket(AF_INET, SOCK_STREAM, 0), "socket");

	check(bind(server, (struct sockaddr *)&address, length), "bind");
	check(listen(server, SOMAXCONN), "listen");
	check(getsockname(server, (struct sockaddr *)&address, &length), "getsockname");
	pair[0] = (int)check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	check(connect(pair[0], (struct sockaddr *)&address, length), "connect");
	pair[1] = (int)check(accept(server, NULL, NULL), "accept");
}

int
main(int argc, char **argv)
{
	static const char text[LENGTH + 1] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	static char room[ROOM];
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 100000;
	int pair[2];

	connect_pair(pair);
	for (long i = 0; i < rounds; i++) {
		if (send(pair[0], text, LENGTH, MSG_DONTWAIT | MSG_NOSIGNAL) != LENGTH ||
		    recv(pair[1], room, ROOM, MSG_DONTWAIT) != LENGTH)
			check(-1, "send or recv");
	}
	return 0;
}
