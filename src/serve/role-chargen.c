/* role-chargen: sends characters without end (RFC 864). */
#include "serve/role.h"

#include "base/number.h"

/* A line: 72 of the 95 that are printed, each time from the next one on. */
enum { FIRST = 0x20, PRINTED = 95, WIDE = 72, LINE = WIDE + 2, ROUND = PRINTED * LINE, ROUNDS = 8,
       DATAGRAM = 512 };

struct chargen {
	uint32_t dice;
	char     lines[ROUNDS * ROUND];
};

struct visitor {
	size_t at;     /* it has had so much of a round */
};

static bool
begin(struct server *server, const struct role_word *word, size_t words, struct error *error)
{
	struct chargen *chargen = server_own(server);

	(void)word;
	(void)words;
	(void)error;
	chargen->dice = (uint32_t)number_now() | 1;
	for (size_t i = 0; i < sizeof(chargen->lines); i++) {
		size_t line = i / LINE, column = i % LINE;

		chargen->lines[i] = column < WIDE ? (char)(FIRST + (line + column) % PRINTED) :
		    column == WIDE ? '\r' : '\n';
	}
	return true;
}

static void
room(struct client *client)
{
	const struct chargen *chargen = server_own(client_server(client));
	struct visitor *visitor = client_own(client);
	size_t went = client_send_some(client, chargen->lines + visitor->at,
	    sizeof(chargen->lines) - visitor->at);

	visitor->at = (visitor->at + went) % ROUND;
}

/* Of any length up to 512, whatever came; xorshift is dice enough. */
static void
datagram(struct server *server, const struct addr *from, const char *bytes, size_t count)
{
	struct chargen *chargen = server_own(server);
	uint32_t dice = chargen->dice;

	(void)bytes;
	(void)count;
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	chargen->dice = dice;
	server_reply(server, from, chargen->lines, (dice >> 8) % (DATAGRAM + 1));
}

const struct role role_chargen = {
	.name = "chargen", .summary = "sends characters without end",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE | ROLE_NOWHERE,
	.server_size = sizeof(struct chargen), .client_size = sizeof(struct visitor),
	.begin = begin, .room = room, .datagram = datagram,
};
