/* address-book: the addresses that were used, to be offered again. */
#include "command/address-book.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Where it stands, or behind the last. */
static size_t
find(const struct address_book *book, const char *text, size_t count)
{
	size_t i = 0;

	while (i < book->count &&
	    (strlen(book->text[i]) != count || memcmp(book->text[i], text, count) != 0))
		i++;
	return i;
}

void
address_book_add(struct address_book *book, const char *text, size_t count)
{
	size_t at = find(book, text, count);
	char *own;

	if (!count || memchr(text, '\0', count))
		return;
	if (at < book->count) {
		own = book->text[at];
	} else {
		own = mem_copy_bytes(text, count);
		if (book->count == ADDRESS_BOOK_SIZE)
			free(book->text[--book->count]);
		at = book->count++;
	}
	memmove(book->text + 1, book->text, at * sizeof(*book->text));
	book->text[0] = own;
}

void
address_book_clear(struct address_book *book)
{
	for (size_t i = 0; i < book->count; i++)
		free(book->text[i]);
	*book = (struct address_book){ 0 };
}
