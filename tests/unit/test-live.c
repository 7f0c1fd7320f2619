/* test-live: the rows of the live table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/number.h"
#include "base/bytes.h"
#include "shell/live.h"
#include "socket/serving.h"

struct desk {
	struct sock_table table;
	struct columns chosen;
	struct live live;
	struct live_view view;
};

static int
set_up(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	desk->view = (struct live_view){ .table = &desk->table, .chosen = &desk->chosen,
		.width = 200, .height = 10, .now = number_now() };
	*state = desk;
	return 0;
}

static int
tear_down(void **state)
{
	struct desk *desk = *state;

	live_clear(&desk->live);
	sock_table_clear(&desk->table);
	free(desk);
	return 0;
}

/* Pairs of UNIX sockets that nobody touched for an hour. */
static void
add_pairs(struct desk *desk, size_t count)
{
	struct sock *end[2];
	struct error error;

	while (count--) {
		assert_true(sock_pair(&desk->table, AF_UNIX, SOCK_STREAM, 0, end, &error));
		for (int i = 0; i < 2; i++)
			end[i]->made = desk->view.now - 3600 * NUMBER_SECOND;
	}
}

static void
choose(struct desk *desk, const char *columns)
{
	struct error error;

	assert_true(columns_read(columns, strlen(columns), &desk->chosen, &error));
}

static void
look(struct desk *desk)
{
	live_look(&desk->live, &desk->view);
}

static const char *
row_text(const struct desk *desk, size_t at)
{
	assert_true(at < desk->live.rows);
	return desk->live.row[at].text.data;
}

static void
no_socket_is_no_table(void **state)
{
	struct desk *desk = *state;

	look(desk);
	assert_int_equal(live_height(&desk->live), 0);
	assert_int_equal(desk->live.next, NUMBER_NEVER);
}

static void
a_row_is_laid_out_under_its_heading(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	choose(desk, "number,name,state,recvq");
	sock_name(&desk->table, desk->table.sock[1], "web");
	desk->view.dot = 2;
	look(desk);
	assert_string_equal(desk->live.head.data, "  #  name  state      recv-q");
	assert_string_equal(row_text(desk, 0), "  1        CONNECTED       0");
	assert_string_equal(row_text(desk, 1), "> 2  web   CONNECTED       0");
	assert_memory_equal(row_text(desk, 1) + desk->live.row[1].state, "CONNECTED",
	    desk->live.row[1].state_end - desk->live.row[1].state);
	assert_int_equal(desk->live.row[1].sense, LIVE_CONNECTED);
	assert_int_equal(live_height(&desk->live), 3);
}

static void
what_does_not_fit_is_dropped_empty_columns_first(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	look(desk);
	assert_non_null(strstr(desk->live.head.data, "rtt"));
	assert_non_null(strstr(desk->live.head.data, "local"));
	desk->view.width = 50;
	look(desk);
	assert_null(strstr(desk->live.head.data, "rtt"));
	assert_null(strstr(desk->live.head.data, "peer"));
	assert_non_null(strstr(desk->live.head.data, "recv-q"));
	desk->view.width = 20;
	look(desk);
	assert_string_equal(desk->live.head.data, "  #  state    ");
	assert_string_equal(row_text(desk, 0), "  1  CONNECTED");
}

static void
no_row_is_wider_than_the_table_allows(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	sock_name(&desk->table, desk->table.sock[0], "日本語日本語日本語日本語日本語日本語日本語日本語日本語");
	choose(desk, "name,number,state,age");
	for (size_t width = 5; width < 90; width++) {
		desk->view.width = width;
		look(desk);
		for (size_t i = 0; i < desk->live.rows; i++)
			assert_true(bytes_width(row_text(desk, i), desk->live.row[i].text.count) <
			    width);
		assert_true(bytes_width(desk->live.head.data, desk->live.head.count) < width);
		assert_true(desk->live.row[0].state_end <= desk->live.row[0].text.count);
	}
	assert_non_null(strstr(row_text(desk, 0), "\u2026"));
}

static void
what_a_name_holds_is_shown_escaped(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	sock_name(&desk->table, desk->table.sock[0], "a\033[2Jb\n");
	choose(desk, "name");
	look(desk);
	assert_string_equal(row_text(desk, 0), "  a\\x1b[2Jb\\n");
}

static void
columns_get_narrower_only_with_other_sockets(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	choose(desk, "name,state");
	sock_name(&desk->table, desk->table.sock[0], "a-long-name");
	look(desk);
	assert_string_equal(desk->live.head.data, "  name         state    ");
	sock_name(&desk->table, desk->table.sock[0], "a");
	look(desk);
	assert_string_equal(desk->live.head.data, "  name         state    ");
	add_pairs(desk, 1);
	look(desk);
	assert_string_equal(desk->live.head.data, "  name  state    ");
}

static void
a_change_is_marked_for_a_second(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	look(desk);
	assert_false(desk->live.row[0].fresh);
	desk->table.sock[0]->sent = 5;
	look(desk);
	assert_true(desk->live.row[0].fresh);
	assert_int_equal(row_text(desk, 0)[1], '*');
	assert_int_equal(desk->live.next, desk->view.now + NUMBER_SECOND);
	desk->view.now += NUMBER_SECOND;
	look(desk);
	assert_false(desk->live.row[0].fresh);
	assert_int_equal(row_text(desk, 0)[1], ' ');
}

static void
an_age_is_looked_at_when_it_changes(void **state)
{
	struct desk *desk = *state;
	int64_t now = desk->view.now;

	add_pairs(desk, 1);
	for (int i = 0; i < 2; i++)
		desk->table.sock[i]->made = now - 90 * NUMBER_SECOND;
	choose(desk, "number,age");
	look(desk);
	assert_int_equal(desk->live.next, now + 30 * NUMBER_SECOND);
	for (int i = 0; i < 2; i++)
		desk->table.sock[i]->made = now - 30 * NUMBER_SECOND;
	look(desk);
	assert_int_equal(desk->live.next, now + NUMBER_SECOND);
	choose(desk, "number,state");
	look(desk);
	assert_int_equal(desk->live.next, NUMBER_NEVER);
}

static void
a_closed_socket_leaves_after_a_while(void **state)
{
	struct desk *desk = *state;
	struct sock *sock;
	struct error error;
	int slow;

	add_pairs(desk, 1);
	sock = desk->table.sock[0];
	assert_true(sock_close(&desk->table, sock, &slow, &error));
	desk->view.now = sock->ended + NUMBER_SECOND;
	look(desk);
	assert_int_equal(desk->live.rows, 2);
	assert_true(desk->live.row[0].closed);
	assert_int_equal(desk->live.row[0].sense, LIVE_DEAD);
	desk->view.now = sock->ended + LIVE_FADE_SECONDS * NUMBER_SECOND;
	look(desk);
	assert_int_equal(desk->live.rows, 1);
	assert_int_equal(desk->live.row[0].number, 2);
}

static void
the_sockets_used_last_are_shown_by_number(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 10);
	desk->table.sock[2]->used = desk->view.now - 1;
	desk->table.sock[0]->used = desk->view.now - 2;
	desk->view.height = 5;
	look(desk);
	assert_int_equal(live_height(&desk->live), 5);
	assert_int_equal(desk->live.rows, 3);
	assert_int_equal(desk->live.row[0].number, 1);
	assert_int_equal(desk->live.row[1].number, 3);
	assert_string_equal(desk->live.tail.data, "  ... and 17 more: status shows all");
}

static void
two_rows_are_used_for_sockets(void **state)
{
	struct desk *desk = *state;

	add_pairs(desk, 1);
	desk->view.height = 2;
	look(desk);
	assert_int_equal(desk->live.rows, 2);
	assert_int_equal(desk->live.head.count, 0);
	add_pairs(desk, 1);
	look(desk);
	assert_int_equal(desk->live.rows, 1);
	assert_string_equal(desk->live.tail.data, "  ... and 3 more: status shows all");
}

static void
big_numbers_are_short(void **state)
{
	static const struct {
		uint64_t    amount;
		const char *text;
	} row[] = {
		{ 0, "0" }, { 9999, "9999" }, { 10000, "9.8k" }, { 65536, "64k" },
		{ 1023000, "999k" }, { 1258291, "1.2M" }, { UINT64_C(5) << 40, "5.0T" },
	};
	struct desk *desk = *state;

	add_pairs(desk, 1);
	choose(desk, "received");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		const char *text;

		desk->table.sock[0]->received = row[i].amount;
		look(desk);
		text = strrchr(row_text(desk, 0), ' ') + 1;
		if (text[0] == '*')
			text++;
		assert_string_equal(text, row[i].text);
	}
}

/* ---- servers ---- */

/* Socket 1 is served, and has so many clients, numbered from 2. */
static void
serve(struct desk *desk, struct serving *serving, size_t clients)
{
	struct error error;
	struct addr addr;

	*serving = (struct serving){ .role = "echo", .number = 1, .clients = clients,
		.total = clients + 7, .received = 5, .sent = 12000 };
	assert_int_equal(addr_read(&addr, AF_UNIX, "@", 1, &error), ADDR_NUMERIC);
	assert_non_null(sock_open(&desk->table, AF_UNIX, SOCK_STREAM, 0, false, &error));
	assert_true(sock_bind(&desk->table, desk->table.sock[0], &addr, &error));
	assert_true(sock_listen(desk->table.sock[0], 9, &error));
	add_pairs(desk, (clients + 1) / 2);
	for (size_t i = 0; i <= clients; i++) {
		desk->table.sock[i]->serving = serving;
		desk->table.sock[i]->made = desk->view.now - 3600 * NUMBER_SECOND;
	}
}

static void
let_go(struct desk *desk)
{
	for (size_t i = 0; i < desk->table.count; i++)
		desk->table.sock[i]->serving = NULL;
}

static void
clients_stand_under_their_server_which_counts(void **state)
{
	struct desk *desk = *state;
	struct serving serving;

	serve(desk, &serving, 2);
	add_pairs(desk, 1);
	desk->view.height = 20;
	look(desk);
	assert_int_equal(desk->live.rows, 5);
	assert_memory_equal(desk->live.head.data, "  #  ", 5);
	assert_memory_equal(row_text(desk, 0), "  1    ", 7);
	assert_non_null(strstr(row_text(desk, 0), "  echo: 2 clients (9 in all), 5 in, 12k out"));
	assert_memory_equal(row_text(desk, 1), "    2  ", 7);
	assert_memory_equal(row_text(desk, 2), "    3  ", 7);
	assert_memory_equal(row_text(desk, 3), "  4    ", 7);
	let_go(desk);
	look(desk);
	assert_memory_equal(row_text(desk, 0) + 1, "*1  ", 4);
	assert_null(strstr(row_text(desk, 0), "echo"));
	assert_memory_equal(row_text(desk, 1) + 2, "2  ", 3);
}

static void
counters_stay_within_the_table(void **state)
{
	struct desk *desk = *state;
	struct serving serving;

	serve(desk, &serving, 2);
	for (size_t width = 1; width < 160; width++) {
		desk->view.width = width;
		look(desk);
		for (size_t i = 0; i < desk->live.rows; i++)
			assert_in_range(desk->live.row[i].text.count, 0, width - 1);
	}
	desk->view.width = 80;
	look(desk);
	assert_non_null(strstr(row_text(desk, 0), "echo: 2"));
	let_go(desk);
}

static void
a_server_with_many_shows_those_used_last(void **state)
{
	struct desk *desk = *state;
	struct serving serving;

	serve(desk, &serving, 50);
	desk->view.height = 8;
	desk->table.sock[20]->used = desk->view.now - 2;
	desk->table.sock[40]->used = desk->view.now - 1;
	look(desk);
	assert_int_equal(live_height(&desk->live), 8);
	assert_int_equal(desk->live.row[0].number, 1);
	for (size_t i = 1, found = 0; i < desk->live.rows; i++) {
		assert_int_equal(desk->live.row[i].under, 1);
		found += desk->live.row[i].number == 21 || desk->live.row[i].number == 41;
		assert_int_equal(i + 1 < desk->live.rows || found == 2, 1);
	}
	assert_string_equal(desk->live.tail.data, "  ... and 45 more: status --of 1 shows all");
	let_go(desk);
}

/* All were used by each look, another one last. */
static void
a_busy_client_keeps_its_row(void **state)
{
	struct desk *desk = *state;
	struct serving serving;
	unsigned shown[6];

	serve(desk, &serving, 50);
	desk->view.height = 8;
	for (size_t round = 0; round < 5; round++) {
		desk->view.now += NUMBER_SECOND;
		for (size_t i = 1; i <= 50; i++)
			desk->table.sock[i]->used = desk->view.now - (int64_t)((i + 11 * round) % 50);
		look(desk);
		assert_int_equal(desk->live.rows, 6);
		for (size_t i = 1; i < 6; i++)
			assert_true(!round || desk->live.row[i].number == shown[i]);
		for (size_t i = 1; i < 6; i++)
			shown[i] = desk->live.row[i].number;
	}
	/* They rest, and one of the others does not. */
	desk->view.now = desk->live.next;
	desk->table.sock[30]->used = desk->table.sock[31]->used = desk->view.now;
	desk->view.now += LIVE_BUSY;
	look(desk);
	for (size_t i = 1, found = 0; i < 6; i++) {
		found += desk->live.row[i].number == 31 || desk->live.row[i].number == 32;
		assert_int_equal(i < 5 || found == 2, 1);
	}
	let_go(desk);
}

static void
many_clients_leave_half_of_the_rows_to_others(void **state)
{
	struct desk *desk = *state;
	struct serving serving;
	size_t others = 0;

	serve(desk, &serving, 50);
	add_pairs(desk, 10);
	for (size_t i = 1; i <= 50; i++)
		desk->table.sock[i]->used = desk->view.now;
	serving.used = desk->view.now;
	desk->view.height = 10;
	look(desk);
	assert_int_equal(desk->live.rows, 8);
	for (size_t i = 0; i < desk->live.rows; i++)
		others += !desk->live.row[i].under;
	assert_int_equal(others, 4);
	assert_int_equal(desk->live.row[0].number, 1);
	assert_string_equal(desk->live.tail.data, "  ... and 63 more: status --all shows all");
	let_go(desk);
}

static void
a_server_is_looked_at_again_when_it_has_moved(void **state)
{
	struct desk *desk = *state;
	struct serving serving;

	serve(desk, &serving, 1);
	look(desk);
	assert_int_equal(desk->live.servers, desk->view.now + LIVE_SERVERS);
	assert_false(live_has_moved(&desk->live, &desk->table));
	serving.received++;
	assert_true(live_has_moved(&desk->live, &desk->table));
	look(desk);
	assert_false(live_has_moved(&desk->live, &desk->table));
	let_go(desk);
	assert_true(live_has_moved(&desk->live, &desk->table));
	look(desk);
	assert_int_equal(desk->live.servers, NUMBER_NEVER);
	assert_false(live_has_moved(&desk->live, &desk->table));
}

/* One less here, one more there: the sum is what it was. */
static void
a_server_has_moved_when_a_client_was_dropped(void **state)
{
	struct desk *desk = *state;
	struct serving serving;

	serve(desk, &serving, 2);
	look(desk);
	serving.clients--;
	serving.dropped++;
	assert_true(live_has_moved(&desk->live, &desk->table));
	look(desk);
	assert_false(live_has_moved(&desk->live, &desk->table));
	serving.clients--;
	serving.received++;
	assert_true(live_has_moved(&desk->live, &desk->table));
	let_go(desk);
}

static void
a_closed_client_has_no_row(void **state)
{
	struct desk *desk = *state;
	struct serving serving;
	struct error error;
	int slow;

	serve(desk, &serving, 2);
	desk->table.sock[1]->serving = NULL;
	desk->table.sock[1]->served = true;
	desk->table.sock[1]->listener = 1;
	assert_true(sock_close(&desk->table, desk->table.sock[1], &slow, &error));
	look(desk);
	assert_int_equal(desk->live.rows, 2);
	assert_int_equal(desk->live.row[1].number, 3);
	let_go(desk);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(no_socket_is_no_table),
		EACH(a_row_is_laid_out_under_its_heading),
		EACH(what_does_not_fit_is_dropped_empty_columns_first),
		EACH(no_row_is_wider_than_the_table_allows),
		EACH(what_a_name_holds_is_shown_escaped),
		EACH(columns_get_narrower_only_with_other_sockets),
		EACH(a_change_is_marked_for_a_second),
		EACH(an_age_is_looked_at_when_it_changes),
		EACH(a_closed_socket_leaves_after_a_while),
		EACH(the_sockets_used_last_are_shown_by_number),
		EACH(two_rows_are_used_for_sockets),
		EACH(big_numbers_are_short),
		EACH(clients_stand_under_their_server_which_counts),
		EACH(counters_stay_within_the_table),
		EACH(a_server_with_many_shows_those_used_last),
		EACH(a_busy_client_keeps_its_row),
		EACH(many_clients_leave_half_of_the_rows_to_others),
		EACH(a_server_is_looked_at_again_when_it_has_moved),
		EACH(a_server_has_moved_when_a_client_was_dropped),
		EACH(a_closed_client_has_no_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
