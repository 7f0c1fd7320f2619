/* test-errqueue: what entries of the queue of errors say; ICMP in its own words. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/mem.h"
#include "socket/errqueue.h"
#include "socket/icmp.h"

#define SECONDS INT64_C(1000000000)

static void
an_entry_says_it(void **state)
{
	static const struct {
		struct control_error error;
		int64_t time;
		const char *told;
	} rows[] = {
		{ { .given = true, .origin = 2, .number = ECONNREFUSED, .type = 3, .code = 3 }, 0,
		  "origin=icmp errno=ECONNREFUSED icmp_type=3 icmp_code=3 "
		  "message=destination unreachable: port unreachable" },
		{ { .given = true, .origin = 3, .number = EHOSTUNREACH, .type = 3, .code = 0 }, 0,
		  "origin=icmp6 errno=EHOSTUNREACH icmp_type=3 icmp_code=0 "
		  "message=time exceeded: hop limit exceeded in transit" },
		{ { .given = true, .origin = 2, .number = EMSGSIZE, .type = 3, .code = 4, .info = 1400 },
		  0, "origin=icmp errno=EMSGSIZE icmp_type=3 icmp_code=4 mtu=1400 message=destination "
		  "unreachable: fragmentation needed and DF set: 1400 bytes go this way" },
		{ { .given = true, .origin = 1, .number = EMSGSIZE, .info = 1500 }, 0,
		  "origin=local errno=EMSGSIZE mtu=1500 message=message too long: 1500 bytes go this "
		  "way" },
		{ { .given = true, .origin = 5, .info = 0, .data = 0, .code = 1 }, 0,
		  "origin=zerocopy zerocopy=first=0 last=0 copied=true "
		  "message=zero-copy send 0 is done, and the kernel had to copy" },
		{ { .given = true, .origin = 5, .info = 3, .data = 9 }, 0,
		  "origin=zerocopy zerocopy=first=3 last=9 copied=false "
		  "message=zero-copy sends 3 to 9 are done, without a copy" },
		{ { .given = true, .origin = 4, .number = ENOMSG, .info = 0, .data = 7 }, 5 * SECONDS,
		  "origin=timestamping timestamp=what=sent time=5 id=7 "
		  "message=datagram number 7 was handed to the driver" },
		{ { .given = true, .origin = 4, .number = ENOMSG, .info = 1, .data = 7 }, 5 * SECONDS,
		  "origin=timestamping timestamp=what=sched time=5 id=7 "
		  "message=datagram number 7 was scheduled" },
		{ { .given = true, .origin = 4, .number = ENOMSG, .info = 1, .data = 7 }, 0,
		  "origin=timestamping timestamp=what=sched id=7 message=datagram number 7 was scheduled" },
		{ { .given = true, .origin = 4, .number = EIO, .info = 1 }, 0,
		  "origin=txstatus errno=EIO message=input/output error" },
		{ { .given = true, .origin = 4, .number = ENOMSG, .info = 2, .data = 7 }, 5 * SECONDS,
		  "origin=timestamping timestamp=what=acked time=5 id=7 "
		  "message=datagram number 7 was acknowledged" },
		{ { .given = true, .origin = 4, .number = ENOMSG, .info = 99, .data = UINT32_MAX },
		  5 * SECONDS, "origin=timestamping timestamp=what=99 time=5 id=4294967295 "
		  "message=datagram number 4294967295: stamp 99" },
		{ { .given = true, .origin = 255, .number = ECONNREFUSED }, 0,
		  "origin=255 errno=ECONNREFUSED message=connection refused" },
		{ { .given = true, .origin = 1, .number = 99999 }, 0,
		  "origin=local errno=99999 message=unknown error 99999" },
		{ { .given = false, .origin = 2 }, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sock sock = { .fd = -1, .type = SOCK_DGRAM };
		struct errqueue_entry *entry = mem_new(1, sizeof(*entry));
		struct control came = { .error = rows[i].error, .time = rows[i].time };
		struct value told = { .kind = VALUE_RECORD, .record = &entry->told };
		struct buf text = { 0 };

		errqueue_tell(&sock, entry, &came);
		value_show(&told, &text);
		assert_string_equal(buf_text(&text), rows[i].told);
		buf_clear(&text);
		errqueue_free(entry);
	}
}

/* What a stamp is of, and whether an entry is about bytes. */
static void
an_entry_is_told_as_its_socket_sends(void **state)
{
	static const struct {
		int type;
		unsigned origin, number, data;
		const char *bytes, *message;
		bool nameless, bare;
	} rows[] = {
		{ SOCK_STREAM, 4, ENOMSG, 204804, "", "byte 204804 of the stream was acknowledged", false,
		  true },
		{ SOCK_RAW, 4, ENOMSG, 3, "", "datagram number 3 was acknowledged", false, true },
		{ SOCK_STREAM, 4, ENOMSG, 0, "packet", "a send was acknowledged", true, false },
		{ SOCK_DGRAM, 2, ECONNREFUSED, 0, "", "net unreachable", false, false },
		{ SOCK_DGRAM, 3, ECONNREFUSED, 0, "", "", false, false },
		{ SOCK_DGRAM, 1, EMSGSIZE, 0, "", "message too long", false, true },
		{ SOCK_DGRAM, 1, EMSGSIZE, 0, "x", "message too long", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sock sock = { .fd = -1, .type = rows[i].type };
		struct errqueue_entry *entry = mem_new(1, sizeof(*entry));
		struct control came = { .error = { .given = true, .origin = rows[i].origin,
			.number = rows[i].number, .info = rows[i].origin == 4 ? 2 : 0,
			.data = rows[i].data, .type = rows[i].origin == 2 ? 3 : 0 } };
		const struct value *message;

		buf_add_text(&entry->bytes, rows[i].bytes);
		entry->nameless = rows[i].nameless;
		errqueue_tell(&sock, entry, &came);
		message = record_get(&entry->told, "message");
		assert_non_null(message);
		assert_non_null(strstr(message->bytes.data, rows[i].message));
		assert_int_equal(entry->bare, rows[i].bare);
		errqueue_free(entry);
	}
}

static void
icmp_has_its_own_words(void **state)
{
	static const struct {
		bool six;
		unsigned type, code;
		const char *words;
	} rows[] = {
		{ false, 3, 0, "destination unreachable: net unreachable" },
		{ false, 3, 13, "destination unreachable: communication administratively prohibited" },
		{ false, 11, 0, "time exceeded: time to live exceeded in transit" },
		{ false, 12, 2, "parameter problem: bad length" },
		{ false, 5, 1, "redirect: for the host" },
		{ false, 3, 77, "destination unreachable, code 77" },
		{ false, 200, 0, "type 200" },
		{ false, 200, 5, "type 200, code 5" },
		{ true, 1, 0, "destination unreachable: no route to destination" },
		{ true, 1, 4, "destination unreachable: port unreachable" },
		{ true, 2, 0, "packet too big" },
		{ true, 4, 1, "parameter problem: unrecognized next header type encountered" },
		{ true, 3, 255, "time exceeded, code 255" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf text = { 0 };

		icmp_show(&text, rows[i].six, rows[i].type, rows[i].code);
		assert_string_equal(buf_text(&text), rows[i].words);
		buf_clear(&text);
	}
}

static void
what_is_kept_comes_first_and_in_its_order(void **state)
{
	struct sock sock = { .fd = -1 };
	struct errqueue_entry *entry;
	struct error error;

	(void)state;
	for (uint32_t i = 0; !errqueue_is_full(&sock); i++) {
		entry = mem_new(1, sizeof(*entry));
		entry->id = i;
		errqueue_keep(&sock, entry);
	}
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(errqueue_take(&sock, 1, &entry, &error), DID_IT);
		assert_int_equal(entry->id, i);
		errqueue_free(entry);
	}
	assert_int_equal(errqueue_take(&sock, 1, &entry, &error), DID_IT);
	errqueue_put_back(&sock, entry);
	for (uint32_t i = 3; i < 5; i++) {
		assert_int_equal(errqueue_take(&sock, 1, &entry, &error), DID_IT);
		assert_int_equal(entry->id, i);
		errqueue_free(entry);
	}
	errqueue_drop(&sock);
	assert_null(sock.queue);
	assert_int_equal(errqueue_take(&sock, 1, &entry, &error), DID_FAIL);
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_int_equal(error.number, EBADF);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_says_it),
		cmocka_unit_test(an_entry_is_told_as_its_socket_sends),
		cmocka_unit_test(icmp_has_its_own_words),
		cmocka_unit_test(what_is_kept_comes_first_and_in_its_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
