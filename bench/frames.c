/* frames: the peers that benchmarks receive from, and the bare programs beside sosh.
 *
 *	frames serve-lines COUNT PER   COUNT lines of 64 bytes, PER of them in each call
 *	frames serve-bytes COUNT       so many bytes
 *	frames lines PORT COUNT        receives so many lines, with a buffer of 64 KiB
 *	frames file PORT FILE          receives all into a file, 256 KiB at a time
 *
 * A server says its port, and serves one connection after the other. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bare.h"

enum { LINE = 64, ROOM = 64 << 10, PIECE = 256 << 10 };

static void
send_all(int peer, const char *bytes, size_t count)
{
	while (count) {
		ssize_t sent = send(peer, bytes, count, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		bytes += sent;
		count -= (size_t)sent;
	}
}

/* Sends `block` until `count` bytes have gone, to each that connects. */
static void
serve(const char *block, size_t size, long long count)
{
	int fd = listener(0);

	for (;;) {
		int peer = (int)check(accept(fd, NULL, NULL), "accept");

		for (long long left = count; left > 0; left -= (long long)size)
			send_all(peer, block, size < (size_t)left ? size : (size_t)left);
		close(peer);
	}
}

static void
serve_lines(long count, long per)
{
	char *block = malloc((size_t)per * LINE);

	memset(block, 'x', (size_t)per * LINE);
	for (long i = 1; i <= per; i++)
		block[i * LINE - 1] = '\n';
	serve(block, (size_t)per * LINE, (long long)count * LINE);
}

static int
lines(int fd, long count)
{
	static char room[ROOM];
	size_t at = 0, end = 0, sum = 0;
	long found = 0;

	while (found < count) {
		char *feed = memchr(room + at, '\n', end - at);
		ssize_t got;

		if (feed) {
			sum += (size_t)(feed + 1 - room) - at;
			at = (size_t)(feed + 1 - room);
			found++;
			continue;
		}
		memmove(room, room + at, end - at);
		end -= at;
		at = 0;
		got = check(recv(fd, room + end, ROOM - end, 0), "recv");
		if (!got)
			return 1;
		end += (size_t)got;
	}
	return sum == (size_t)count * LINE ? 0 : 1;
}

static int
file(int fd, const char *path)
{
	static char room[PIECE];
	int out = (int)check(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666), "open");
	long got;

	while ((got = check(recv(fd, room, sizeof(room), 0), "recv")) > 0)
		for (long at = 0; at < got;)
			at += check(write(out, room + at, (size_t)(got - at)), "write");
	return (int)check(close(out), "close");
}

int
main(int argc, char **argv)
{
	static char zeros[PIECE];

	if (argc == 4 && strcmp(argv[1], "serve-lines") == 0)
		serve_lines(atol(argv[2]), atol(argv[3]));
	else if (argc == 3 && strcmp(argv[1], "serve-bytes") == 0)
		serve(zeros, sizeof(zeros), atoll(argv[2]));
	else if (argc == 4 && strcmp(argv[1], "lines") == 0)
		return lines(connected(argv[2]), atol(argv[3]));
	else if (argc == 4 && strcmp(argv[1], "file") == 0)
		return file(connected(argv[2]), argv[3]);
	return 1;
}
