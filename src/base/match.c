/* match: regular expressions on bytes; the one door to PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/match.h"

#include <pcre2.h>
#include <stdlib.h>
#include <time.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"

/* How far one search may go.  PCRE2 counts its tries anew for each place where it
 * begins, so that there must be a time, too; more bytes have more of it, because an
 * honest pattern may need to begin at each of them. */
enum { MOST_TRIES = 2000000, MOST_HEAP_KIB = 128 * 1024, STEPS_PER_LOOK = 16 };
/* What looks back looks so far; what does so within that is not added up. */
enum { NESTED = 4 };
enum { MOST_REPEATS = 65535 };
static const int64_t most_time = NUMBER_SECOND / 4, time_per_byte = 60;

struct match {
	pcre2_general_context *memory;
	pcre2_match_context *limits;
	pcre2_code *code;
	pcre2_match_data *data;
	const unsigned char *names; /* rows of a number in two bytes, and a name */
	uint32_t name_count, name_size, groups, behind;
	size_t repeats;             /* it asks for so many in a row, at most */
	bool matched;
	unsigned steps;
	int64_t time, deadline;     /* of one search; 0: it has not begun to count */
	int64_t began;              /* worked() then */
};

static void *
take(size_t size, void *unused)
{
	(void)unused;
	return mem_grow(NULL, size, 1);
}

static void
give_back(void *memory, void *unused)
{
	(void)unused;
	free(memory);
}

/* Nanoseconds that this thread has worked. */
static int64_t
worked(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return time.tv_sec * NUMBER_SECOND + time.tv_nsec;
}

/* Is there time left?  What others did with the processor meanwhile does not count; asking
 * for that costs a system call, so it is asked once a deadline has passed. */
static bool
has_time(struct match *match)
{
	int64_t now = number_now(), left;

	if (!match->deadline) {
		match->deadline = now + match->time;
		match->began = worked();
	}
	if (now < match->deadline)
		return true;
	left = match->time - (worked() - match->began);
	match->deadline = now + left;
	return left > 0;
}

/* Called before each item of the pattern is tried. */
static int
step(pcre2_callout_block *block, void *to)
{
	struct match *match = to;

	(void)block;
	if (++match->steps % STEPS_PER_LOOK)
		return 0;
	return has_time(match) ? 0 : PCRE2_ERROR_MATCHLIMIT;
}

static bool
is_utf(const pcre2_code *code)
{
	uint32_t options = 0;

	pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options);
	return options & PCRE2_UTF;
}

static bool
compile(struct match *match, const char *pattern, size_t count, struct error *error)
{
	pcre2_compile_context *context = pcre2_compile_context_create(match->memory);
	uint32_t options = PCRE2_AUTO_CALLOUT;
	PCRE2_SPTR text = (PCRE2_SPTR)pattern;
	struct bytes_quoted quoted;
	char reason[160];
	PCRE2_SIZE at;
	int number;

	/* The same lines whatever the library was built for. */
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	match->code = pcre2_compile(text, count, options, &number, &at, context);
	if (match->code && is_utf(match->code)) {
		/* A peer's broken UTF-8 matches nothing; it is no error. */
		pcre2_code_free(match->code);
		options |= PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
		match->code = pcre2_compile(text, count, options, &number, &at, context);
	}
	pcre2_compile_context_free(context);
	if (match->code)
		return true;
	pcre2_get_error_message(number, (PCRE2_UCHAR *)reason, sizeof(reason));
	return error_usage_at(error, (ptrdiff_t)(at < count ? at : count),
	    "'%s' is not a regular expression: %s",
	    bytes_quote(&quoted, pattern, count), reason);
}

/* Numbers behind other braces do no harm. */
static size_t
most_repeats(const char *pattern, size_t count)
{
	size_t most = 0;

	for (size_t i = 0; i < count; i++) {
		size_t number = 0;

		if (pattern[i] != '{')
			continue;
		for (; i + 1 < count && pattern[i + 1] >= '0' && pattern[i + 1] <= '9'; i++)
			if (number < MOST_REPEATS)
				number = number * 10 + (size_t)(pattern[i + 1] - '0');
		most = number > most ? number : most;
	}
	return most;
}

struct match *
match_new(const char *pattern, size_t count, struct error *error)
{
	struct match *match = mem_new(1, sizeof(*match));

	match->memory = pcre2_general_context_create(take, give_back, NULL);
	if (!compile(match, pattern, count, error)) {
		match_free(match);
		return NULL;
	}
	match->repeats = is_utf(match->code) ? 0 : most_repeats(pattern, count);
	match->data = pcre2_match_data_create_from_pattern(match->code, match->memory);
	match->limits = pcre2_match_context_create(match->memory);
	pcre2_set_match_limit(match->limits, MOST_TRIES);
	pcre2_set_heap_limit(match->limits, MOST_HEAP_KIB);
	pcre2_set_callout(match->limits, step, match);
	pcre2_pattern_info(match->code, PCRE2_INFO_CAPTURECOUNT, &match->groups);
	pcre2_pattern_info(match->code, PCRE2_INFO_MAXLOOKBEHIND, &match->behind);
	pcre2_pattern_info(match->code, PCRE2_INFO_NAMECOUNT, &match->name_count);
	pcre2_pattern_info(match->code, PCRE2_INFO_NAMEENTRYSIZE, &match->name_size);
	pcre2_pattern_info(match->code, PCRE2_INFO_NAMETABLE, &match->names);
	return match;
}

void
match_free(struct match *match)
{
	if (!match)
		return;
	pcre2_match_data_free(match->data);
	pcre2_match_context_free(match->limits);
	pcre2_code_free(match->code);
	pcre2_general_context_free(match->memory);
	free(match);
}

/* What pcre2_match() says; below 0: no match. */
static int
run(struct match *match, const void *bytes, size_t count, size_t from, uint32_t options,
    struct error *error)
{
	char reason[160];
	int found;

	error->kind = ERROR_NONE;
	match->steps = 0;
	match->deadline = 0;
	match->time = most_time + (int64_t)(count - from) * time_per_byte;
	found = pcre2_match(match->code, bytes ? bytes : "", count, from, options, match->data,
	    match->limits);
	match->matched = found > 0;
	if (match->matched || found == PCRE2_ERROR_NOMATCH || found == PCRE2_ERROR_PARTIAL)
		return found;
	pcre2_get_error_message(found, (PCRE2_UCHAR *)reason, sizeof(reason));
	error_set(error, ERROR_LIMIT,
	    "the regular expression tries too many ways to match and was stopped: %s", reason);
	return found;
}

bool
match_run(struct match *match, const void *bytes, size_t count, struct error *error)
{
	return run(match, bytes, count, 0, 0, error) > 0;
}

/* A search may not begin within a character: the last one may not be whole yet. */
static size_t
begin_of_last(const char *bytes, size_t count)
{
	size_t at = count;

	while (at && count - at < 3 && ((unsigned char)bytes[at - 1] & 0xc0) == 0x80)
		at--;
	return at && (unsigned char)bytes[at - 1] >= 0xc0 ? at - 1 : count;
}

/* Where a search goes on that found nothing.  Of `(?s).{9}` at less than nine bytes PCRE2 does
 * not say that more could be a match. */
static size_t
after_nothing(const struct match *match, const void *bytes, size_t count)
{
	if (is_utf(match->code) && count)
		return begin_of_last(bytes, count);
	return count < match->repeats ? 0 : match->repeats ? count - match->repeats + 1 : count;
}

bool
match_run_from(struct match *match, const void *bytes, size_t count, size_t from,
    size_t *next, struct error *error)
{
	int found = run(match, bytes, count, from, PCRE2_PARTIAL_SOFT, error);

	*next = found == PCRE2_ERROR_PARTIAL ? pcre2_get_ovector_pointer(match->data)[0] :
	    after_nothing(match, bytes, count);
	if (*next < from)
		*next = from;
	return found > 0;
}

/* At the first `places`, and only there.  False: the first of them at which one may begin,
 * whatever comes, is `*next`, if that was further behind. */
static bool
run_in_front(struct match *match, const void *bytes, size_t count, size_t places, size_t *next,
    struct error *error)
{
	const uint32_t options = PCRE2_PARTIAL_SOFT | PCRE2_ANCHORED;

	error->kind = ERROR_NONE;
	for (size_t at = 0; at < places && error->kind == ERROR_NONE; at++) {
		int found = run(match, bytes, count, at, options, error);

		if (found > 0)
			return true;
		if ((found == PCRE2_ERROR_PARTIAL || after_nothing(match, bytes, count) <= at) &&
		    *next > at)
			*next = at;
	}
	return false;
}

bool
match_run_again(struct match *match, const void *bytes, size_t count, size_t from,
    size_t *next, struct error *error)
{
	size_t places = (size_t)match->behind * NESTED + 1, first = count;

	/* Of characters it is not known where they begin. */
	if (is_utf(match->code))
		return match_run_from(match, bytes, count, 0, next, error);
	if (run_in_front(match, bytes, count, places < from ? places : from, &first, error))
		return true;
	if (error->kind != ERROR_NONE || match_run_from(match, bytes, count, from, next, error))
		return error->kind == ERROR_NONE;
	if (*next > first)
		*next = first;
	return false;
}

bool
match_group(const struct match *match, const void *bytes, size_t index,
    const char **start, size_t *count)
{
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(match->data);

	if (!match->matched || index > match->groups || place[index * 2] == PCRE2_UNSET)
		return false;
	/* \K may set the start behind the end. */
	if (place[index * 2] > place[index * 2 + 1])
		return false;
	*start = bytes ? (const char *)bytes + place[index * 2] : "";
	*count = place[index * 2 + 1] - place[index * 2];
	return true;
}

size_t
match_groups(const struct match *match)
{
	return (size_t)match->groups + 1;
}

const char *
match_name(const struct match *match, size_t index)
{
	for (uint32_t i = 0; i < match->name_count; i++) {
		const unsigned char *row = match->names + (size_t)i * match->name_size;

		if (index == ((size_t)row[0] << 8 | row[1]))
			return (const char *)row + 2;
	}
	return NULL;
}

size_t
match_extent(const struct match *match)
{
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(match->data);
	size_t extent = match_end(match);

	for (size_t i = 1; match->matched && i <= match->groups; i++)
		if (place[i * 2 + 1] != PCRE2_UNSET && place[i * 2 + 1] > extent)
			extent = place[i * 2 + 1];
	return extent;
}

size_t
match_end(const struct match *match)
{
	return match->matched ? pcre2_get_ovector_pointer(match->data)[1] : 0;
}
