/* terminal: what the line editors ask of the one on standard input. */
#include "shell/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"

bool
terminal_can_edit(struct error *error)
{
	const char *kind = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(error, ERROR_REFUSED,
		    "lines are not edited: input and output are not both a terminal");
	if (!kind || !*kind || !strcmp(kind, "dumb"))
		return error_set(error, ERROR_REFUSED,
		    "lines are not edited: TERM names no terminal that could do it");
	return true;
}

size_t
terminal_width(void)
{
	return terminal_width_of(STDIN_FILENO);
}

size_t
terminal_width_of(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return 80;
	return size.ws_col;
}

void
terminal_set_characters(void)
{
	if (setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8"))
		return;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "en_US.UTF-8");
}

void
terminal_read_at_once(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) < 0)
		return;
	modes.c_cc[VMIN] = modes.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

int
terminal_byte(unsigned char *byte)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t count = read(STDIN_FILENO, byte, 1);

	if (count == 1)
		return 1;
	if (count < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -1;
	return poll(&input, 1, 0) > 0 && input.revents & (POLLHUP | POLLERR) ? -1 : 0;
}

bool
terminal_waits(int milliseconds)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&input, 1, milliseconds) > 0;
}

size_t
terminal_characters(const char *bytes, size_t count)
{
	size_t characters = 0;

	for (size_t i = 0; i < count; i++)
		characters += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return characters;
}

char *
terminal_capability(const char *string)
{
	char *copy = string ? mem_copy(string) : NULL, *to = copy;

	for (const char *from = copy; from && *from;) {
		const char *end = from[0] == '$' && from[1] == '<' ? strchr(from, '>') : NULL;

		if (end)
			from = end + 1;
		else
			*to++ = *from++;
	}
	if (to)
		*to = '\0';
	return copy;
}
