/* test-desk-offers: what is offered, hinted and asked where there are sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/number.h"
#include "command/session.h"
#include "lang/ask.h"
#include "lang/complete.h"
#include "lang/hint.h"
#include "desk.h"

static struct desk desk;
static struct buf offered;

static int
set_up(void **state)
{
	(void)state;
	desk_init(&desk);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	desk_clear(&desk);
	buf_clear(&offered);
	return 0;
}

static void
collect(void *to, const char *word, const char *help)
{
	struct buf *out = to;

	(void)help;
	buf_format(out, "%s%s", out->count ? " " : "", word);
}

static void
collect_help(void *to, const char *word, const char *help)
{
	buf_format(to, "%s: %s\n", word, help ? help : "-");
}

static const char *
offers(const char *line)
{
	size_t start;

	buf_reset(&offered);
	complete(&catalog, &desk.reading, line, strlen(line), &start,
	    (struct offer){ collect, &offered });
	return buf_text(&offered);
}

static const char *
told(const char *line)
{
	size_t start;

	buf_reset(&offered);
	complete(&catalog, &desk.reading, line, strlen(line), &start,
	    (struct offer){ collect_help, &offered });
	return buf_text(&offered);
}

/* Is the word among those that are offered? */
static bool
is_offered(const char *line, const char *word)
{
	struct buf all = { 0 }, one = { 0 };
	bool is;

	buf_format(&all, " %s ", offers(line));
	buf_format(&one, " %s ", word);
	is = strstr(all.data, one.data) != NULL;
	if (!is)
		print_message("%s: %s\n", line, all.data);
	buf_clear(&all);
	buf_clear(&one);
	return is;
}

/* 1 listens, 2 and 3 are a connection to it, 4 is fresh, 5 is bound, 6 is a pair with
 * 7, 8 is a datagram socket that is bound, 9 is one that is not. */
static void
set_table(void)
{
	desk_run(&desk, "socket tcp --name web; bind 1 127.0.0.1:0; listen 1\n"
	    "socket tcp; connect 2 127.0.0.1:${1.local.port}; accept 1 --name guest\n"
	    "socket tcp; socket tcp; bind 5 127.0.0.1:0; pair unix\n"
	    "socket udp; bind 8 127.0.0.1:0; socket udp");
}

static void
sockets_are_offered_where_they_make_sense_the_best_first(void **state)
{
	static const char *const rows[][2] = {
		{ "accept ", "1 web" },
		{ "connect ", "4 5 8 9" },
		{ "bind ", "4 9" },
		{ "listen ", "5" },
		{ "send ", "2 3 guest 6 7 4 5 8 9 1 web" },
		{ "recv ", "2 3 guest 6 7 4 5 8 9 1 web" },
		{ "shutdown ", "2 3 guest 6 7 4 5 8 9 1 web" },
		{ "close ", "1 web 2 3 guest 4 5 6 7 8 9 all" },
		{ "close 2 7 ", "1 web 3 guest 4 5 6 8 9 --wait --timeout" },
		{ "close all ", "--wait --timeout" },
		{ "name ", "1 web 2 3 guest 4 5 6 7 8 9" },
		{ "info ", "1 web 2 3 guest 4 5 6 7 8 9" },
		{ "status 1 ", "2 3 guest 4 5 6 7 8 9 --all --of --system --columns" },
		{ "poll 8 g", "guest" },
		{ "set g", "guest" },
		{ "send 2", "2" },
		{ "fails any accept ", "1 web" },
		{ "accept 2", "" },
	};

	(void)state;
	set_table();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(offers(rows[i][0]), rows[i][1]) != 0)
			print_message("of: %s\n", rows[i][0]);
		assert_string_equal(offers(rows[i][0]), rows[i][1]);
	}
}

static void
beside_a_socket_stand_its_kind_its_state_and_an_address(void **state)
{
	struct buf wanted = { 0 }, port = { 0 };
	struct error error;

	(void)state;
	set_table();
	desk.world.variable(&desk.run, "1.local.port", strlen("1.local.port"), &port, &error);
	buf_format(&wanted, "1: tcp LISTEN 127.0.0.1:%s\nweb: tcp LISTEN 127.0.0.1:%s\n",
	    port.data, port.data);
	assert_string_equal(told("accept "), wanted.data);
	buf_reset(&wanted);
	buf_format(&wanted, "2: tcp ESTABLISHED 127.0.0.1:%s\n", port.data);
	assert_string_equal(told("send 2"), wanted.data);
	assert_string_equal(told("send 4"), "4: tcp CLOSED\n");
	assert_string_equal(told("send 6"), "6: unix CONNECTED\n");
	assert_string_equal(told("send 9"), "9: udp OPEN\n");
	buf_clear(&wanted);
	buf_clear(&port);
}

static void
closed_sockets_come_last_where_they_may_come(void **state)
{
	(void)state;
	desk_run(&desk, "socket tcp --name a; socket tcp; socket udp; close 1");
	assert_string_equal(offers("info "), "2 3 1");
	assert_string_equal(told("info 1"), "1: tcp CLOSED\n");
	assert_string_equal(offers("close "), "2 3 all");
}

static void
names_that_a_socket_has_are_not_offered_for_another(void **state)
{
	(void)state;
	desk_run(&desk, "socket tcp --name client");
	assert_string_equal(offers("socket udp --name "), "server listener peer a b");
	desk_run(&desk, "close client");
	assert_string_equal(offers("socket udp --name "), "server client listener peer a b");
}

static void
addresses_fit_the_socket_and_ours_come_first(void **state)
{
	struct buf wanted = { 0 };

	(void)state;
	set_table();
	desk_run(&desk, "socket unix; bind 10 @sosh-desk; listen 10; socket unix; socket tcp6");
	desk.world.variable(&desk.run, "1.local.port", strlen("1.local.port"), &offered, NULL);
	buf_format(&wanted, "127.0.0.1:%s", offered.data);
	assert_int_equal(strncmp(offers("connect 4 "), wanted.data, wanted.count), 0);
	assert_true(is_offered("connect 4 1", wanted.data));
	assert_true(is_offered("connect 4 ", "localhost:"));
	/* What one was bound to cannot always be reached. */
	assert_null(strstr(offers("connect 4 "), "127.0.0.1:0"));
	assert_true(is_offered("bind 9 ", "127.0.0.1:0"));
	assert_true(is_offered("bind 9 ", "*:"));
	assert_true(is_offered("bind 9 ", "127.0.0.1:"));
	assert_true(is_offered("bind 9 127.0.0.1:", "127.0.0.1:0"));
	assert_true(is_offered("send 9 x --to ", "localhost:"));
	assert_null(strstr(offers("connect 4 "), "@sosh-desk"));
	assert_null(strstr(offers("connect 4 "), "["));
	assert_true(is_offered("connect 11 @", "@sosh-desk"));
	assert_null(strstr(offers("connect 11 "), "127.0.0.1"));
	assert_string_equal(offers("bind 12 *"), "*:");
	assert_null(strstr(offers("connect 12 "), "127.0.0.1:"));
	buf_clear(&wanted);
}

static void
addresses_that_were_used_are_offered_again_the_last_first(void **state)
{
	(void)state;
	desk_run(&desk, "socket udp; connect 1 127.0.0.9:7; connect 1 127.0.0.8:7; "
	    "connect 1 127.0.0.9:7; socket udp6; connect 2 [::1]:7; socket unix-dgram; "
	    "bind 3 @sosh-used; socket unix-dgram; socket udp");
	assert_string_equal(offers("connect 5 127.0.0.9"), "127.0.0.9:7");
	assert_int_equal(strncmp(offers("connect 5 "), "127.0.0.9:7 127.0.0.8:7 ", 24), 0);
	assert_true(is_offered("connect 4 ", "@sosh-used"));
	assert_null(strstr(offers("connect 4 "), "127.0.0.9"));
}

static void
values_of_options_are_offered_with_the_one_there_is(void **state)
{
	(void)state;
	desk_run(&desk, "socket tcp; set 1 rcvlowat 77; socket unix");
	assert_string_equal(told("set 1 rcvlowat 7"), "77: as it is now\n");
	assert_string_equal(told("set 1 reuseaddr "), "off: as it is now\non: -\noff: -\n");
	assert_true(is_offered("set 1 congestion ", "reno"));
	assert_true(is_offered("set 1 bindtodevice ", "lo"));
	assert_string_equal(offers("set 1 linger on "), "0 1s 5s");
	assert_string_equal(offers("set 1 linger off "), "");
	assert_true(is_offered("set 1 no", "nodelay"));
	assert_string_equal(offers("set 2 nodelay"), "");
	assert_true(is_offered("get 1 ", "all"));
	assert_string_equal(offers("get 1 all "), "");
}

static void
variables_and_properties_are_offered_a_step_at_a_time(void **state)
{
	(void)state;
	desk_run(&desk, "let port 80; let path /; socket tcp --name web; expect a ~ '(?<x>a)'");
	assert_string_equal(offers("echo $po"), "$port");
	assert_string_equal(offers("echo ${p"), "${port} ${path}");
	assert_string_equal(offers("echo ${"),
	    "${port} ${path} ${answer. ${match. ${arg. ${env. ${. ${1. ${web.");
	assert_string_equal(offers("echo ${1.local"), "${1.local} ${1.local.host} ${1.local.port}");
	assert_string_equal(offers("echo ${web.sta"), "${web.state}");
	assert_string_equal(offers("echo ${.pee"), "${.peer} ${.peer.host} ${.peer.port} "
	    "${.peer.process} ${.peer.pid}");
	assert_string_equal(offers("echo ${answer.s"), "${answer.socket}");
	assert_string_equal(offers("echo ${answer.fd"), "${answer.fd}");
	assert_string_equal(offers("echo ${answer.error.e"), "${answer.error.errno}");
	assert_string_equal(offers("echo ${match."), "${match.0} ${match.1} ${match.x}");
	assert_string_equal(offers("echo ${arg."), "${arg.count}");
	assert_string_equal(offers("let p"), "port path port peer");
	assert_string_equal(offers("expect 1.sta"), "1.state");
	assert_string_equal(offers("expect web.rec"),
	    "web.recvq web.received web.received_ce web.received_e0_bytes "
	    "web.received_e1_bytes web.received_ce_bytes");
	assert_string_equal(offers("expect we"), "web.");
	assert_string_equal(offers("expect 1.readable == "), "false true false");
	setenv("SOSH_DESK_TEST", "secret", 1);
	assert_string_equal(told("echo ${env.SOSH_DESK_T"), "${env.SOSH_DESK_TEST}: -\n");
}

static void
ten_thousand_sockets_do_not_make_a_key_wait(void **state)
{
	struct sock *sock;
	int64_t begin;

	(void)state;
	desk_run(&desk, "socket tcp");
	sock = desk.session.sockets.sock[0];
	/* As many as the table knows of; none has a descriptor of its own. */
	for (size_t i = 0; i < 10000; i++) {
		struct sock_table *table = &desk.session.sockets;
		struct sock *copy = calloc(1, sizeof(*copy));

		assert_non_null(copy);
		*copy = *sock;
		copy->number = ++table->last;
		table->sock = realloc(table->sock, (table->count + 1) * sizeof(*table->sock));
		table->room = table->count + 1;
		table->sock[table->count++] = copy;
	}
	begin = number_now();
	offers("send ");
	offers("accept ");
	offers("connect ");
	assert_string_equal(offers("send 1000"), "1000 10000 10001");
	assert_true(number_now() - begin < NUMBER_SECOND / 2);
	for (size_t i = 1; i < desk.session.sockets.count; i++)
		desk.session.sockets.sock[i]->fd = -1;
}

/* What is asked for, with the answer that is meant where none is given. */
static void
assert_asked(const char *line, const char *noun, const char *fallback)
{
	struct asked asked;

	if (!ask_missing(&catalog, &desk.reading, line, &asked))
		fail_msg("of '%s' nothing is asked", line);
	if (strcmp(asked.noun, noun) != 0 || strcmp(buf_text(&asked.fallback), fallback) != 0)
		fail_msg("of '%s' %s [%s] is asked", line, asked.noun, buf_text(&asked.fallback));
	asked_clear(&asked);
}

static void
what_is_missing_is_asked_for_with_what_is_likely(void **state)
{
	struct buf wanted = { 0 };

	(void)state;
	assert_asked("socket", "kind", "tcp");
	assert_asked("connect", "socket", "");
	assert_asked("close", "socket", "");
	assert_asked("resolve", "host", "");
	set_table();
	desk.world.variable(&desk.run, "1.local.port", strlen("1.local.port"), &offered, NULL);
	buf_format(&wanted, "127.0.0.1:%s", offered.data);
	/* The one used last where it makes sense, else the first of the best. */
	assert_asked("connect", "socket", "9");
	assert_asked("accept", "socket", "1");
	assert_asked("listen", "socket", "5");
	assert_asked("bind", "socket", "9");
	assert_asked("send", "socket", "9");
	assert_asked("close", "socket", "9");
	assert_asked("echo a; connect", "socket", "9");
	assert_asked("conn", "socket", "9");
	assert_asked("connect 4", "address", wanted.data);
	assert_asked("connect --nonblock 4 ", "address", wanted.data);
	assert_asked("bind 4", "address", "");
	assert_asked("send 2", "data", "");
	assert_asked("set 4", "option", "");
	assert_asked("set 4 reuseaddr", "value", "");
	assert_asked("name 4", "name", "");
	/* Of a few words these are what is asked for. */
	assert_asked("dump 2", "on or off", "");
	assert_asked("group 4", "join or leave", "");
	desk_run(&desk, "close 9; socket unix; socket udp; connect 11 127.0.0.7:7");
	assert_asked("close", "socket", "11");
	assert_asked("connect 10", "address", "");
	buf_clear(&wanted);
}

static void
what_is_whole_wrong_or_not_alone_is_not_asked_about(void **state)
{
	static const char *const lines[] = {
		"", "   ", "nothing", "status", "socket tcp", "close all", "connect 1 a:1",
		"echo", "let", "let a", "sleep", "source", "fails", "fails any",
		"fails any connect", "if", "repeat", "repeat 2 {", "repeat 2 { connect", "repeat 2 { connect }",
		"repeat 2 { } connect", "connect;", "connect &", "connect # a comment",
		"connect 77", "connect --no", "connect --timeout", "connect --timeout 5x", "connect 'a", "con",
		"bogus; connect", "connect \\", "send 1 len8{", "connect $x", "foreach", "expect",
		"if a == b { } else connect", "connect ${", "nothing at all; connect",
	};
	struct asked asked;

	(void)state;
	desk_run(&desk, "socket tcp");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (ask_missing(&catalog, &desk.reading, lines[i], &asked))
			fail_msg("of '%s' %s is asked", lines[i], asked.noun);
}

static void
lists_and_names_of_the_headers_are_offered_a_step_at_a_time(void **state)
{
	(void)state;
	desk_run(&desk, "socket tcp --name guest; socket unix --name other");
	assert_string_equal(offers("get 1 SO_KEE"), "SO_KEEPALIVE");
	assert_string_equal(offers("set 1 TCP_NODE"), "TCP_NODELAY");
	assert_string_equal(offers("get 1 keepa"), "keepalive");
	assert_string_equal(offers("get 1 tcp:nod"), "tcp:nodelay");
	assert_string_equal(offers("get 1 6:TCP_NOD"), "6:TCP_NODELAY");
	assert_string_equal(offers("get 1 bogus:"), "");
	assert_string_equal(offers("help option SO_REUSEA"), "SO_REUSEADDR");
	assert_string_equal(offers("send other x --fd guest,"), "guest,1 guest,2 guest,other");
	assert_string_equal(offers("send other x --fd guest,ot"), "guest,other");
	assert_string_equal(offers("send 1 x --pktinfo 127.0.0.1%lo"), "127.0.0.1%lo");
	assert_string_equal(offers("status 'sta"), "state==");
	assert_string_equal(offers("status gue"), "guest");
	assert_string_equal(offers("expect gue"), "guest.");
	assert_string_equal(offers("expect guest.sta"), "guest.state");
}

static void
a_hint_knows_the_socket(void **state)
{
	struct buf out = { 0 };

	(void)state;
	desk_run(&desk, "socket tcp");
	hint(&catalog, &desk.reading, "set 1 rcvtimeo ", 15, &out);
	assert_string_equal(buf_text(&out), "DURATION|never");
	buf_reset(&out);
	hint(&catalog, &desk.reading, "set 1 rcvtimeo 1s", 17, &out);
	assert_string_equal(buf_text(&out), "");
	/* Not within the line. */
	hint(&catalog, &desk.reading, "connect 1", 8, &out);
	assert_string_equal(buf_text(&out), "");
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(sentence) cmocka_unit_test_setup_teardown(sentence, set_up, tear_down)
		TEST(sockets_are_offered_where_they_make_sense_the_best_first),
		TEST(beside_a_socket_stand_its_kind_its_state_and_an_address),
		TEST(closed_sockets_come_last_where_they_may_come),
		TEST(names_that_a_socket_has_are_not_offered_for_another),
		TEST(addresses_fit_the_socket_and_ours_come_first),
		TEST(addresses_that_were_used_are_offered_again_the_last_first),
		TEST(values_of_options_are_offered_with_the_one_there_is),
		TEST(variables_and_properties_are_offered_a_step_at_a_time),
		TEST(ten_thousand_sockets_do_not_make_a_key_wait),
		TEST(what_is_missing_is_asked_for_with_what_is_likely),
		TEST(what_is_whole_wrong_or_not_alone_is_not_asked_about),
		TEST(lists_and_names_of_the_headers_are_offered_a_step_at_a_time),
		TEST(a_hint_knows_the_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
