/* reader: one line of commands, a word at a time. */
#ifndef SOSH_LANG_READER_H
#define SOSH_LANG_READER_H
#include "lang/words.h"

enum reader_found { FOUND_WORD, FOUND_END, FOUND_FEED, FOUND_JOIN, FOUND_DOCUMENT, FOUND_BAD };

/* A here-document that was announced on this line. */
struct document {
	struct word     *word;
	const char      *tag;
	bool             tabs;     /* <<-  drop leading tabs */
	bool             crlf;     /* <<~  lines end with CR LF */
	bool             raw;      /* <<'TAG'  nothing is replaced */
	struct document *next;
};

struct reader {
	struct pool     *pool;
	struct source   *source;
	size_t           at;
	unsigned         line;
	struct place     where;     /* of what was found, or of the error */
	struct word     *word;      /* after FOUND_WORD */
	struct document *document;  /* those whose bodies are still to come */
	struct document *last;      /* of them, if there is one */
	struct buf       text;      /* the part that is being read; the caller's to clear */
	enum part_kind   kind;
	bool             open;      /* there is a part, perhaps an empty one */
};

/* What comes next.  FOUND_FEED: the line is over, with the bodies of its
 * here-documents.  FOUND_JOIN and FOUND_DOCUMENT: the source ends before the line
 * that is joined to this one, or before the end of the first here-document. */
enum reader_found reader_next(struct reader *, struct error *);
#endif
