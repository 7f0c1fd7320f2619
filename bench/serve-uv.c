/* serve-uv: an echo server of libuv's streams, as its guide has it.  Says its port. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

static char room[256 << 10];

static void
offer(uv_handle_t *handle, size_t wanted, uv_buf_t *buf)
{
	(void)handle, (void)wanted;
	*buf = uv_buf_init(room, sizeof(room));
}

static void
closed(uv_handle_t *handle)
{
	free(handle);
}

static void
came(uv_stream_t *client, ssize_t count, const uv_buf_t *buf)
{
	uv_buf_t answer = uv_buf_init(buf->base, count > 0 ? (unsigned)count : 0);

	/* Requests are small: there is always room for the answer. */
	if (count < 0 || (count > 0 && uv_try_write(client, &answer, 1) != count))
		uv_close((uv_handle_t *)client, closed);
}

static void
accepted(uv_stream_t *server, int status)
{
	uv_tcp_t *client = malloc(sizeof(*client));

	if (status < 0 || !client)
		return;
	uv_tcp_init(server->loop, client);
	if (uv_accept(server, (uv_stream_t *)client) < 0) {
		uv_close((uv_handle_t *)client, closed);
		return;
	}
	uv_read_start((uv_stream_t *)client, offer, came);
}

int
main(void)
{
	uv_loop_t *loop = uv_default_loop();
	struct sockaddr_in address;
	int length = sizeof(address);
	uv_tcp_t server;

	uv_ip4_addr("127.0.0.1", 0, &address);
	uv_tcp_init(loop, &server);
	if (uv_tcp_bind(&server, (struct sockaddr *)&address, 0) < 0 ||
	    uv_listen((uv_stream_t *)&server, 4096, accepted) < 0)
		return 1;
	uv_tcp_getsockname(&server, (struct sockaddr *)&address, &length);
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return uv_run(loop, UV_RUN_DEFAULT);
}
