/* test-scene: what is told of a call to those who have something to say about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>

#include "command/scene-of.h"
#include "desk.h"

/* The scene of the last command, with copies of what it borrows. */
struct seen {
	struct desk  desk;         /* first: the session leads here */
	struct scene scene;
	struct buf   address, typed;
	unsigned     socket;
	const char  *option;
};

static void
answered(struct session *session, struct call *call, enum outcome outcome)
{
	struct seen *seen = session->shell;
	struct scene *scene = &seen->scene;

	(void)outcome;
	call_scene(call, scene);
	buf_reset(&seen->address);
	buf_reset(&seen->typed);
	if (scene->address)
		addr_show(&seen->address, scene->address);
	buf_add_text(&seen->typed, scene->typed ? scene->typed : "");
	seen->socket = scene->sock ? scene->sock->number : 0;
	seen->option = scene->option ? scene->option->brief : NULL;
}

/* Runs commands; the last may fail. */
static const struct scene *
see(struct seen *seen, const char *commands)
{
	struct script *script = script_new(&catalog, NULL, 1, false);
	struct error error;

	assert_true(script_add(script, commands, strlen(commands), &error));
	assert_int_equal(script_parse(script, &error), WORDS_WHOLE);
	run_begin(&seen->desk.run, &script->block, NULL, 0);
	while (run_go(&seen->desk.run) == RUN_WAITING)
		loop_turn(seen->desk.session.loop, true);
	script_drop(script);
	return &seen->scene;
}

static int
begin(void **state)
{
	struct seen *seen = calloc(1, sizeof(*seen));

	desk_init(&seen->desk);
	seen->desk.session.shell = seen;
	seen->desk.session.answered = answered;
	*state = seen;
	return 0;
}

static int
end(void **state)
{
	struct seen *seen = *state;

	desk_clear(&seen->desk);
	buf_clear(&seen->address);
	buf_clear(&seen->typed);
	free(seen);
	return 0;
}

static void
assert_failed(const struct scene *scene, const char *command, const char *call, int number)
{
	assert_string_equal(scene->command, command);
	assert_string_equal(scene->call, call);
	assert_int_equal(scene->kind, ERROR_SYSTEM);
	assert_int_equal(scene->number, number);
}

static void
a_refused_connect_has_its_socket_and_address(void **state)
{
	struct seen *seen = *state;
	const struct scene *scene = see(seen, "socket tcp; connect 1 127.0.0.1:0");

	assert_failed(scene, "connect", "connect", ECONNREFUSED);
	assert_int_equal(seen->socket, 1);
	assert_string_equal(buf_text(&seen->address), "127.0.0.1:0");
	assert_ptr_equal(scene->table, &seen->desk.session.sockets);
}

static void
what_went_well_has_no_call(void **state)
{
	const struct scene *scene = see(*state, "pair");

	assert_int_equal(scene->kind, ERROR_NONE);
	assert_null(scene->call);
	assert_int_equal(scene->family, AF_UNIX);
	assert_int_equal(scene->type, SOCK_STREAM);
}

static void
a_socket_that_was_not_made_has_what_was_asked_for(void **state)
{
	const struct scene *scene = see(*state, "socket inet seqpacket 0");

	assert_failed(scene, "socket", "socket", ESOCKTNOSUPPORT);
	assert_null(scene->sock);
	assert_int_equal(scene->family, AF_INET);
	assert_int_equal(scene->type, SOCK_SEQPACKET);
}

static void
an_option_is_told_by_who_sets_gets_and_joins(void **state)
{
	struct seen *seen = *state;

	assert_failed(see(seen, "socket udp; set 1 ttl 300"), "set", "setsockopt", EINVAL);
	assert_string_equal(seen->option, "ttl");
	assert_failed(see(seen, "get 1 nodelay"), "get", "getsockopt", EOPNOTSUPP);
	assert_string_equal(seen->option, "nodelay");
	assert_failed(see(seen, "group 1 leave 239.1.2.3"), "group", "setsockopt", EADDRNOTAVAIL);
	assert_non_null(seen->option);
	assert_string_equal(buf_text(&seen->typed), "239.1.2.3");
}

static void
bytes_and_flags_are_told_of_send_and_recv(void **state)
{
	struct seen *seen = *state;
	const struct scene *scene = see(seen, "socket udp; send 1 zero:100 --more --anyway");

	assert_failed(scene, "send", "send", EDESTADDRREQ);
	assert_int_equal(scene->count, 100);
	assert_true(scene->flags & MSG_MORE);
	scene = see(seen, "recv 1 --dontwait --peek");
	assert_failed(scene, "recv", "recv", EAGAIN);
	assert_int_equal(scene->flags, MSG_PEEK | MSG_DONTWAIT);
}

static void
a_bare_descriptor_is_a_socket_without_a_number(void **state)
{
	struct seen *seen = *state;
	const struct scene *scene = see(seen, "listen --fd-number 999");

	assert_failed(scene, "listen", "listen", EBADF);
	assert_int_equal(seen->socket, 0);
	assert_int_equal(scene->sock->fd, 999);
}

static void
a_time_out_is_the_commands(void **state)
{
	struct seen *seen = *state;
	const struct scene *scene = see(seen, "pair; recv 1 --timeout 0");

	assert_int_equal(scene->kind, ERROR_TIMEOUT);
	assert_string_equal(scene->call, "recv");
	assert_int_equal(scene->number, 0);
	assert_int_equal(seen->socket, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_refused_connect_has_its_socket_and_address),
		CASE(what_went_well_has_no_call),
		CASE(a_socket_that_was_not_made_has_what_was_asked_for),
		CASE(an_option_is_told_by_who_sets_gets_and_joins),
		CASE(bytes_and_flags_are_told_of_send_and_recv),
		CASE(a_bare_descriptor_is_a_socket_without_a_number),
		CASE(a_time_out_is_the_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
