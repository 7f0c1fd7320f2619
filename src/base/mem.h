/* mem: memory that is always there; running out ends the program here. */
#ifndef SOSH_BASE_MEM_H
#define SOSH_BASE_MEM_H
#include <stddef.h>

/* `count` things of `size` bytes, all zero; free(3) frees them. */
void *mem_new(size_t count, size_t size);
/* `old` (or NULL) with room for `count` things of `size` bytes. */
void *mem_grow(void *old, size_t count, size_t size);
/* A copy of `text`, which the caller frees. */
char *mem_copy(const char *text);
/* A copy of `count` bytes with a NUL behind them, which the caller frees. */
char *mem_copy_bytes(const void *bytes, size_t count);
#endif
