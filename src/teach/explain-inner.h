/* explain-inner: what the files of explain share; for them only. */
#ifndef SOSH_TEACH_EXPLAIN_INNER_H
#define SOSH_TEACH_EXPLAIN_INNER_H
#include "teach/explain.h"

extern const struct explain_library explain_teach;

/* A meaning in the making: Markdown, as in docs/explain, which becomes the text. */
struct explained {
	const struct explain_ask *ask;
	bool           brief;     /* one of several: parts are left out */
	struct record *record;
	struct buf     text;
};
void explained_begin(struct explained *, const struct explain_ask *, bool brief,
    struct record *list, const char *what, const char *name);
/* The heading's line, behind the name: "errno 111: Connection refused". */
void explained_title(struct explained *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What it means: a paragraph, and the record's "means". */
void explained_means(struct explained *, const char *text, size_t count);
/* A part of Markdown under a heading (none: NULL); nothing where the text is NULL or "". */
void explained_part(struct explained *, const char *heading, const char *text);
/* `code` under "In C" or "In Python", and in the record as `field`; it is emptied. */
void explained_code(struct explained *, const char *heading, const char *field,
    struct buf *code);
/* The same, with what the page (or NULL) has under that heading behind it. */
void explained_code_of(struct explained *, const char *heading, const char *field,
    struct buf *code, const char *page);
/* Where parts were left out: how one gets them. */
void explained_more(struct explained *);
void explained_end(struct explained *);

/* explain-layout.c: Markdown as lines for a terminal of this width, or 0.  In fences a "picture"
 * is at the margin and stays as it is, and "calls" are broken; so is code: "c", "python". */
void explain_layout(const char *text, size_t width, struct buf *out);
/* The columns that lines may have on such a terminal. */
size_t explain_width(size_t terminal);

/* Made of docs/explain by build-aux/make-explain; ends with a nameless row. */
extern const struct page explain_pages[];
/* explain-page.c: the page, or NULL.  A part of one: what stands under "## HEADING", or
 * (NULL) what stands before the first; its length, 0 if there is none. */
const char *explain_page(const char *name);
const char *explain_page_part(const char *page, const char *heading, size_t *count);
/* Adds the parts of the page to a meaning, those that are named; ends with NULL. */
void explain_page_parts(struct explained *, const char *page, const char *const *heading);
/* Its first paragraphs as what it means; with `brief` the first alone.  `under` the first there
 * may be more, or NULL. */
void explain_page_means(struct explained *, const char *page, const char *under);

/* explain-diagram.c: TCP's states as Markdown, with one's place in it; `state` may be NULL.
 * `ended`: of CLOSED, the one behind a connection. */
void explain_picture(const struct explained *, const char *state, bool ended, struct buf *out);

/* explain-address.c: declares the `address` of C; its length for a call; as Python has it. */
void explain_address_c(struct buf *out, const struct addr *);
void explain_address_length(struct buf *out, const struct addr *);
void explain_address_python(struct buf *out, const struct addr *);

/* explain-fill.c: what stands in a template of C or Python. */
struct fill {
	const struct addr        *address; /* or NULL: an example */
	const char               *host, *service; /* in its place: names to look up, or NULL */
	int                       family;  /* of the example */
	int                       domain, type, protocol;
	const char               *flags, *how;
	int                       backlog;
	const char               *data;    /* what is sent; NULL: unknown, but for its */
	size_t                    data_count;
	int64_t                   count;   /* bytes; -1: unknown, and "hello" stands there */
};
/* Adds the template; {fd} {declare} {pointer} {length} {flags} and so on are filled in. */
void explain_fill(struct buf *out, const char *template, const struct fill *);
/* Bytes of anybody's in a string of C, or one of Python, where an escape in octal is the same. */
void explain_string(struct buf *out, const char *bytes, size_t count);
/* Adds code of C in braces: it declares what others declare, too. */
void explain_block(struct buf *out, const char *code);
/* Adds a constant for Python: socket.NAME, or a number where its module has none. */
void explain_python(struct buf *out, const char *name, int number);

/* explain-note.c: where such a command goes well and surprises, as items of Markdown. */
void explain_notes(const char *command, struct buf *out);

struct facts;
struct property;
struct kind;

/* explain-call.c: the commands. */
struct explain_call {
	const char *name;
	const char *calls;    /* the system calls: "connect(2)"; NULL: none */
	const char *follows;  /* what can follow: items of Markdown, or NULL */
	const char *c, *python; /* templates, or NULL */
};
const struct explain_call *explain_call(const char *command);
void explain_command(struct explained *, const struct command *);

/* explain-wire.c: what went over the wire for a call on such a socket that came out so:
 * errno, 0 or what explain-wire.c has for an end, a time-out.  NULL: nothing is known. */
enum { WIRE_END = -1, WIRE_TIMEOUT = -2, WIRE_OTHER = -3 };
const char *explain_wire(const char *command, const struct sock *, const char *how,
    int outcome);
/* The same as segments, "" where nothing goes and nothing comes: ">SYN <SYN,ACK >ACK"; what
 * the call itself moves is DATA. */
const char *explain_segments(const char *command, const struct sock *, const char *how,
    int outcome);
/* All that is known of a command, as items of Markdown. */
void explain_wires(const char *command, struct buf *out);

/* explain-ERRNO.c and so on: a meaning each; false: the word is none. */
bool explain_errno(const char *word, bool bare, int *number); /* `bare`: also without its E */
void explain_tell_errno(struct explained *, int number);
const char *explain_eai(const char *word); /* its name: "EAI_NONAME", or NULL */
void explain_tell_eai(struct explained *, const char *name);
const char *explain_state(const char *word);
const char *explain_state_at(size_t at);
void explain_tell_state(struct explained *, const char *state);
struct explain_flag {
	const char *name, *on, *means, *follows, *c, *python, *here;
};
extern const struct explain_flag explain_flags[];
const struct explain_flag *explain_flag(const char *word);
void explain_tell_flag(struct explained *, const struct explain_flag *);
void explain_tell_option(struct explained *, const struct option *);
enum { CODE_GET = 1, CODE_SET = 2 };
void explain_option_code(const struct option *, int which, const struct option_word *,
    size_t words, struct buf *c, struct buf *python);
void explain_tell_property(struct explained *, const struct property *);
void explain_tell_kind(struct explained *, const struct kind *);
struct explain_term;
const struct explain_term *explain_term(const char *word); /* or words */
const char *explain_term_name(const struct explain_term *);
const char *explain_term_at(size_t at);
void explain_tell_term(struct explained *, const struct explain_term *);

/* explain-sock.c */
void explain_tell_sock(const struct explain_ask *, const struct sock *, struct record *list);
/* How it got here, a line a call, those from `from` on; `old`: it begins with how it was
 * made. */
void explain_history(const struct sock *, uint64_t from, bool old, struct buf *out);
/* "Socket 2, tcp, fd 4, in state ESTABLISHED, from ... to ...", and what is in its queues. */
void explain_where(struct facts *, const char *state, struct buf *out);
/* Has it a peer, or had one before it was closed? */
bool explain_was_connected(const struct sock *);
/* Of TCP's the picture, with its place in it. */
void explain_place(struct explained *, const struct sock *, const char *state);
/* What can follow in such a state, as items of Markdown. */
void explain_follows(const struct sock *, const char *state, struct buf *out);
/* explain-last.c */
void explain_tell_last(const struct explain_ask *, const struct explain_last *,
    struct record *list);
#endif
