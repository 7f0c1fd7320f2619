/* tls: the peers of the TLS benchmarks, and the bare programs beside sosh. TLS 1.3, on loopback.
 *
 *	tls sink CERT KEY               takes what comes, from each that connects
 *	tls source CERT KEY COUNT       sends so many bytes to each that connects
 *	tls connect PORT CA COUNT       so many handshakes, each on a connection of its own
 *	tls accept CERT KEY COUNT       the same as the server
 *
 * Who is connected to says its port. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "bare.h"

enum { PIECE = 128 << 10 };

static char piece[PIECE];

static void
fail(const char *what)
{
	perror(what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

static SSL_CTX *
server(char *argv[])
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (!context || SSL_CTX_use_certificate_chain_file(context, argv[0]) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, argv[1], SSL_FILETYPE_PEM) != 1)
		fail(argv[0]);
	SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
	return context;
}

static SSL *
begin(SSL_CTX *context, int fd)
{
	SSL *ssl = SSL_new(context);

	if (!ssl || SSL_set_fd(ssl, fd) != 1)
		fail("SSL_new");
	return ssl;
}

static void
end(SSL *ssl, int fd)
{
	SSL_shutdown(ssl);
	SSL_free(ssl);
	close(fd);
	ERR_clear_error();
}

static void
take(SSL *ssl)
{
	size_t count;

	while (SSL_read_ex(ssl, piece, PIECE, &count) == 1)
		continue;
}

static void
give(SSL *ssl, long long left)
{
	size_t count;

	for (; left > 0; left -= (long long)count)
		if (SSL_write_ex(ssl, piece, left < PIECE ? (size_t)left : PIECE, &count) != 1)
			return;
}

/* Each that connects: takes what it sends, or gives it so many bytes. */
static void
serve(SSL_CTX *context, bool takes, long long count)
{
	int fd = listener(0);

	for (;;) {
		int peer = (int)check(accept(fd, NULL, NULL), "accept");
		SSL *ssl = begin(context, peer);

		if (SSL_accept(ssl) == 1) {
			if (takes)
				take(ssl);
			else
				give(ssl, count);
		}
		end(ssl, peer);
	}
}

static void
accept_all(SSL_CTX *context, long count)
{
	int fd = listener(0);

	for (; count; count--) {
		int peer = (int)check(accept(fd, NULL, NULL), "accept");
		SSL *ssl = begin(context, peer);

		if (SSL_accept(ssl) != 1)
			fail("SSL_accept");
		end(ssl, peer);
	}
}

static void
connect_all(char *argv[])
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (!context || SSL_CTX_load_verify_locations(context, argv[1], NULL) != 1)
		fail(argv[1]);
	SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	for (long left = atol(argv[2]); left; left--) {
		int fd = connected(argv[0]);
		SSL *ssl = begin(context, fd);

		SSL_set_tlsext_host_name(ssl, "localhost");
		SSL_set1_host(ssl, "localhost");
		if (SSL_connect(ssl) != 1)
			fail("SSL_connect");
		end(ssl, fd);
	}
}

int
main(int argc, char *argv[])
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 4 && !strcmp(argv[1], "sink"))
		serve(server(argv + 2), true, 0);
	else if (argc == 5 && !strcmp(argv[1], "source"))
		serve(server(argv + 2), false, atoll(argv[4]));
	else if (argc == 5 && !strcmp(argv[1], "accept"))
		accept_all(server(argv + 2), atol(argv[4]));
	else if (argc == 5 && !strcmp(argv[1], "connect"))
		connect_all(argv + 2);
	else
		return 2;
	return 0;
}
