/* offers: what may come next, gathered, cut to what is common, listed. */
#include "shell/offers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "shell/rows.h"

/* FEW: are listed with their help; ROWS: of a screen that is not known. */
enum { OFFERS_FEW = 16, OFFERS_GAP = 2, OFFERS_ROWS = 40 };

/* FNV-1a. */
static size_t
hash(const char *word)
{
	uint64_t sum = 14695981039346656037U;

	for (; *word; word++)
		sum = (sum ^ (unsigned char)*word) * 1099511628211U;
	return (size_t)(sum ^ sum >> 32);
}

/* Where the word is in the table, or is to come. */
static size_t *
find(const struct offers *offers, const char *word)
{
	size_t at = hash(word) & (offers->slots - 1);

	while (offers->slot[at] && strcmp(offers->item[offers->slot[at] - 1].word, word) != 0)
		at = (at + 1) & (offers->slots - 1);
	return &offers->slot[at];
}

static void
grow(struct offers *offers)
{
	offers->room = offers->room ? offers->room * 2 : 32;
	offers->item = mem_grow(offers->item, offers->room, sizeof(*offers->item));
	free(offers->slot);
	/* A power of two, half of it empty. */
	offers->slots = offers->room * 2;
	offers->slot = mem_new(offers->slots, sizeof(*offers->slot));
	for (size_t i = 0; i < offers->count; i++)
		*find(offers, offers->item[i].word) = i + 1;
}

static void
take(void *to, const char *word, const char *help)
{
	struct offers *offers = to;
	size_t *slot;

	if (offers->count == offers->room)
		grow(offers);
	slot = find(offers, word);
	if (*slot)
		return;
	offers->item[offers->count++] = (struct offered){
		mem_copy(word), help && *help ? mem_copy(help) : NULL,
	};
	*slot = offers->count;
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
}

/* What all have in common; a character of UTF-8 is not cut. */
static size_t
common(const struct offers *offers)
{
	const char *first = offers->item[0].word;
	size_t count = strlen(first);

	for (size_t i = 1; i < offers->count; i++) {
		const char *word = offers->item[i].word;
		size_t shared = 0;

		while (shared < count && first[shared] == word[shared])
			shared++;
		count = shared;
	}
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
	const char *word = offers->count == 1 ? offers->item[0].word : "";
	size_t count = strlen(word);

	/* A folder whose name wanted quotes has one behind its slash. */
	if (count > 2 && word[count - 1] == '"')
		count--;
	/* A variable may stand within a word, or in quotes; behind "guest." come properties. */
	return count && *word != '$' && !strchr("/:=,.", word[count - 1]);
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
	return row_of((struct row_place){ 0, 0 }, text, strlen(text), (size_t)-1 / 2).column;
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
	size_t columns;

	bytes_show_text(&shown, text, 0);
	buf_add(to, buf_text(&shown), row_fit(buf_text(&shown), shown.count, room, &columns));
	buf_clear(&shown);
}

/* Those that are listed, as they are shown. */
struct list {
	const struct offered *item;
	char                **word;
	size_t                count, widest, width;
};

static void
list_with_help(const struct list *list, struct buf *to)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t used = list->widest + OFFERS_GAP;

		buf_add_text(to, list->word[i]);
		if (list->item[i].help && used < list->width) {
			add_blanks(to, used - columns(list->word[i]));
			add_cut(to, list->item[i].help, list->width - 1 - used);
		}
		buf_add_byte(to, '\n');
	}
}

static size_t
across(const struct list *list)
{
	size_t most = (list->width - 1 + OFFERS_GAP) / (list->widest + OFFERS_GAP);

	return most ? most : 1;
}

static void
list_in_columns(const struct list *list, struct buf *to)
{
	size_t down = (list->count + across(list) - 1) / across(list);

	for (size_t row = 0; row < down; row++) {
		for (size_t i = row; i < list->count; i += down) {
			buf_add_text(to, list->word[i]);
			if (i + down < list->count)
				add_blanks(to, list->widest + OFFERS_GAP - columns(list->word[i]));
		}
		buf_add_byte(to, '\n');
	}
}

/* Shows the first `count` words; *helped tells whether one of them has help. */
static void
show_words(struct list *list, size_t count, bool *helped)
{
	list->word = mem_new(count, sizeof(*list->word));
	list->count = count;
	*helped = false;
	for (size_t i = 0; i < count; i++) {
		struct buf shown = { 0 };
		size_t wide;

		buf_add(&shown, "", 0);
		show_word(&shown, list->item[i].word);
		list->word[i] = shown.data;
		wide = columns(shown.data);
		list->widest = wide > list->widest ? wide : list->widest;
		*helped |= list->item[i].help != NULL;
	}
}

void
offers_list_within(const struct offers *offers, size_t width, size_t rows, struct buf *to)
{
	struct list list = { .item = offers->item, .width = width ? width : 1 };
	size_t shown = offers->count, fit;
	bool helped;

	rows = rows > 2 ? rows : 2;
	/* More cannot be on the screen: a word takes a column and a gap at least. */
	if (shown > rows * list.width)
		shown = rows * list.width;
	show_words(&list, shown, &helped);
	helped &= offers->count <= OFFERS_FEW && offers->count <= rows;
	fit = rows * across(&list);
	if (offers->count > fit)
		list.count = fit - across(&list);
	(helped ? list_with_help : list_in_columns)(&list, to);
	if (list.count < offers->count)
		buf_format(to, "... and %zu more\n", offers->count - list.count);
	for (size_t i = 0; i < shown; i++)
		free(list.word[i]);
	free(list.word);
}

void
offers_list(const struct offers *offers, size_t width, struct buf *to)
{
	offers_list_within(offers, width, OFFERS_ROWS, to);
}

void
offers_clear(struct offers *offers)
{
	for (size_t i = 0; i < offers->count; i++) {
		free(offers->item[i].word);
		free(offers->item[i].help);
	}
	free(offers->item);
	free(offers->slot);
	*offers = (struct offers){ 0 };
}
