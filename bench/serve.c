/* serve: bare servers for the benchmarks of `serve`, and who asks them.
 *
 *	serve echo                     sends back what comes, from an epoll loop
 *	serve discard                  takes what comes, with MSG_TRUNC
 *	serve load PORT CLIENTS SIZE   connects so many; then for each number that it reads
 *	                               makes so many requests of SIZE bytes, one after the
 *	                               other on each connection, and says the seconds that
 *	                               took; `0` ends it
 *	serve bytes PORT COUNT         sends so many, 256 KiB at a time, and waits for the end
 *	serve file PORT FILE           the same from a file, by sendfile
 *
 * A server says its port. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bare.h"

enum { BATCH = 64, ROOM = 256 << 10 };

static char room[ROOM];

static void
watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

/* ---- the servers ---- */

static void
echo(int fd)
{
	ssize_t came = recv(fd, room, sizeof(room), 0);

	if (came < 0 && errno == EAGAIN)
		return;
	/* Requests are small: there is always room for the answer. */
	if (came <= 0 || send(fd, room, (size_t)came, MSG_NOSIGNAL) != came)
		close(fd);
}

static void
discard(int fd)
{
	ssize_t came = recv(fd, NULL, 1 << 20, MSG_TRUNC | MSG_DONTWAIT);

	if (came == 0 || (came < 0 && errno != EAGAIN))
		close(fd);
}

static void
serve(void (*answer)(int fd))
{
	int server = listener(SOCK_NONBLOCK), epoll = (int)check(epoll_create1(0), "epoll_create1");
	struct epoll_event event[BATCH];

	watch(epoll, server);
	for (;;) {
		int count = (int)check(epoll_wait(epoll, event, BATCH, -1), "epoll_wait");

		for (int i = 0; i < count; i++) {
			int fd = event[i].data.fd, client;

			if (fd != server) {
				answer(fd);
				continue;
			}
			while ((client = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0)
				watch(epoll, client);
		}
	}
}

/* ---- who asks ---- */

struct load {
	int     epoll;
	int    *fd;
	size_t  clients, size;
	size_t *got;          /* of the answer that each waits for */
	char   *request, *answer;
	long    left, open;   /* requests not yet made; made and not answered */
};

static void
ask(struct load *load, size_t at)
{
	load->got[at] = 0;
	load->left--;
	load->open++;
	if (send(load->fd[at], load->request, load->size, MSG_NOSIGNAL) != (ssize_t)load->size)
		check(-1, "send");
}

static void
hear(struct load *load, size_t at)
{
	ssize_t came = recv(load->fd[at], load->answer, load->size - load->got[at], MSG_DONTWAIT);

	if (came < 0 && errno == EAGAIN)
		return;
	if (came <= 0 || memcmp(load->answer, load->request + load->got[at], (size_t)came) != 0) {
		fprintf(stderr, "serve load: a wrong answer, or none\n");
		exit(1);
	}
	load->got[at] += (size_t)came;
	if (load->got[at] < load->size)
		return;
	load->open--;
	if (load->left)
		ask(load, at);
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
requests(struct load *load, long count)
{
	struct epoll_event event[BATCH];
	double began = seconds();

	load->left = count;
	for (size_t i = 0; i < load->clients && load->left; i++)
		ask(load, i);
	while (load->open) {
		int ready = epoll_wait(load->epoll, event, BATCH, 20000);

		if (ready <= 0) {
			fprintf(stderr, "serve load: no answer within 20 s\n");
			exit(1);
		}
		for (int i = 0; i < ready; i++)
			hear(load, event[i].data.u64);
	}
	return seconds() - began;
}

static void
load(const char *port, size_t clients, size_t size)
{
	struct load load = { .epoll = (int)check(epoll_create1(0), "epoll_create1"),
		.clients = clients, .size = size, .fd = calloc(clients, sizeof(int)),
		.got = calloc(clients, sizeof(size_t)), .request = malloc(size),
		.answer = malloc(size) };
	int one = 1;
	long count;

	for (size_t i = 0; i < size; i++)
		load.request[i] = (char)('a' + i % 26);
	for (size_t i = 0; i < clients; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u64 = i };

		load.fd[i] = connected(port);
		setsockopt(load.fd[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		check(epoll_ctl(load.epoll, EPOLL_CTL_ADD, load.fd[i], &event), "epoll_ctl");
	}
	/* Each is answered once before anything is measured: it has been accepted. */
	requests(&load, (long)clients);
	printf("ready\n");
	fflush(stdout);
	while (scanf("%ld", &count) == 1 && count > 0) {
		printf("%.6f\n", requests(&load, count));
		fflush(stdout);
	}
}

/* ---- bulk ---- */

static void
wait_for_end(int fd)
{
	shutdown(fd, SHUT_WR);
	while (recv(fd, room, sizeof(room), 0) > 0)
		;
}

static void
send_bytes(const char *port, long long count)
{
	int fd = connected(port);

	while (count > 0) {
		size_t piece = count < ROOM ? (size_t)count : ROOM;

		count -= check(send(fd, room, piece, MSG_NOSIGNAL), "send");
	}
	wait_for_end(fd);
}

static void
send_file(const char *port, const char *path)
{
	int fd = connected(port), file = (int)check(open(path, O_RDONLY), path);
	struct stat stat;
	off_t at = 0;

	check(fstat(file, &stat), "fstat");
	while (at < stat.st_size)
		check(sendfile(fd, file, &at, 1 << 20), "sendfile");
	wait_for_end(fd);
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (!strcmp(what, "echo"))
		serve(echo);
	else if (!strcmp(what, "discard"))
		serve(discard);
	else if (!strcmp(what, "load") && argc == 5)
		load(argv[2], (size_t)atol(argv[3]), (size_t)atol(argv[4]));
	else if (!strcmp(what, "bytes") && argc == 4)
		send_bytes(argv[2], atoll(argv[3]));
	else if (!strcmp(what, "file") && argc == 4)
		send_file(argv[2], argv[3]);
	else
		return 2;
	return 0;
}
