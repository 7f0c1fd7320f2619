/* test-history: lines are kept whole, ours, and through every accident. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
/* behind what it needs */
#include <cmocka.h>

#include "base/buf.h"
#include "command/history.h"

static char folder[64];
static struct buf path;

static int
set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/sosh-history-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	buf_reset(&path);
	buf_format(&path, "%s/history", folder);
	setenv("SOSH_HISTFILE", path.data, 1);
	return 0;
}

static int
tear_down(void **state)
{
	struct buf command = { 0 };
	int status;

	(void)state;
	buf_format(&command, "rm -rf '%s'", folder);
	status = system(command.data);
	buf_clear(&command);
	return status;
}

static void
contents(struct buf *to)
{
	char bytes[65536];
	int fd = open(path.data, O_RDONLY);
	ssize_t count;

	buf_add(to, "", 0);
	while (fd >= 0 && (count = read(fd, bytes, sizeof(bytes))) > 0)
		buf_add(to, bytes, (size_t)count);
	if (fd >= 0)
		close(fd);
}

static void
assert_contents(const char *text)
{
	struct buf is = { 0 };

	contents(&is);
	assert_string_equal(is.data, text);
	buf_clear(&is);
}

static void
put(const char *text)
{
	int fd = open(path.data, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void
add(struct history *history, const char *text)
{
	struct error error = { 0 };

	if (!history_add(history, text, &error))
		fail_msg("%s", error.text);
}

static void
begin(struct history *history)
{
	struct error error = { 0 };

	*history = (struct history){ 0 };
	if (!history_open(history, &error))
		fail_msg("%s", error.text);
}

static mode_t
mode_of(const char *name)
{
	struct stat status;

	assert_int_equal(stat(name, &status), 0);
	return status.st_mode & 07777;
}

static void
lines_are_kept_as_they_were_typed_and_come_back(void **state)
{
	struct history history;

	(void)state;
	begin(&history);
	assert_int_equal(access(path.data, F_OK), -1);
	add(&history, "socket tcp");
	assert_contents("socket tcp\n");
	add(&history, "send 1 \"a\\r\\n\"");
	add(&history, "echo \xe6\x97\xa5\t|");
	assert_contents("socket tcp\nsend 1 \"a\\r\\n\"\necho \xe6\x97\xa5\t|\n");
	history_clear(&history);
	assert_int_equal(history.count, 0);
	begin(&history);
	assert_int_equal(history.count, 3);
	assert_int_equal(history.size, HISTORY_SIZE);
	assert_string_equal(history.line[0], "socket tcp");
	assert_string_equal(history.line[1], "send 1 \"a\\r\\n\"");
	assert_string_equal(history.line[2], "echo \xe6\x97\xa5\t|");
	history_clear(&history);
}

static void
blank_lines_leading_blanks_and_repetitions_are_left_out(void **state)
{
	struct history history;

	(void)state;
	begin(&history);
	add(&history, "one");
	add(&history, "");
	add(&history, " secret");
	add(&history, "\tsecret");
	add(&history, "one");
	add(&history, "two");
	add(&history, "one");
	assert_contents("one\ntwo\none\n");
	assert_int_equal(history.count, 3);
	history_clear(&history);
	begin(&history);
	add(&history, "one"); /* also the last of a session before */
	assert_contents("one\ntwo\none\n");
	history_clear(&history);
}

static void
an_entry_of_several_lines_is_one_line_of_the_file(void **state)
{
	static const char *const entry[] = {
		"repeat 3 {\n  echo \"a\\n\"\n}", "\\send 1 x", "echo \x1b[2J\x7f\r\x01",
		"echo \xc2\x9b[0c", "\\", "\\\\", "echo \\x41\n", "\\xzz\n\\x0",
		"not a control: \xc2\xa0 \xff\xc2",
	};
	enum { ENTRIES = sizeof(entry) / sizeof(*entry) };
	struct history history;
	struct buf is = { 0 };

	(void)state;
	begin(&history);
	for (size_t i = 0; i < ENTRIES; i++)
		add(&history, entry[i]);
	contents(&is);
	assert_ptr_equal(strstr(is.data, "\\repeat 3 {\\n  echo \"a\\\\n\"\\n}\n"), is.data);
	for (size_t i = 0; i < is.count; i++)
		assert_false((unsigned char)is.data[i] < 0x20 && is.data[i] != '\n');
	buf_clear(&is);
	history_clear(&history);
	begin(&history);
	assert_int_equal(history.count, ENTRIES);
	for (size_t i = 0; i < ENTRIES; i++)
		assert_string_equal(history.line[i], entry[i]);
	history_clear(&history);
}

static void
what_was_written_by_hand_is_read_as_well_as_it_can(void **state)
{
	struct history history;
	int fd;

	(void)state;
	put("first\n\n\\a\\q\\x4\\x00\\\nlast without an end");
	begin(&history);
	assert_int_equal(history.count, 3);
	assert_string_equal(history.line[1], "a\\q\\x4\\x00\\");
	add(&history, "next");
	history_clear(&history);
	begin(&history);
	assert_int_equal(history.count, 4);
	assert_string_equal(history.line[2], "last without an end");
	assert_string_equal(history.line[3], "next");
	history_clear(&history);
	/* A binary file: its lines with zeros are passed over, nothing is lost. */
	fd = open(path.data, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, "a\0b\nok\n\0\n", 9), 9);
	close(fd);
	begin(&history);
	assert_int_equal(history.count, 1);
	assert_string_equal(history.line[0], "ok");
	history_clear(&history);
}

static void
the_file_is_for_nobody_else_whatever_the_umask(void **state)
{
	static const mode_t mask[] = { 0, 022, 077, 0277, 0777 };
	struct history history;

	(void)state;
	for (size_t i = 0; i < sizeof(mask) / sizeof(*mask); i++) {
		mode_t old = umask(mask[i]);

		begin(&history);
		add(&history, "one");
		assert_int_equal(mode_of(path.data), 0600);
		add(&history, "two");
		add(&history, "three");
		assert_true(history_resize(&history, 2, &(struct error){ 0 }));
		assert_int_equal(mode_of(path.data), 0600);
		umask(old);
		assert_contents("two\nthree\n");
		history_clear(&history);
		unlink(path.data);
	}
	put("old\n");
	assert_int_equal(chmod(path.data, 0666), 0);
	begin(&history);
	add(&history, "new");
	assert_int_equal(mode_of(path.data), 0600);
	history_clear(&history);
}

static void
it_is_found_where_the_environment_says(void **state)
{
	struct buf name = { 0 };
	struct history history;

	(void)state;
	setenv("SOSH_HISTFILE", "", 1);
	begin(&history);
	assert_null(history.path);
	add(&history, "kept in memory");
	assert_int_equal(history.count, 1);
	history_clear(&history);

	unsetenv("SOSH_HISTFILE");
	buf_format(&name, "%s/state", folder);
	setenv("XDG_STATE_HOME", name.data, 1);
	begin(&history);
	add(&history, "one");
	buf_add_text(&name, "/sosh");
	assert_int_equal(mode_of(name.data), 0700);
	buf_add_text(&name, "/history");
	assert_string_equal(history.path, name.data);
	assert_int_equal(mode_of(name.data), 0600);
	history_clear(&history);

	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", folder, 1);
	buf_reset(&name);
	buf_format(&name, "%s/.local/state/sosh/history", folder);
	begin(&history);
	add(&history, "one");
	assert_string_equal(history.path, name.data);
	assert_int_equal(access(name.data, F_OK), 0);
	history_clear(&history);

	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	begin(&history);
	assert_null(history.path);
	history_clear(&history);
	buf_clear(&name);
}

/* Opens a history that is refused; it works without a file, and leaves it alone. */
static void
assert_refused(const char *why)
{
	struct history history = { 0 };
	struct error error = { 0 };

	assert_false(history_open(&history, &error));
	assert_int_equal(error.kind, ERROR_REFUSED);
	if (!strstr(error.text, why))
		fail_msg("%s", error.text);
	assert_null(history.path);
	add(&history, "one");
	assert_int_equal(history.count, 1);
	assert_true(history_resize(&history, 5, &error));
	history_clear(&history);
}

static void
a_file_that_is_not_a_regular_one_of_ours_is_left_alone(void **state)
{
	struct buf other = { 0 };

	(void)state;
	buf_format(&other, "%s/other", folder);
	assert_int_equal(symlink(other.data, path.data), 0);
	assert_refused("symbolic link");
	assert_int_equal(access(other.data, F_OK), -1);
	unlink(path.data);
	assert_int_equal(mkdir(path.data, 0700), 0);
	assert_refused("directory");
	rmdir(path.data);
	assert_int_equal(mkfifo(path.data, 0600), 0);
	assert_refused("no regular file");
	unlink(path.data);
	setenv("SOSH_HISTFILE", "/dev/null", 1);
	assert_refused("no regular file");
	setenv("SOSH_HISTFILE", path.data, 1);
	put("theirs\n");
	if (!chown(path.data, 65534, 65534)) {
		if (!geteuid())
			assert_refused("somebody else");
		assert_contents("theirs\n");
	} else {
		print_message("skipped: only root can give a file away\n");
	}
	buf_clear(&other);
}

static void
a_file_that_becomes_something_else_is_told_once(void **state)
{
	struct history history;
	struct error error = { 0 };

	(void)state;
	begin(&history);
	add(&history, "one");
	unlink(path.data);
	assert_int_equal(mkfifo(path.data, 0600), 0);
	assert_false(history_add(&history, "two", &error));
	assert_int_equal(error.kind, ERROR_REFUSED);
	assert_true(history_add(&history, "three", &error));
	unlink(path.data);
	add(&history, "four"); /* it is tried again */
	assert_contents("four\n");
	assert_int_equal(history.count, 4);
	history_clear(&history);
}

static void
a_place_that_cannot_be_written_is_told_once(void **state)
{
	struct history history;
	struct error error = { 0 };

	(void)state;
	setenv("SOSH_HISTFILE", "/proc/self/sosh-history", 1);
	begin(&history);
	assert_false(history_add(&history, "one", &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_true(strstr(error.text, "/proc/self/sosh-history") != NULL);
	assert_true(history_add(&history, "two", &error));
	assert_int_equal(history.count, 2);
	history_clear(&history);
}

/* Runs `what` in a child of its own; it leaves with 0 when all was well. */
static int
in_a_child(int (*what)(void))
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(what());
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int
write_past_the_limit(void)
{
	struct rlimit limit = { 20, 20 };
	struct history history = { 0 };
	struct error error = { 0 };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	if (!history_open(&history, &error) || !history_add(&history, "0123456789", &error))
		return 1;
	/* Half of it would fit: then it is all taken back. */
	if (history_add(&history, "abcdefghijklmn", &error) || error.kind != ERROR_SYSTEM)
		return 2;
	if (!history_add(&history, "more that does not fit", &error))
		return 3;
	return history.count == 3 && history_add(&history, "end", &error) ? 0 : 4;
}

static void
a_line_that_does_not_fit_is_taken_back(void **state)
{
	(void)state;
	assert_int_equal(in_a_child(write_past_the_limit), 0);
	assert_contents("0123456789\nend\n");
}

static int
write_to_a_full_disk(void)
{
	struct history history = { 0 };
	struct error error = { 0 };
	struct buf line = { 0 }, is = { 0 };
	int told = 0;

	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", folder, "tmpfs", 0, "size=16k"))
		return 77;
	for (int i = 0; i < 3000; i++)
		buf_add_byte(&line, 'x');
	if (!history_open(&history, &error))
		return 1;
	for (int i = 0; i < 12; i++) {
		line.data[0] = (char)('a' + i);
		told += !history_add(&history, line.data, &error);
	}
	if (told != 1 || error.number != ENOSPC || history.count != 12)
		return 2;
	contents(&is);
	if (is.count < 9000 || is.count % 3001 || is.data[is.count - 1] != '\n')
		return 3;
	/* No room for a second file: the old one stays. */
	if (history_resize(&history, 1, &error) || error.number != ENOSPC)
		return 4;
	return history.stored ? 0 : 5;
}

static void
a_full_disk_is_told_once_and_loses_nothing(void **state)
{
	int status = in_a_child(write_to_a_full_disk);

	(void)state;
	if (status == 77) {
		print_message("skipped: may not mount\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static void
fill(int lines)
{
	struct buf text = { 0 };

	for (int i = 1; i <= lines; i++)
		buf_format(&text, "line %d\n", i);
	put(text.data);
	buf_clear(&text);
}

static void
the_newest_lines_are_kept_when_it_shrinks(void **state)
{
	struct history history = { .size = 4 };
	struct error error = { 0 };

	(void)state;
	fill(10);
	assert_true(history_open(&history, &error));
	assert_int_equal(history.count, 4);
	assert_string_equal(history.line[0], "line 7");
	assert_true(history_resize(&history, 3, &error));
	assert_contents("line 8\nline 9\nline 10\n");
	assert_int_equal(history.count, 3);
	assert_string_equal(history.line[0], "line 8");
	assert_true(history_resize(&history, 100, &error));
	assert_contents("line 8\nline 9\nline 10\n");
	assert_true(history_resize(&history, 0, &error));
	assert_contents("");
	add(&history, "not kept");
	assert_contents("");
	history_clear(&history);
	/* What a killed one left does not get in the way. */
	fill(3);
	assert_int_equal(history_open(&history, &error), true);
	buf_add_text(&path, ".new");
	put("rubbish");
	path.count -= 4;
	path.data[path.count] = '\0';
	assert_true(history_resize(&history, 1, &error));
	assert_contents("line 3\n");
	history_clear(&history);
}

static void
a_file_of_twice_the_size_is_cut(void **state)
{
	struct history history = { .size = 5 };
	struct error error = { 0 };

	(void)state;
	fill(8);
	assert_true(history_open(&history, &error));
	add(&history, "nine");
	assert_int_equal(history.stored, 9);
	add(&history, "ten");
	assert_contents("line 6\nline 7\nline 8\nnine\nten\n");
	history_clear(&history);
}

static void
only_the_end_of_a_huge_file_is_read(void **state)
{
	struct history history;
	int fd;

	(void)state;
	put("first\n");
	fd = open(path.data, O_WRONLY);
	assert_int_equal(ftruncate(fd, 40 << 20), 0); /* a hole */
	assert_int_equal(pwrite(fd, "\nlast\n", 6, 40 << 20), 6);
	close(fd);
	begin(&history);
	assert_int_equal(history.count, 1);
	assert_string_equal(history.line[0], "last");
	history_clear(&history);
}

/* ---- several at once ---- */

enum { WRITERS = 6, LINES = 150, OLD = 3000 };

static int
write_lines(int writer)
{
	struct history history = { 0 };
	struct error error = { 0 };

	if (!history_open(&history, &error))
		return 1;
	for (int i = 0; i < LINES; i++) {
		struct buf line = { 0 };

		buf_format(&line, "writer %d line %d ", writer, i);
		for (int j = 0; j < 20 * writer; j++)
			buf_add_byte(&line, (char)('a' + writer));
		if (!history_add(&history, line.data, &error))
			return 2;
		buf_clear(&line);
	}
	history_clear(&history);
	return 0;
}

/* Rewrites the file again and again, a few of the old lines less each time. */
static int
shrink_often(void)
{
	struct history history = { 0 };
	struct error error = { 0 };

	if (!history_open(&history, &error))
		return 1;
	for (size_t size = OLD; size > WRITERS * LINES + 500; size -= 20)
		if (!history_resize(&history, size, &error))
			return 2;
	history_clear(&history);
	return 0;
}

/* Each writer's lines are there, whole and in their order. */
static void
assert_all_lines(void)
{
	struct buf is = { 0 };
	int next[WRITERS] = { 0 };

	contents(&is);
	assert_int_equal(is.data[is.count - 1], '\n');
	for (char *at = is.data; *at;) {
		char *end = strchr(at, '\n');
		int writer, number, used;

		*end = '\0';
		if (sscanf(at, "writer %d line %d %n", &writer, &number, &used) == 2) {
			assert_in_range(writer, 0, WRITERS - 1);
			assert_int_equal(number, next[writer]++);
			assert_int_equal(strlen(at + used), 20 * writer);
			assert_int_equal(strspn(at + used, (char[]){ (char)('a' + writer), 0 }),
			    20 * writer);
		} else {
			assert_int_equal(sscanf(at, "line %d", &number), 1);
		}
		at = end + 1;
	}
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(next[i], LINES);
	buf_clear(&is);
}

static void
several_that_write_while_one_shrinks_lose_and_mix_nothing(void **state)
{
	pid_t child[WRITERS + 1];
	int status;

	(void)state;
	fill(OLD);
	for (int i = 0; i <= WRITERS; i++) {
		child[i] = fork();
		if (!child[i])
			_exit(i < WRITERS ? write_lines(i) : shrink_often());
	}
	for (int i = 0; i <= WRITERS; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_all_lines();
}

static void
a_kill_while_it_is_rewritten_leaves_the_old_or_the_new(void **state)
{
	(void)state;
	for (int round = 0; round < 40; round++) {
		struct buf is = { 0 };
		int gate[2], first, status, next;
		pid_t child;
		char byte;

		fill(2000);
		assert_int_equal(pipe(gate), 0);
		child = fork();
		if (!child) {
			struct history history = { 0 };
			struct error error = { 0 };

			history_open(&history, &error);
			for (size_t size = 1999; size; size--) {
				history_resize(&history, size, &error);
				if (write(gate[1], "", 1) < 0)
					_exit(1);
			}
			_exit(0);
		}
		for (int i = 0; i < round % 7 + 1; i++)
			assert_int_equal(read(gate[0], &byte, 1), 1);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		close(gate[0]);
		close(gate[1]);
		contents(&is);
		assert_int_equal(sscanf(is.data, "line %d\n", &first), 1);
		next = first;
		for (char *at = is.data; *at; at = strchr(at, '\n') + 1) {
			int number;

			assert_non_null(strchr(at, '\n'));
			assert_int_equal(sscanf(at, "line %d\n", &number), 1);
			assert_int_equal(number, next++);
		}
		assert_int_equal(next, 2001);
		assert_true(first > 1);
		buf_clear(&is);
	}
}

static void
one_that_holds_the_lock_does_not_hold_us_for_ever(void **state)
{
	struct history history;
	struct error error = { 0 };
	int fd;

	(void)state;
	put("one\n");
	begin(&history);
	fd = open(path.data, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_false(history_add(&history, "two", &error));
	assert_string_equal(error.call, "flock");
	close(fd);
	add(&history, "three");
	assert_contents("one\nthree\n");
	history_clear(&history);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    lines_are_kept_as_they_were_typed_and_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    blank_lines_leading_blanks_and_repetitions_are_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    an_entry_of_several_lines_is_one_line_of_the_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_was_written_by_hand_is_read_as_well_as_it_can, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_file_is_for_nobody_else_whatever_the_umask, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    it_is_found_where_the_environment_says, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_file_that_is_not_a_regular_one_of_ours_is_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_file_that_becomes_something_else_is_told_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_place_that_cannot_be_written_is_told_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_line_that_does_not_fit_is_taken_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_full_disk_is_told_once_and_loses_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_newest_lines_are_kept_when_it_shrinks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_file_of_twice_the_size_is_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    only_the_end_of_a_huge_file_is_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    several_that_write_while_one_shrinks_lose_and_mix_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_kill_while_it_is_rewritten_leaves_the_old_or_the_new, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    one_that_holds_the_lock_does_not_hold_us_for_ever, set_up, tear_down),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_clear(&path);
	return failed;
}
