/* test-property: the rows of TCP, on connections of this machine and on what a kernel
 * might say. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/addr.h"
#include "socket/osdep.h"
#include "socket/property.h"

/* ---- a connection: 1 listens, 2 has connected to it, 3 was accepted ---- */

static struct sock_table table;
static struct error error;

static int
connect_them(void **state)
{
	struct sock *server, *client, *accepted;
	struct addr addr;

	(void)state;
	assert_int_equal(addr_read(&addr, AF_INET, "127.0.0.1:0", 11, &error), ADDR_NUMERIC);
	server = sock_open(&table, AF_INET, SOCK_STREAM, 0, false, &error);
	client = sock_open(&table, AF_INET, SOCK_STREAM, 0, false, &error);
	assert_non_null(client);
	assert_true(sock_bind(&table, server, &addr, &error));
	assert_true(sock_listen(server, 7, &error));
	assert_true(sock_local(server, &addr, &error));
	if (sock_connect(client, &addr, &error) == DID_LATER) {
		struct pollfd one = { .fd = client->fd, .events = POLLOUT };

		assert_int_equal(poll(&one, 1, -1), 1);
		assert_int_equal(sock_connect(client, &addr, &error), DID_IT);
	}
	assert_int_equal(sock_accept(&table, server, false, &accepted, &addr, &error), DID_IT);
	assert_int_equal(send(client->fd, "hello", 5, 0), 5);
	return 0;
}

static int
close_them(void **state)
{
	(void)state;
	sock_table_clear(&table);
	return 0;
}

static struct value
value_of(unsigned number, const char *name)
{
	const struct property *property = property_named(name, strlen(name));

	if (!property)
		fail_msg("no property '%s'", name);
	return property_get(&table, sock_find(&table, number), property);
}

static int64_t
number_of(unsigned number, const char *name)
{
	struct value value = value_of(number, name);

	if (value.kind != VALUE_INT)
		fail_msg("%u.%s is no number", number, name);
	return value.number;
}

/* ---- the tests ---- */

/* What the oldest kernel that sosh is built for tells. */
static void
each_measure_is_told_of_a_connection(void **state)
{
	static const char *const newer[] = { "reord_seen", "dsack_dups", "rcv_ooopack", "rehash",
		"total_rto", "total_rto_recoveries", "total_rto_time", "bytes_sent",
		"bytes_retrans", "snd_wnd", "rcv_wnd", "received_ce", "rcv_rtt",
		"max_pacing_rate", "min_rtt" };
	struct osdep_tcp tcp;

	(void)state;
	assert_true(osdep_tcp(sock_find(&table, 2)->fd, &tcp));
	for (const struct property *p = properties; p->name; p++) {
		struct value value;
		bool old = !strstr(p->name, "_bytes") || !strcmp(p->name, "notsent_bytes");

		for (size_t i = 0; i < sizeof(newer) / sizeof(*newer); i++)
			old &= strcmp(newer[i], p->name) != 0;
		if (!p->measure || (tcp.length < 276 && !old) || !strcmp(p->name, "rcv_rtt") ||
		    !strcmp(p->name, "ato") ||
		    !strcmp(p->name, "max_pacing_rate") || !strcmp(p->name, "pacing"))
			continue;
		value = value_of(2, p->name);
		if (value.kind != (p->seconds ? VALUE_REAL : VALUE_INT))
			fail_msg("%s is not told", p->name);
	}
}

static void
what_went_is_counted_where_it_came(void **state)
{
	(void)state;
	assert_int_equal(number_of(3, "bytes_received"), 5);
	assert_int_equal(number_of(3, "data_segs_in"), 1);
	assert_int_equal(number_of(3, "data_segs_out"), 0);
	assert_int_equal(number_of(2, "data_segs_out"), 1);
	assert_int_equal(number_of(2, "bytes_acked"), 6);      /* with the SYN */
	assert_int_equal(number_of(2, "bytes_received"), 0);
	assert_in_range(number_of(2, "segs_out"), 3, 5);
	assert_int_equal(number_of(2, "notsent_bytes"), 0);
	assert_in_range(number_of(2, "advmss"), 536, 65535);
	assert_in_range(number_of(2, "pmtu"), 1280, 65535);
	assert_in_range(number_of(2, "snd_wscale"), 0, 14);
}

static void
words_stand_for_numbers(void **state)
{
	struct value value = value_of(2, "ca_state");

	(void)state;
	assert_int_equal(value.kind, VALUE_TEXT);
	assert_string_equal(value.bytes.data, "open");
	value_clear(&value);
	value = value_of(2, "fastopen_client_fail");
	assert_string_equal(value.bytes.data, "no");
	value_clear(&value);
	value = value_of(2, "options");
	assert_int_equal(value.kind, VALUE_TEXT);
	value_clear(&value);
	assert_int_equal(value_of(2, "app_limited").kind, VALUE_BOOL);
}

static void
a_listener_has_a_queue_and_no_measures(void **state)
{
	(void)state;
	for (const struct property *p = properties; p->name; p++)
		if (p->measure && value_of(1, p->name).kind != VALUE_NONE)
			fail_msg("a listener has %s", p->name);
	assert_int_equal(number_of(1, "recvq"), 0);
	assert_int_equal(number_of(1, "sendq"), 7);
	assert_int_equal(value_of(1, "ca_state").kind, VALUE_NONE);
	assert_int_equal(value_of(1, "options").kind, VALUE_NONE);
}

/* An older kernel's answer ends sooner: what is behind its end is not told, and not
 * what stood there before. */
static void
what_the_kernel_did_not_write_is_not_told(void **state)
{
	struct osdep_tcp tcp;
	int64_t told = 0;

	(void)state;
	memset(tcp.told, 1, sizeof(tcp.told));
	for (size_t length = 0; length <= sizeof(tcp.told); length++) {
		int64_t now = 0;

		tcp.length = length;
		if (!osdep_tcp_read(&tcp))
			continue;
		for (int i = MEASURE_NONE + 1; i < MEASURES; i++)
			now += osdep_measure(&tcp, (enum measure)i) >= 0;
		assert_true(now >= told);
		told = now;
	}
	assert_int_equal(told, MEASURES - 1);
	tcp.length = 0;
	assert_false(osdep_tcp_read(&tcp));
	assert_int_equal(osdep_measure(&tcp, MEASURE_CA_STATE), -1);
}

static void
numbers_that_say_nothing_are_not_told(void **state)
{
	struct osdep_tcp tcp = { .length = sizeof(tcp.told) };

	(void)state;
	memset(tcp.told, 0xff, sizeof(tcp.told));
	assert_true(osdep_tcp_read(&tcp));
	assert_null(tcp.state);
	assert_int_equal(osdep_measure(&tcp, MEASURE_MIN_RTT), -1);
	assert_int_equal(osdep_measure(&tcp, MEASURE_PACING), -1);
	assert_int_equal(osdep_measure(&tcp, MEASURE_RTT), UINT32_MAX);
	assert_int_equal(osdep_measure(&tcp, MEASURE_BYTES_ACKED), INT64_MAX);
	assert_int_equal(osdep_measure(&tcp, MEASURE_SND_WSCALE), 15);
	assert_int_equal(osdep_measure(&tcp, MEASURE_NONE), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_measure_is_told_of_a_connection),
		cmocka_unit_test(what_went_is_counted_where_it_came),
		cmocka_unit_test(words_stand_for_numbers),
		cmocka_unit_test(a_listener_has_a_queue_and_no_measures),
		cmocka_unit_test(what_the_kernel_did_not_write_is_not_told),
		cmocka_unit_test(numbers_that_say_nothing_are_not_told),
	};

	return cmocka_run_group_tests(tests, connect_them, close_them);
}
