/* explain-diagram: the states of TCP as a picture (RFC 9293, figure 5), with one's place in
 * it. */
#include <string.h>

#include "teach/explain-inner.h"

/* Rows of 78 columns at most; with what stands above it, some six lines, it fits a screen of
 * 24, which a pager fills but for its last row. */
static const char *const picture[] = {
	"     listen {===================[ CLOSED ]===================} connect / SYN",
	"            %           send / SYN (not on Linux)            %",
	"       [ LISTEN ]======================================@[ SYN-SENT ]",
	"            % SYN / SYN+ACK        SYN / SYN+ACK           !      !",
	"  [ SYN-RECEIVED ]~========================================$      !",
	"    !      ! ACK                                    SYN+ACK / ACK !",
	"    !      &===============@[ ESTABLISHED ]~======================$",
	"    ! close / FIN             !         !",
	"    !           close / FIN   !         !   FIN / ACK",
	"    !    {====================$         &====================}",
	"    %    %                                                   %",
	"  [ FIN-WAIT-1 ]================@[ CLOSING ]          [ CLOSE-WAIT ]",
	"    % ACK            FIN / ACK        !                      % close / FIN",
	"  [ FIN-WAIT-2 ]                      ! ACK             [ LAST-ACK ]",
	"    ! FIN / ACK                       %                      % ACK",
	"    &==========================@[ TIME-WAIT ]= 60 seconds =@[ CLOSED ]",
	"  came / sent; close: or shutdown; after an RST, either way: CLOSED; **here**",
};
enum { ROWS = sizeof(picture) / sizeof(*picture) };

/* What the signs of the picture are: letters that draw boxes, or where there is only ASCII
 * these. */
static const struct { char sign, plain; const char *box; } letters[] = {
	{ '=', '-', "\u2500" }, { '!', '|', "\u2502" }, { '{', '+', "\u250c" },
	{ '}', '+', "\u2510" }, { '&', '+', "\u2514" }, { '$', '+', "\u2518" },
	{ '%', 'v', "\u25bc" }, { '@', '>', "\u25b6" }, { '~', '<', "\u25c0" },
};

static void
add_letter(struct buf *out, char letter, bool ascii)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (letters[i].sign != letter)
			continue;
		if (ascii)
			buf_add_byte(out, letters[i].plain);
		else
			buf_add_text(out, letters[i].box);
		return;
	}
	buf_add_byte(out, letter);
}

/* A name in its brackets, "**LISTEN**" for the one that is marked: the first, or behind so
 * many.  CLOSED stands there twice. */
static void
add_name(struct buf *out, const char **at, const char *state, int *behind)
{
	size_t count = strcspn(*at + 2, " "), wide = strlen("[  ]") + count;
	bool here = state && strlen(state) == count && strncmp(*at + 2, state, count) == 0;

	buf_format(out, here && *behind == 0 ? "**%.*s**" : "[ %.*s ]", (int)count, *at + 2);
	*behind -= here;
	*at += wide;
}

static void
draw(struct buf *out, const char *state, bool ended, bool ascii)
{
	int behind = ended && state && strcmp(state, "CLOSED") == 0;

	for (size_t i = 0; i < ROWS; i++) {
		const char *at = picture[i];

		while (*at)
			if (*at == '[')
				add_name(out, &at, state, &behind);
			else
				add_letter(out, *at++, ascii);
		buf_add_byte(out, '\n');
	}
}

void
explain_picture(const struct explained *it, const char *state, bool ended, struct buf *out)
{
	buf_add_text(out, "```picture\n");
	draw(out, state, ended, it->ask->ascii);
	buf_add_text(out, "```");
}
