/* offers: what may come next, gathered, cut to what is common, listed. */
#include "shell/offers.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "shell/rows.h"

enum { OFFERS_FEW = 10, OFFERS_GAP = 2 };

static void
take(void *to, const char *word, const char *help)
{
	struct offers *offers = to;

	if (offers->count == offers->room) {
		offers->room = offers->room ? offers->room * 2 : 32;
		offers->item = mem_grow(offers->item, offers->room, sizeof(*offers->item));
	}
	offers->item[offers->count++] = (struct offered){
		mem_copy(word), help && *help ? mem_copy(help) : NULL,
	};
}

static int
compare(const void *left, const void *right)
{
	return strcmp(((const struct offered *)left)->word, ((const struct offered *)right)->word);
}

static void
drop_repeated(struct offers *offers)
{
	size_t kept = 0;

	for (size_t i = 0; i < offers->count; i++) {
		if (kept && !strcmp(offers->item[kept - 1].word, offers->item[i].word)) {
			free(offers->item[i].word);
			free(offers->item[i].help);
		} else {
			offers->item[kept++] = offers->item[i];
		}
	}
	offers->count = kept;
}

void
offers_gather(struct offers *offers, const struct line_user *user, const char *text,
    size_t point)
{
	offers_clear(offers);
	offers->start = point;
	if (user->complete)
		user->complete(user->to, text, point, &offers->start,
		    (struct offer){ take, offers });
	if (offers->start > point)
		offers->start = point;
	if (offers->count)
		qsort(offers->item, offers->count, sizeof(*offers->item), compare);
	drop_repeated(offers);
}

/* Sorted, so the first and the last have in common what all have; a character of
 * UTF-8 is not cut. */
static size_t
common(const struct offers *offers)
{
	const char *first = offers->item[0].word, *last = offers->item[offers->count - 1].word;
	size_t count = 0;

	while (first[count] && first[count] == last[count])
		count++;
	while (count && ((unsigned char)first[count] & 0xc0) == 0x80)
		count--;
	return count;
}

void
offers_common(const struct offers *offers, const char *typed, size_t count, struct buf *to)
{
	size_t shared = offers->count ? common(offers) : 0;

	if (offers->count == 1 ||
	    (shared >= count && !memcmp(offers->item[0].word, typed, count)))
		buf_add(to, offers->item[0].word, shared);
	else
		buf_add(to, typed, count);
}

bool
offers_end_word(const struct offers *offers)
{
	size_t count = offers->count == 1 ? strlen(offers->item[0].word) : 0;

	return count && !strchr("/:=", offers->item[0].word[count - 1]);
}

/* The word as it would be typed, harmless for the terminal. */
static void
show_word(struct buf *to, const char *word)
{
	struct buf shown = { 0 };

	bytes_show_text(&shown, word, 0);
	for (const char *at = buf_text(&shown); *at; at++) {
		buf_add_byte(to, *at);
		at += at[0] == '\\' && at[1] == '\\';
	}
	buf_clear(&shown);
}

static size_t
columns(const char *text)
{
	return row_of((struct place){ 0, 0 }, text, strlen(text), (size_t)-1 / 2).column;
}

static void
add_blanks(struct buf *to, size_t count)
{
	while (count--)
		buf_add_byte(to, ' ');
}

/* Adds as much of `text` as fits. */
static void
add_cut(struct buf *to, const char *text, size_t room)
{
	struct buf shown = { 0 };
	size_t used = 0;

	bytes_show_text(&shown, text, 0);
	for (const char *at = buf_text(&shown); *at;) {
		unsigned code;
		size_t size = bytes_code_point(at, strlen(at), &code);

		used += size ? (size_t)bytes_columns(code) : 1;
		if (used > room)
			break;
		buf_add(to, at, size ? size : 1);
		at += size ? size : 1;
	}
	buf_clear(&shown);
}

static void
list_with_help(const struct offers *offers, char *const *word, size_t widest, size_t width,
    struct buf *to)
{
	for (size_t i = 0; i < offers->count; i++) {
		size_t used = widest + OFFERS_GAP;

		buf_add_text(to, word[i]);
		if (offers->item[i].help && used < width) {
			add_blanks(to, used - columns(word[i]));
			add_cut(to, offers->item[i].help, width - 1 - used);
		}
		buf_add_byte(to, '\n');
	}
}

static void
list_in_columns(const struct offers *offers, char *const *word, size_t widest, size_t width,
    struct buf *to)
{
	size_t across = (width - 1 + OFFERS_GAP) / (widest + OFFERS_GAP), down;

	across = across ? across : 1;
	down = (offers->count + across - 1) / across;
	for (size_t row = 0; row < down; row++) {
		for (size_t i = row; i < offers->count; i += down) {
			buf_add_text(to, word[i]);
			if (i + down < offers->count)
				add_blanks(to, widest + OFFERS_GAP - columns(word[i]));
		}
		buf_add_byte(to, '\n');
	}
}

void
offers_list(const struct offers *offers, size_t width, struct buf *to)
{
	char **word = mem_new(offers->count, sizeof(*word));
	size_t widest = 0, helped = 0;

	width = width ? width : 1;
	for (size_t i = 0; i < offers->count; i++) {
		struct buf shown = { 0 };
		size_t wide;

		buf_add(&shown, "", 0);
		show_word(&shown, offers->item[i].word);
		word[i] = shown.data;
		wide = columns(word[i]);
		widest = wide > widest ? wide : widest;
		helped += offers->item[i].help != NULL;
	}
	if (helped && offers->count <= OFFERS_FEW)
		list_with_help(offers, word, widest, width, to);
	else
		list_in_columns(offers, word, widest, width, to);
	for (size_t i = 0; i < offers->count; i++)
		free(word[i]);
	free(word);
}

void
offers_clear(struct offers *offers)
{
	for (size_t i = 0; i < offers->count; i++) {
		free(offers->item[i].word);
		free(offers->item[i].help);
	}
	free(offers->item);
	*offers = (struct offers){ 0 };
}
