/* mem: memory that is always there; running out ends the program here. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *
must(void *memory)
{
	static const char message[] = "sosh: out of memory\n";

	if (memory)
		return memory;
	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(1);
	_exit(1);
}

void *
mem_new(size_t count, size_t size)
{
	return must(calloc(count ? count : 1, size ? size : 1));
}

void *
mem_grow(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return must(NULL);
	return must(realloc(old, count && size ? count * size : 1));
}

char *
mem_copy(const char *text)
{
	return mem_copy_bytes(text, strlen(text));
}

char *
mem_copy_bytes(const void *bytes, size_t count)
{
	char *copy = must(malloc(count + 1));

	if (count)
		memcpy(copy, bytes, count);
	copy[count] = '\0';
	return copy;
}
