/* test-control: control buffers that are built, read, and hostile. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
/* behind what it needs */
#include <cmocka.h>

#include "socket/control.h"
#include "socket/sock.h"

/* What is decoded, as text: "ttl=7 tos=3 ...". */
static void
is_decoded(const struct buf *bytes, size_t count, const char *wanted)
{
	struct control control = { .time = 0 };
	/* A buffer of its own, so that a sanitizer sees a read beyond its end. */
	char *exact = malloc(count ? count : 1);
	struct value told = { .kind = VALUE_RECORD, .record = &control.told };
	struct buf text = { 0 };

	assert_non_null(exact);
	if (count)
		memcpy(exact, bytes->data, count);
	control_decode(&control, exact, count);
	value_show(&told, &text);
	assert_string_equal(buf_text(&text), wanted);
	buf_clear(&text);
	control_clear(&control);
	free(exact);
}

static void
a_row(struct buf *bytes, int level, int type, int number)
{
	control_add(bytes, level, type, &number, sizeof(number));
}

static void
what_is_built_is_read(void **state)
{
	struct buf bytes = { 0 };
	struct error error;

	(void)state;
	assert_true(control_add_number(&bytes, CONTROL_TTL, AF_INET, false, 7, &error));
	assert_true(control_add_number(&bytes, CONTROL_TOS, AF_INET, false, 3, &error));
	is_decoded(&bytes, bytes.count, "ttl=7 tos=3 dscp=cs0 ecn=ce");
	buf_reset(&bytes);
	assert_true(control_add_number(&bytes, CONTROL_TTL, AF_INET6, false, 7, &error));
	assert_true(control_add_number(&bytes, CONTROL_TOS, AF_INET6, false, 184, &error));
	is_decoded(&bytes, bytes.count, "ttl=7 tos=184 dscp=ef ecn=not-ect");
	buf_clear(&bytes);
}

static void
of_several_the_last_is_told(void **state)
{
	struct buf bytes = { 0 };

	(void)state;
	a_row(&bytes, IPPROTO_IP, IP_TTL, 1);
	a_row(&bytes, IPPROTO_IP, IP_TTL, 2);
	is_decoded(&bytes, bytes.count, "ttl=2");
	buf_clear(&bytes);
}

static void
the_unknown_is_told_in_hex(void **state)
{
	struct buf bytes = { 0 };

	(void)state;
	a_row(&bytes, 4711, 12, 0x01010101);
	control_add(&bytes, SOL_SOCKET, 9999, NULL, 0);
	is_decoded(&bytes, bytes.count, "control=level=4711 type=12 data_hex=01010101 "
	    "level=SOL_SOCKET type=9999 data_hex=");
	buf_clear(&bytes);
}

/* Each row shorter than it says: none may read on. */
static void
what_is_too_short_is_told_in_hex(void **state)
{
	(void)state;
	for (const struct control_row *row = control_rows; row->field; row++) {
		struct buf bytes = { 0 };
		struct control control = { .time = 0 };
		char *room;

		if (!row->least)
			continue;
		room = calloc(1, row->least);
		assert_non_null(room);
		control_add(&bytes, row->level, row->type, room, row->least - 1);
		control_decode(&control, bytes.data, CMSG_LEN(row->least - 1));
		assert_int_equal(control.told.count, 1);
		assert_string_equal(control.told.field[0].name, "control");
		control_clear(&control);
		free(room);
		buf_clear(&bytes);
	}
}

static void
an_end_anywhere_is_no_fault(void **state)
{
	struct buf bytes = { 0 };

	(void)state;
	a_row(&bytes, IPPROTO_IP, IP_TTL, 1);
	a_row(&bytes, IPPROTO_IP, IP_TOS, 32);
	for (size_t i = 0; i <= bytes.count; i++)
		is_decoded(&bytes, i, i < CMSG_LEN(sizeof(int)) ? "" :
		    i < CMSG_SPACE(sizeof(int)) + CMSG_LEN(sizeof(int)) ? "ttl=1" :
		    "ttl=1 tos=32 dscp=cs1 ecn=not-ect");
	buf_clear(&bytes);
}

/* Lengths that lie: of nothing, less than a head, beyond the end, all bits. */
static void
a_length_that_lies_ends_the_reading(void **state)
{
	const size_t lies[] = { 0, 1, CMSG_LEN(0) - 1, 4096, SIZE_MAX, SIZE_MAX - 7, SIZE_MAX / 2 };

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		struct buf bytes = { 0 };
		struct cmsghdr head;

		a_row(&bytes, IPPROTO_IP, IP_TTL, 1);
		a_row(&bytes, IPPROTO_IP, IP_TTL, 2);
		memcpy(&head, bytes.data + CMSG_SPACE(sizeof(int)), sizeof(head));
		head.cmsg_len = lies[i];
		memcpy(bytes.data + CMSG_SPACE(sizeof(int)), &head, sizeof(head));
		is_decoded(&bytes, bytes.count, "ttl=1");
		buf_clear(&bytes);
	}
}

/* Any bytes at all, from a generator of our own: the same ones each time. */
static void
noise_is_survived(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char bytes[256];
		size_t count = (size_t)round % sizeof(bytes);
		struct control control = { .time = 0 };
		const struct control_row *row = control_rows;
		struct cmsghdr head = { .cmsg_len = CMSG_LEN(0) };

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (char)(seed >> 24);
		}
		/* A kind that there is, but none that brings descriptors: they would be ours. */
		for (unsigned skip = seed % 40; skip && row[1].field; skip--)
			row++;
		head.cmsg_len = CMSG_LEN(seed >> 8 & 0x7f);
		head.cmsg_level = strcmp(row->field, "passed") == 0 ||
		    strcmp(row->field, "pidfd") == 0 ? 77 : row->level;
		head.cmsg_type = row->type;
		memcpy(bytes, &head, sizeof(head));
		control_decode(&control, bytes, count);
		control_clear(&control);
	}
}

static int
opened(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static void
descriptors_are_kept_and_closed(void **state)
{
	int fd[] = { opened(), opened(), -1 };
	struct buf bytes = { 0 };
	struct control control = { .time = 0 };
	struct error error;

	(void)state;
	assert_true(control_add_rights(&bytes, fd, 3, &error));
	control_decode(&control, bytes.data, bytes.count);
	assert_int_equal(control.fds, 2);
	assert_true(is_open(fd[0]) && is_open(fd[1]));
	control_clear(&control);
	assert_false(is_open(fd[0]) || is_open(fd[1]));
	buf_clear(&bytes);
}

static void
more_descriptors_than_are_kept_are_closed(void **state)
{
	struct control control = { .time = 0 };
	int last;

	(void)state;
	/* Numbers of none: closing those is no harm. */
	for (int i = 0; i < CONTROL_PASSED; i++)
		control_passed(&control, 1 << 30);
	last = opened();
	control_passed(&control, last);
	assert_int_equal(control.fds, CONTROL_PASSED);
	assert_int_equal(control.closed, 1);
	assert_false(is_open(last));
	control_clear(&control);
}

static void
words_become_control_data(void **state)
{
	static const struct {
		const char *text, *decoded;   /* decoded NULL: an error at `at` */
		int at;
	} rows[] = {
		{ "0:2:int:9", "ttl=9", 0 },
		{ "IPPROTO_IP:IP_TTL:int:9", "ttl=9", 0 },
		{ "ip:ttl:hex:09000000", "ttl=9", 0 },
		{ "0:2:int:9,0:1:int:8", "ttl=9 tos=8 dscp=throughput ecn=not-ect", 0 },
		{ "0:2:zero:4", "ttl=0", 0 },
		{ "9:9:hex:", "control=level=9 type=9 data_hex=", 0 },
		{ "SOL_SOCKET:mark:int:0xffffffff", "mark=4294967295", 0 },
		{ "", NULL, 0 },
		{ "0", NULL, 1 },
		{ "0:2", NULL, 3 },
		{ "0:2:9", NULL, 4 },
		{ "0:2:int:", NULL, 8 },
		{ "0:2:int:x", NULL, 8 },
		{ "0:2:hex:0", NULL, 9 },
		{ "0:2:int:1,", NULL, 10 },
		{ "nosuch:2:int:1", NULL, 0 },
		{ "0:nosuch:int:1", NULL, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf bytes = { 0 };
		struct error error = { .at = -1 };
		bool good = control_add_text(&bytes, rows[i].text, strlen(rows[i].text), &error);

		assert_int_equal(good, rows[i].decoded != NULL);
		if (good)
			is_decoded(&bytes, bytes.count, rows[i].decoded);
		else
			assert_int_equal(error.kind, ERROR_USAGE);
		buf_clear(&bytes);
	}
}

static void
a_family_without_it_is_refused(void **state)
{
	struct buf bytes = { 0 };
	struct error error;

	(void)state;
	assert_false(control_add_number(&bytes, CONTROL_TTL, AF_UNIX, false, 7, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_int_equal(bytes.count, 0);
	assert_true(control_add_number(&bytes, CONTROL_TTL, AF_UNIX, true, 7, &error));
	is_decoded(&bytes, bytes.count, "ttl=7");
	buf_clear(&bytes);
}

static void
what_would_be_taken_for_nothing_is_refused(void **state)
{
	static const struct {
		struct sock sock;
		const char *suits;      /* a letter each: rights, credentials, segment, zerocopy, fastopen */
	} rows[] = {
		{ { .family = AF_UNIX, .type = SOCK_STREAM }, "rc" },
		{ { .family = AF_NETLINK, .type = SOCK_RAW }, "c" },
		{ { .family = AF_INET, .type = SOCK_STREAM }, "zf" },
		{ { .family = AF_INET6, .type = SOCK_STREAM, .protocol = IPPROTO_TCP }, "zf" },
		{ { .family = AF_INET, .type = SOCK_STREAM, .protocol = IPPROTO_SCTP }, "" },
		{ { .family = AF_INET, .type = SOCK_DGRAM }, "sz" },
		{ { .family = AF_INET6, .type = SOCK_DGRAM, .protocol = IPPROTO_UDPLITE }, "sz" },
		{ { .family = AF_INET, .type = SOCK_DGRAM, .protocol = IPPROTO_ICMP }, "" },
		{ { .family = AF_INET, .type = SOCK_RAW, .protocol = IPPROTO_UDP }, "" },
		{ { .fd = 999 }, "rcszf" },
	};
	static const struct { char letter; enum control_what what; } all[] = {
		{ 'r', CONTROL_RIGHTS }, { 'c', CONTROL_CREDENTIALS }, { 's', CONTROL_SEGMENT },
		{ 'z', CONTROL_ZEROCOPY }, { 'f', CONTROL_FASTOPEN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++) {
			struct error error = { .kind = ERROR_NONE };

			assert_int_equal(control_suits(all[k].what, &rows[i].sock, &error),
			    strchr(rows[i].suits, all[k].letter) != NULL);
			assert_int_equal(error.kind, strchr(rows[i].suits, all[k].letter) ?
			    ERROR_NONE : ERROR_USAGE);
		}
}

static void
a_packet_is_from_an_address_by_an_interface(void **state)
{
	static const struct {
		const char *text;
		int family;
		const char *decoded;    /* NULL: a usage error */
	} rows[] = {
		{ "127.0.0.1%lo", AF_INET, "to=0.0.0.0 interface=lo" },
		{ "127.0.0.1", AF_INET, "to=0.0.0.0" },
		{ "lo", AF_INET, "to=0.0.0.0 interface=lo" },
		{ "1", AF_INET, "to=0.0.0.0 interface=lo" },
		{ "::1%lo", AF_INET6, "to=::1 interface=lo" },
		{ "::1", AF_INET6, "to=::1" },
		{ "lo", AF_INET6, "to=:: interface=lo" },
		{ "", AF_INET, NULL },
		{ "nosuch0", AF_INET, NULL },
		{ "::1%lo", AF_INET, NULL },
		{ "::1", AF_INET, NULL },
		{ "127.0.0.1", AF_INET6, NULL },
		{ "127.0.0.1%", AF_INET, NULL },
		{ "127.0.0.1%nosuch0", AF_INET, NULL },
		{ "lo", AF_UNIX, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf bytes = { 0 };
		struct error error;
		bool good = control_add_packet_info(&bytes, rows[i].family, false, rows[i].text,
		    &error);

		assert_int_equal(good, rows[i].decoded != NULL);
		if (good)
			is_decoded(&bytes, bytes.count, rows[i].decoded);
		else
			assert_int_equal(error.kind, ERROR_USAGE);
		buf_clear(&bytes);
	}
}

static void
times_that_no_clock_tells_are_left_out(void **state)
{
	const int64_t rows[][2] = { { -1, 0 }, { INT64_MAX, 0 }, { 1, -1 }, { 1, INT64_MAX },
		{ INT64_MIN, INT64_MIN } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf bytes = { 0 };

		control_add(&bytes, SOL_SOCKET, 64 /* SO_TIMESTAMPNS_NEW */, rows[i], sizeof(rows[i]));
		is_decoded(&bytes, bytes.count, "");
		buf_clear(&bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_built_is_read),
		cmocka_unit_test(of_several_the_last_is_told),
		cmocka_unit_test(the_unknown_is_told_in_hex),
		cmocka_unit_test(what_is_too_short_is_told_in_hex),
		cmocka_unit_test(an_end_anywhere_is_no_fault),
		cmocka_unit_test(a_length_that_lies_ends_the_reading),
		cmocka_unit_test(noise_is_survived),
		cmocka_unit_test(descriptors_are_kept_and_closed),
		cmocka_unit_test(more_descriptors_than_are_kept_are_closed),
		cmocka_unit_test(words_become_control_data),
		cmocka_unit_test(a_family_without_it_is_refused),
		cmocka_unit_test(what_would_be_taken_for_nothing_is_refused),
		cmocka_unit_test(a_packet_is_from_an_address_by_an_interface),
		cmocka_unit_test(times_that_no_clock_tells_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
