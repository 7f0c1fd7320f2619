/* test-serving: what is told of a server and its clients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/number.h"
#include "socket/property.h"
#include "socket/serving.h"

#define KIB UINT64_C(1024)

static struct value
value_of(const struct sock *sock, const char *name)
{
	const struct sock_table table = { .count = 0 };
	const struct subject subject = { .table = &table, .sock = sock };

	return property_ask(&subject, property_named(name, strlen(name)));
}

static void
assert_shown(const struct serving *serving, int64_t now, size_t width, const char *text)
{
	struct buf shown = { 0 };

	serving_show(serving, now, width, &shown);
	assert_string_equal(buf_text(&shown), text);
	buf_clear(&shown);
}

static void
its_counters_are_properties_of_the_served_socket(void **state)
{
	struct serving serving = { .role = "echo", .number = 1, .clients = 2, .total = 5,
		.refused = 3, .dropped = 1, .received = 100, .sent = 200 };
	struct sock listener = { .number = 1, .fd = -1, .serving = &serving };
	struct sock client = { .number = 2, .fd = -1, .listener = 1, .serving = &serving };
	struct sock other = { .number = 3, .fd = -1 };
	static const struct {
		const char *name;
		int64_t number;
	} rows[] = { { "server.clients", 2 }, { "server.total", 5 }, { "server.refused", 3 },
		{ "server.dropped", 1 }, { "server.in", 100 }, { "server.out", 200 },
		{ "server.rate-in", 0 }, { "server.rate-out", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(value_of(&listener, rows[i].name).number, rows[i].number);
		assert_int_equal(value_of(&client, rows[i].name).kind, VALUE_NONE);
		assert_int_equal(value_of(&other, rows[i].name).kind, VALUE_NONE);
	}
	assert_string_equal(value_of(&listener, "server.role").bytes.data, "echo");
	assert_int_equal(value_of(&listener, "served").kind, VALUE_NONE);
	assert_string_equal(value_of(&client, "served").bytes.data, "echo");
	assert_int_equal(value_of(&other, "served").kind, VALUE_NONE);
}

static void
a_connection_that_is_served_alone_is_a_client(void **state)
{
	struct serving serving = { .role = "echo", .number = 1, .clients = 1, .total = 1 };
	struct sock sock = { .number = 1, .fd = -1, .connected = true, .serving = &serving };

	(void)state;
	assert_string_equal(value_of(&sock, "served").bytes.data, "echo");
	assert_int_equal(value_of(&sock, "server.clients").kind, VALUE_NONE);
	assert_int_equal(serving_of(&sock), 0);
	assert_true(serving_is_alone(&sock));
}

static void
a_closed_client_is_still_of_its_server(void **state)
{
	struct sock closed = { .number = 2, .fd = -1, .listener = 1, .served = true };
	struct sock accepted = { .number = 3, .fd = -1, .listener = 1 };

	(void)state;
	assert_int_equal(serving_of(&closed), 1);
	assert_int_equal(serving_of(&accepted), 0);
	assert_int_equal(value_of(&closed, "served").kind, VALUE_NONE);
}

/* 1000 bytes come every tenth of a second, and twice as many go. */
static void
count(struct serving *serving, int64_t from, int64_t to)
{
	for (int64_t now = from; now < to; now += NUMBER_SECOND / 10) {
		serving_turn(serving, now);
		serving->received += 1000;
		serving->sent += 2000;
	}
}

static void
a_rate_is_that_of_the_last_second_or_two(void **state)
{
	const int64_t second = NUMBER_SECOND, day = 86400 * second;
	struct serving serving = { .role = "echo" };
	int64_t in, out;

	(void)state;
	serving_rate(&serving, day, &in, &out);
	assert_int_equal(in + out, 0);
	count(&serving, day, day + 10 * second);
	for (int64_t late = 0; late < second; late += second / 10) {
		serving_rate(&serving, day + 10 * second - second / 10 + late, &in, &out);
		assert_in_range(in, 4500, 11500);
		assert_in_range(out, 9000, 23000);
	}
	serving_rate(&serving, day + 11 * second, &in, &out);
	assert_int_equal(in + out, 0);
}

static void
a_burst_after_a_rest_counts_alone(void **state)
{
	const int64_t second = NUMBER_SECOND;
	struct serving serving = { .role = "echo" };
	int64_t in, out;

	(void)state;
	count(&serving, second, 3 * second);
	count(&serving, 100 * second, 100 * second + second / 2);
	serving_rate(&serving, 100 * second + second / 2, &in, &out);
	assert_int_equal(in, 5000);
	assert_int_equal(out, 10000);
}

static void
a_line_tells_all_of_it(void **state)
{
	struct serving serving = { .role = "echo", .clients = 1, .total = 1, .received = 5,
		.sent = 12 * KIB };

	(void)state;
	assert_shown(&serving, 1, 0, "echo: 1 client, 5 in, 12k out");
	serving.clients = 3;
	serving.total = 12;
	serving.refused = 2;
	serving.dropped = 1;
	assert_shown(&serving, 1, 0, "echo: 3 clients (12 in all), 5 in, 12k out, 2 refused, "
	    "1 dropped");
	serving_turn(&serving, NUMBER_SECOND);
	serving.received += 700;
	serving.sent += 800;
	assert_shown(&serving, NUMBER_SECOND + 1, 0, "echo: 3 clients (12 in all), 705 in, 13k out, "
	    "700/s in 800/s out, 2 refused, 1 dropped");
}

static void
a_narrow_line_leaves_out_what_matters_least(void **state)
{
	struct serving serving = { .role = "echo", .clients = 10000, .total = 12345,
		.received = 1200 * KIB, .sent = 1200 * KIB };
	struct buf shown = { 0 };

	(void)state;
	serving_turn(&serving, NUMBER_SECOND);
	serving.received += 10 * KIB;
	assert_shown(&serving, NUMBER_SECOND, 54,
	    "echo: 10000 (12345 in all), 1.2M in, 1.2M out, 10k/s");
	assert_shown(&serving, NUMBER_SECOND, 45, "echo: 10000 (12345 in all), 1.2M in, 1.2M out");
	assert_shown(&serving, NUMBER_SECOND, 36, "echo: 10000 (12345 in all), 10k/s");
	assert_shown(&serving, NUMBER_SECOND, 26, "echo: 10000 (12345 in all)");
	assert_shown(&serving, NUMBER_SECOND, 5, "echo");
	/* Who was refused is missed more than the bytes. */
	serving.refused = 51;
	assert_shown(&serving, NUMBER_SECOND, 40, "echo: 10000 (12345 in all), 51 refused");
	for (size_t width = 4; width < 120; width++) {
		buf_reset(&shown);
		serving_show(&serving, NUMBER_SECOND, width, &shown);
		assert_in_range(shown.count, 4, width);
	}
	buf_clear(&shown);
}

static void
a_datagram_socket_has_datagrams_for_clients(void **state)
{
	struct serving serving = { .role = "echo", .datagram = true, .total = 1, .received = 5,
		.sent = 5 };

	(void)state;
	assert_shown(&serving, 1, 0, "echo: 1 datagram, 5 in, 5 out");
	assert_shown(&serving, 1, 8, "echo");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_counters_are_properties_of_the_served_socket),
		cmocka_unit_test(a_connection_that_is_served_alone_is_a_client),
		cmocka_unit_test(a_closed_client_is_still_of_its_server),
		cmocka_unit_test(a_rate_is_that_of_the_last_second_or_two),
		cmocka_unit_test(a_burst_after_a_rest_counts_alone),
		cmocka_unit_test(a_line_tells_all_of_it),
		cmocka_unit_test(a_narrow_line_leaves_out_what_matters_least),
		cmocka_unit_test(a_datagram_socket_has_datagrams_for_clients),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
