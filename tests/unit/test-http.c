/* What a server of files reads of HTTP, and that no path leads out of its folder. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/beneath.h"
#include "serve/http.h"

/* ---- heads ---- */

static unsigned
read_text(struct http_request *request, const char *text)
{
	return http_read(request, text, strlen(text));
}

#define HOST "Host: x\r\n\r\n"

static const struct {
	const char *head;
	unsigned    status;
	bool        keep;
} heads[] = {
	{ "GET / HTTP/1.1\r\n" HOST, 0, true },
	{ "HEAD / HTTP/1.1\r\n" HOST, 0, true },
	{ "GET / HTTP/1.1\nHost: x\n\n", 0, true },
	{ "GET / HTTP/1.0\r\n\r\n", 0, false },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 0, true },
	{ "GET / HTTP/1.1\r\nConnection: close\r\n" HOST, 0, false },
	{ "GET / HTTP/1.1\r\nConnection: x,,  CLOSE ,y\r\n" HOST, 0, false },
	{ "GET / HTTP/1.1\r\nConnection: closed\r\n" HOST, 0, true },
	{ "GET http://x/y HTTP/1.1\r\n" HOST, 0, true },
	{ "GET http://x HTTP/1.1\r\n" HOST, 0, true },
	{ "GET / HTTP/1.9\r\n" HOST, 0, true },
	{ "GET / HTTP/1.1\r\nContent-Length: 0\r\n" HOST, 0, true },
	/* A body that nobody reads would be the next request. */
	{ "GET / HTTP/1.1\r\nContent-Length: 5\r\n" HOST, 0, false },
	{ "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" HOST, 0, false },
	{ "POST / HTTP/1.1\r\nContent-Length: 5\r\n" HOST, 405, false },
	{ "DELETE / HTTP/1.1\r\n" HOST, 405, true },
	{ "OPTIONS * HTTP/1.1\r\n" HOST, 405, true },
	{ "get / HTTP/1.1\r\n" HOST, 501, true },
	{ "BREW / HTTP/1.1\r\n" HOST, 501, true },
	{ "GET / HTTP/2.0\r\n" HOST, 505, false },
	{ "GET /\r\n\r\n", 400, false },
	{ "GET\r\n\r\n", 400, false },
	{ "GET  / HTTP/1.1\r\n" HOST, 400, false },
	{ " GET / HTTP/1.1\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1 \r\n" HOST, 400, false },
	{ "GET / / HTTP/1.1\r\n" HOST, 400, false },
	{ "GET / HTTP/11\r\n" HOST, 400, false },
	{ "GET / http/1.1\r\n" HOST, 400, false },
	{ "GET x HTTP/1.1\r\n" HOST, 400, false },
	{ "GET * HTTP/1.1\r\n" HOST, 400, false },
	{ "GET ftp://x/ HTTP/1.1\r\n" HOST, 400, false },
	{ "GET /\tx HTTP/1.1\r\n" HOST, 400, false },
	{ "GET /\x7f HTTP/1.1\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\n\r\n", 400, false },
	{ "GET / HTTP/1.1\r\nHost: x\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nX : y\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nX: y\r\n z\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nX\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\n: y\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nX: y\rz\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nContent-Length: -1\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nContent-Length:\r\n" HOST, 400, false },
	{ "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" HOST, 400, false },
	{ "\r\n\r\n", 400, false },
};

static void
heads_are_read_or_refused(void **state)
{
	struct http_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		unsigned status = read_text(&request, heads[i].head);

		if (status != heads[i].status || request.keep != heads[i].keep)
			fail_msg("%s: %u, keep %d", heads[i].head, status, request.keep);
	}
}

static void
a_nul_in_a_head_is_refused(void **state)
{
	static const char line[] = "GET /a\0b HTTP/1.1\r\n" HOST;
	static const char field[] = "GET / HTTP/1.1\r\nX: a\0b\r\n" HOST;
	struct http_request request;

	(void)state;
	assert_int_equal(http_read(&request, line, sizeof(line) - 1), 400);
	assert_int_equal(http_read(&request, field, sizeof(field) - 1), 400);
}

/* It is no blank, which would be left out. */
static void
a_nul_around_a_value_is_refused(void **state)
{
#define HEAD(text) { "GET / HTTP/1.1\r\n" text "\r\n" HOST, \
	sizeof("GET / HTTP/1.1\r\n" text "\r\n" HOST) - 1 }
	static const struct {
		const char *head;
		size_t      count;
	} cases[] = {
		HEAD("X: \0"), HEAD("X:\0a"), HEAD("X: a \0"), HEAD("Content-Length: 0\0"),
		HEAD("Content-Length: \0" "5"), HEAD("Transfer-Encoding:\0 chunked"),
	};
	struct http_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(http_read(&request, cases[i].head, cases[i].count), 400);
}

static void
a_long_first_line_is_414(void **state)
{
	char *head = malloc(HTTP_LINE_MOST + 100);
	struct http_request request;

	(void)state;
	memset(head, 'a', HTTP_LINE_MOST + 100);
	memcpy(head, "GET /", 5);
	memcpy(head + HTTP_LINE_MOST + 50, " HTTP/1.1\r\n" HOST, sizeof(" HTTP/1.1\r\n" HOST) - 1);
	assert_int_equal(http_read(&request, head, HTTP_LINE_MOST + 70), 414);
	free(head);
}

static void
what_matters_is_kept(void **state)
{
	struct http_request request;

	(void)state;
	assert_int_equal(read_text(&request, "GET http://h:1/a?b HTTP/1.1\r\nRANGE:\t bytes=1-2 \r\n"
	    "If-Range: x\r\nIf-Modified-Since: y\r\n" HOST), 0);
	assert_int_equal(request.target.count, 4);
	assert_memory_equal(request.target.at, "/a?b", 4);
	assert_int_equal(request.range.count, 9);
	assert_memory_equal(request.range.at, "bytes=1-2", 9);
	assert_memory_equal(request.if_range.at, "x", 1);
	assert_memory_equal(request.if_modified_since.at, "y", 1);
	assert_false(request.head);
}

/* However it is cut, the end of a head is found, and only once it is there. */
static void
the_end_of_a_head_is_found_in_pieces(void **state)
{
	static const char *const texts[] = { "a\r\nb\r\n\r\n", "a\nb\n\n", "a\r\n\n", "a\n\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		size_t length = strlen(texts[i]), looked = 0;

		for (size_t count = 1; count <= length; count++) {
			/* With nothing behind it that could be looked at. */
			char *exact = malloc(count);
			size_t head;

			memcpy(exact, texts[i], count);
			head = http_head(exact, count, &looked);
			assert_int_equal(head, count == length ? length : 0);
			free(exact);
		}
	}
}

/* ---- paths ---- */

static const struct {
	const char *target;
	unsigned    status;
	const char *path;
	bool        folder;
} paths[] = {
	{ "/", 0, "", true }, { "/a", 0, "a", false }, { "/a/", 0, "a", true },
	{ "/a/b.c", 0, "a/b.c", false }, { "//a///b", 0, "a/b", false }, { "/./a/.", 0, "a", true },
	{ "/a?b/../c", 0, "a", false }, { "/a?", 0, "a", false }, { "/?x", 0, "", true },
	{ "/a%20b", 0, "a b", false }, { "/%61", 0, "a", false }, { "/a%2fb", 0, "a/b", false },
	{ "/%c3%a4", 0, "\xc3\xa4", false }, { "/...", 0, "...", false },
	{ "/..a", 0, "..a", false }, { "/a..", 0, "a..", false }, { "/.git/x", 0, ".git/x", false },
	{ "/a\\..\\b", 0, "a\\..\\b", false }, { "/%25", 0, "%", false },
	{ "/%252e%252e", 0, "%2e%2e", false }, { "/%252e%252e/%252e%252e/etc", 0,
	  "%2e%2e/%2e%2e/etc", false },
	{ "/..%c0%afetc", 0, "..\xc0\xaf" "etc", false }, { "/%c0%ae%c0%ae/x", 0,
	  "\xc0\xae\xc0\xae/x", false },
	{ "/..%5cetc", 0, "..\\etc", false }, { "/~root/x", 0, "~root/x", false },
	{ "/%7e", 0, "~", false }, { "/a;b=..", 0, "a;b=..", false },
	{ "/file:///etc/passwd", 0, "file:/etc/passwd", false },
	{ "/%u002e%u002e/", 400, NULL, false },
	{ "/..", 400, NULL, false }, { "/../", 400, NULL, false },
	{ "/../etc/passwd", 400, NULL, false }, { "/a/../b", 400, NULL, false },
	{ "/a/..", 400, NULL, false }, { "/./../x", 400, NULL, false },
	{ "//../x", 400, NULL, false }, { "/%2e%2e/x", 400, NULL, false },
	{ "/%2E%2e/x", 400, NULL, false }, { "/.%2e/x", 400, NULL, false },
	{ "/%2e./x", 400, NULL, false }, { "/..%2fx", 400, NULL, false },
	{ "/%2e%2e%2fx", 400, NULL, false }, { "/a/%2e%2e/%2e%2e/x", 400, NULL, false },
	{ "/a%2f..%2f..%2fx", 400, NULL, false }, { "/..?x", 400, NULL, false },
	{ "/..%3fx", 0, "..?x", false }, { "/..%00", 400, NULL, false },
	{ "/a%00", 400, NULL, false }, { "/%00", 400, NULL, false },
	{ "/a%00/../b", 400, NULL, false }, { "/%", 400, NULL, false },
	{ "/%2", 400, NULL, false }, { "/%2g", 400, NULL, false }, { "/%g2", 400, NULL, false },
	{ "/%-1", 400, NULL, false }, { "/% 1", 400, NULL, false }, { "/%%32e", 400, NULL, false },
};

static void
paths_are_decoded_once_and_none_leads_upwards(void **state)
{
	struct buf path = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		bool folder;
		unsigned status = http_path(&path, paths[i].target, strlen(paths[i].target), &folder);

		if (status != paths[i].status || (!status &&
		    (strcmp(buf_text(&path), paths[i].path) != 0 || folder != paths[i].folder)))
			fail_msg("%s: %u, '%s', folder %d", paths[i].target, status,
			    buf_text(&path), folder);
	}
	buf_clear(&path);
}

static void
names_are_made_harmless(void **state)
{
	struct buf out = { 0 };

	(void)state;
	http_encode(&out, "a b/\"<%?#\xc3\n", 11);
	assert_string_equal(buf_text(&out), "a%20b/%22%3C%25%3F%23%C3%0A");
	buf_reset(&out);
	http_escape(&out, "<b>&\"'\x1b[1m", 10);
	assert_string_equal(buf_text(&out), "&lt;b&gt;&amp;&quot;&#39;\\x1b[1m");
	buf_clear(&out);
}

/* ---- answers ---- */

static const struct {
	const char *range;
	unsigned    status;
	uint64_t    from, count;
} ranges[] = {
	{ "bytes=0-0", 206, 0, 1 }, { "bytes=0-", 206, 0, 1000 }, { "bytes=999-", 206, 999, 1 },
	{ "bytes=10-19", 206, 10, 10 }, { "bytes=990-5000", 206, 990, 10 },
	{ "bytes=-1", 206, 999, 1 }, { "bytes=-5000", 206, 0, 1000 }, { "BYTES=1-2", 206, 1, 2 },
	{ "bytes=0-99999999999999999999999", 206, 0, 1000 },
	{ "bytes=1000-", 416, 0, 0 }, { "bytes=5000-6000", 416, 0, 0 }, { "bytes=-0", 416, 0, 0 },
	{ "bytes=99999999999999999999999-", 416, 0, 0 },
	{ "bytes=2-1", 200, 0, 1000 }, { "bytes=1-2,4-5", 200, 0, 1000 }, { "bytes=", 200, 0, 1000 },
	{ "bytes=-", 200, 0, 1000 }, { "bytes=a-b", 200, 0, 1000 }, { "lines=1-2", 200, 0, 1000 },
	{ "bytes=1-2x", 200, 0, 1000 }, { "bytes=+1-2", 200, 0, 1000 }, { "1-2", 200, 0, 1000 },
};

static void
ranges_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		const struct http_text text = { ranges[i].range, strlen(ranges[i].range) };
		uint64_t from, count;
		unsigned status = http_range(&text, 1000, &from, &count);

		if (status != ranges[i].status ||
		    (status != 416 && (from != ranges[i].from || count != ranges[i].count)))
			fail_msg("%s: %u, %d at %d", text.at, status, (int)count, (int)from);
	}
}

static void
no_file_has_a_range_of_nothing(void **state)
{
	const struct http_text text = { "bytes=-5", 8 }, none = { 0 };
	uint64_t from, count;

	(void)state;
	assert_int_equal(http_range(&text, 0, &from, &count), 416);
	assert_int_equal(http_range(&none, 0, &from, &count), 200);
	assert_int_equal(count, 0);
}

static void
dates_and_types(void **state)
{
	struct buf out = { 0 };

	(void)state;
	http_date(&out, 784111777);
	assert_string_equal(buf_text(&out), "Sun, 06 Nov 1994 08:49:37 GMT");
	buf_reset(&out);
	http_date(&out, INT64_MAX);
	assert_string_equal(buf_text(&out), "Thu, 01 Jan 1970 00:00:00 GMT");
	buf_clear(&out);
	assert_string_equal(http_type("a/b.HTML"), "text/html; charset=utf-8");
	assert_string_equal(http_type("a.png"), "image/png");
	assert_string_equal(http_type("a.html/b"), "application/octet-stream");
	assert_string_equal(http_type(""), "application/octet-stream");
}

/* ---- files ---- */

struct place {
	char top[64];
	int  folder;
};

static void
add_file(int at, const char *name)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, name, 1), 1);
	close(fd);
}

/* top/secret, and top/in/ with what is served. */
static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	memcpy(place->top, "/tmp/sosh-http-XXXXXX", sizeof("/tmp/sosh-http-XXXXXX"));
	assert_non_null(mkdtemp(place->top));
	assert_int_equal(chdir(place->top), 0);
	add_file(AT_FDCWD, "secret");
	assert_int_equal(mkdir("in", 0777), 0);
	place->folder = open("in", O_RDONLY | O_DIRECTORY);
	add_file(place->folder, "file");
	assert_int_equal(mkdirat(place->folder, "sub", 0777), 0);
	add_file(place->folder, "sub/deep");
	assert_int_equal(mkfifoat(place->folder, "pipe", 0666), 0);
	assert_int_equal(symlinkat("../secret", place->folder, "out"), 0);
	assert_int_equal(symlinkat("/etc/passwd", place->folder, "away"), 0);
	assert_int_equal(symlinkat("..", place->folder, "up"), 0);
	assert_int_equal(symlinkat("file", place->folder, "inside"), 0);
	assert_int_equal(symlinkat("self", place->folder, "self"), 0);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	static const char *const names[] = { "in/file", "in/sub/deep", "in/pipe", "in/out", "in/away",
	                                     "in/up", "in/inside", "in/self", "secret" };
	struct place *place = *state;

	close(place->folder);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(names[i]);
	rmdir("in/sub");
	rmdir("in");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(place->top), 0);
	free(place);
	return 0;
}

static bool
opens(int (*open_it)(int, const char *, struct stat *), int folder, const char *path)
{
	struct stat file;
	int fd = open_it(folder, path, &file);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
files_are_opened_below_the_folder_alone(void **state)
{
	static const char *const in[] = { "", "file", "sub", "sub/deep", "sub//deep", "sub/" };
	static const char *const not[] = { "..", "../secret", "sub/../../secret", "out", "away", "up",
	                                   "up/secret", "self", "pipe", "none", "file/x", "sub/none" };
	int (*const open_it[])(int, const char *, struct stat *) = { beneath_open, beneath_walk };
	const struct place *place = *state;

	for (size_t way = 0; way < 2; way++) {
		for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++)
			if (!opens(open_it[way], place->folder, in[i]))
				fail_msg("%s: not opened", in[i]);
		for (size_t i = 0; i < sizeof(not) / sizeof(*not); i++)
			if (opens(open_it[way], place->folder, not[i]))
				fail_msg("%s: opened", not[i]);
	}
	assert_false(opens(beneath_walk, place->folder, "inside"));
}

/* The same where openat2(2) is refused. */
static void
a_link_that_stays_below_is_followed_or_refused(void **state)
{
	const struct place *place = *state;
	struct stat file;
	int fd = beneath_open(place->folder, "inside", &file);

	if (fd < 0)
		assert_int_equal(errno, ELOOP);
	else
		assert_int_equal(close(fd), 0);
}

static void
no_descriptor_is_left(void **state)
{
	const struct place *place = *state;
	int before = dup(place->folder), after;

	close(before);
	for (int i = 0; i < 3; i++) {
		opens(beneath_open, place->folder, "pipe");
		opens(beneath_open, place->folder, "sub/deep");
		opens(beneath_walk, place->folder, "sub/none");
		opens(beneath_walk, place->folder, "up/x");
		opens(beneath_walk, place->folder, "pipe");
	}
	after = dup(place->folder);
	close(after);
	assert_int_equal(before, after);
}

static bool
reads_date(const char *text, int64_t now, int64_t *seconds)
{
	const struct http_text date = { text, strlen(text) };

	return http_read_date(&date, now, seconds);
}

static void
dates_are_read_in_each_of_their_forms(void **state)
{
	static const struct { const char *text; int64_t seconds; } cases[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
		{ "Sun Nov  6 08:49:37 1994", 784111777 },
		{ "Wed Nov 16 08:49:37 1994", 784975777 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
		{ "Thu, 29 Feb 2024 00:00:00 GMT", 1709164800 },
		{ "Fri, 01 Mar 2024 00:00:00 GMT", 1709251200 },
		{ "Tue, 29 Feb 2000 12:00:00 GMT", 951825600 },
		{ "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
		{ "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
		{ "Friday, 01-Jan-70 00:00:00 GMT", 3155760000 },
	};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(reads_date(cases[i].text, 1800000000, &seconds));
		assert_int_equal(seconds, cases[i].seconds);
	}
}

static void
a_year_of_two_digits_is_50_years_ahead_at_most(void **state)
{
	int64_t seconds;

	(void)state;
	/* Now is 1999, and 2060. */
	assert_true(reads_date("Saturday, 01-Jan-05 00:00:00 GMT", 930000000, &seconds));
	assert_int_equal(seconds, 1104537600);
	assert_true(reads_date("Saturday, 01-Jan-94 00:00:00 GMT", 2850000000, &seconds));
	assert_int_equal(seconds, 3913142400);
	assert_true(reads_date("Saturday, 01-Jan-94 00:00:00 GMT", 1800000000, &seconds));
	assert_int_equal(seconds, 757382400);
}

static void
what_is_no_date_is_not_read(void **state)
{
	static const char *const cases[] = { "", "0", "x", "Sun, 06 Nov 1994 08:49:37",
		"Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37 GMT ",
		"Sun, 6 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
		"Sunday, 06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
		"Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
		"Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT",
		"Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
		"Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 0000 08:49:37 GMT",
		"Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 94", "Sun, 06 Nov -994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT" };
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_false(reads_date(cases[i], 1800000000, &seconds));
}

static void
what_stands_twice_says_nothing(void **state)
{
	struct http_request request;

	(void)state;
	assert_int_equal(read_text(&request, "GET / HTTP/1.1\r\nIf-Modified-Since: x\r\n"
	    "If-None-Match: *\r\nIf-Modified-Since: y\r\n" HOST), 0);
	assert_non_null(request.if_modified_since.at);
	assert_int_equal(request.if_modified_since.count, 0);
	assert_int_equal(request.if_none_match.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_are_read_or_refused),
		cmocka_unit_test(a_nul_in_a_head_is_refused),
		cmocka_unit_test(a_nul_around_a_value_is_refused),
		cmocka_unit_test(a_long_first_line_is_414),
		cmocka_unit_test(what_matters_is_kept),
		cmocka_unit_test(the_end_of_a_head_is_found_in_pieces),
		cmocka_unit_test(paths_are_decoded_once_and_none_leads_upwards),
		cmocka_unit_test(names_are_made_harmless),
		cmocka_unit_test(ranges_are_read),
		cmocka_unit_test(no_file_has_a_range_of_nothing),
		cmocka_unit_test(dates_and_types),
		cmocka_unit_test(dates_are_read_in_each_of_their_forms),
		cmocka_unit_test(a_year_of_two_digits_is_50_years_ahead_at_most),
		cmocka_unit_test(what_is_no_date_is_not_read),
		cmocka_unit_test(what_stands_twice_says_nothing),
		cmocka_unit_test_setup_teardown(files_are_opened_below_the_folder_alone, make_place,
		    remove_place),
		cmocka_unit_test_setup_teardown(a_link_that_stays_below_is_followed_or_refused,
		    make_place, remove_place),
		cmocka_unit_test_setup_teardown(no_descriptor_is_left, make_place, remove_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
