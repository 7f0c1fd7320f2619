/* address-book: the addresses that were used, to be offered again. */
#ifndef SOSH_COMMAND_ADDRESS_BOOK_H
#define SOSH_COMMAND_ADDRESS_BOOK_H
#include <stddef.h>

enum { ADDRESS_BOOK_SIZE = 32 };

/* As they were typed, the one used last first.  All zero is none. */
struct address_book {
	char  *text[ADDRESS_BOOK_SIZE];
	size_t count;
};

/* Puts an address in front; of too many the one not used for longest is forgotten.
 * What holds a NUL is no text, and left out. */
void address_book_add(struct address_book *, const char *text, size_t count);
void address_book_clear(struct address_book *);
#endif
