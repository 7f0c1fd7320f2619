/* type-message: what words say of a message: its flags, and what goes beside it. */
#include "command/type-message.h"

#include <ctype.h>
#include <limits.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/names.h"
#include "base/number.h"
#include "base/pool.h"
#include "command/offer-sock.h"
#include "command/raw.h"
#include "lang/command.h"
#include "lang/offer.h"
#include "socket/option.h"

/* ---- flags ---- */

static void
offer_low(const char *name, const char *typed, const char *help, struct offer offer)
{
	struct buf low = { 0 };

	for (; *name; name++)
		buf_add_byte(&low, (char)tolower((unsigned char)*name));
	offer_listed(offer, typed, buf_text(&low), help);
	buf_clear(&low);
}

/* As the headers write them, or as whoever types small letters does: "oob", "msg_oob". */
static void
offer_flags(const struct name *row, const char *prefix, const char *typed, struct offer offer)
{
	const char *comma = strrchr(typed, ',');
	const char *last = comma && comma[1] ? comma + 1 : typed;
	bool low = islower((unsigned char)*last);
	size_t brief = strncasecmp(last, prefix, strlen(prefix)) == 0 ? 0 : strlen(prefix);

	for (; row->name; row++)
		if (low)
			offer_low(row->name + brief, typed, row->help, offer);
		else
			offer_listed(offer, typed, row->name, row->help);
}

static bool
parse_send_flags(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	return raw_flags(names_send_flag, "MSG_", text, &((arg_send_flags *)at)->bits, error);
}

static void
offer_send_flags(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_flags(names_send_flag, "MSG_", typed, offer);
}

static bool
parse_recv_flags(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	return raw_flags(names_recv_flag, "MSG_", text, &((arg_recv_flags *)at)->bits, error);
}

static void
offer_recv_flags(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_flags(names_recv_flag, "MSG_", typed, offer);
}

/* ---- sockets to be passed ---- */

static bool
parse_passed(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_passed *passed = at;
	const char *word = text->bytes, *end = text->bytes + text->count;
	size_t most = 1;

	for (size_t i = 0; i < text->count; i++)
		most += text->bytes[i] == ',';
	passed->item = pool_new(reading->pool, most * sizeof(struct sock *));
	while (word <= end) {
		const char *comma = memchr(word, ',', (size_t)(end - word));
		size_t count = (size_t)((comma ? comma : end) - word);
		struct sock *sock = type_find_sock(reading, word, count, false, error);

		if (!sock)
			return error->at = word - text->bytes, false;
		passed->item[passed->count++] = sock;
		word += count + 1;
	}
	return true;
}

struct listed {
	struct offer offer;
	const char  *typed;
};

static void
offer_next(void *to, const char *word, const char *help)
{
	const struct listed *listed = to;

	offer_listed(listed->offer, listed->typed, word, help);
}

static struct sock *const *
borrows_passed(const void *at, size_t *count)
{
	const arg_passed *passed = at;

	*count = passed->count;
	return passed->item;
}

static void
offer_passed(const struct reading *reading, const char *typed, struct offer offer)
{
	struct listed listed = { offer, typed };
	const char *comma = strrchr(typed, ',');

	offer_socks(reading, comma ? comma + 1 : typed, (struct offer){ offer_next, &listed },
	    false, NULL, 0);
}

/* ---- numbers ---- */

static bool
parse_number(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_number *number = at;

	number->given = true;
	return type_int.parse(reading, text, &number->number, error);
}

static void
offer_numbers(const struct reading *reading, const char *typed, struct offer offer)
{
	type_int.complete(reading, typed, offer);
}

static bool
parse_segment(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_segment *segment = at;

	segment->given = true;
	return type_size.parse(reading, text, &segment->number, error);
}

static void
offer_segments(const struct reading *reading, const char *typed, struct offer offer)
{
	type_size.complete(reading, typed, offer);
}

static bool
parse_tos(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	arg_tos *tos = at;
	struct bytes_quoted quoted;

	(void)reading;
	tos->given = true;
	return raw_flags(option_tos_names, NULL, text, &tos->number, error) ||
	    error_usage_at(error, error->at, "'%s' is neither a class (ef, af41, cs1, with ce or "
	    "ect0 behind a comma) nor a number", bytes_quote(&quoted, text->bytes, text->count));
}

static void
offer_tos(const struct reading *reading, const char *typed, struct offer offer)
{
	(void)reading;
	offer_flags(option_tos_names, "", typed, offer);
}

/* ---- what is read when the family is known ---- */

static bool
parse_word(const struct reading *reading, const struct text *text, void *at,
    struct error *error)
{
	(void)reading;
	*(struct text *)at = *text;
	if (memchr(text->bytes, '\0', text->count))
		return error_usage(error, "there is a NUL in this");
	return true;
}

static void
offer_interfaces(const struct reading *reading, const char *typed, struct offer offer)
{
	const char *percent = strchr(typed, '%');
	size_t front = percent ? (size_t)(percent + 1 - typed) : 0;
	struct if_nameindex *list = if_nameindex();

	(void)reading;
	for (const struct if_nameindex *one = list; one && one->if_index; one++)
		offer_behind(offer, typed, front, one->if_name, "leave by this interface");
	if (list)
		if_freenameindex(list);
	if (!front)
		offer.word(offer.to, "127.0.0.1", "come from this address");
}

static void
offer_controls(const struct reading *reading, const char *typed, struct offer offer)
{
	static const char *const some[] = { "SOL_SOCKET:SCM_RIGHTS:int:0",
		"IPPROTO_IP:IP_TTL:int:1", "IPPROTO_IPV6:IPV6_HOPLIMIT:int:1",
		"SOL_SOCKET:SO_MARK:int:1", NULL };

	(void)reading, (void)typed;
	offer_each(offer, some, NULL);
}

const struct type type_send_flags = { .name = "FLAGS", .noun = "flags",
	.help = "MSG_ flags by name or number, with commas between",
	.parse = parse_send_flags, .complete = offer_send_flags, .steady = type_is_steady };
const struct type type_recv_flags = { .name = "FLAGS", .noun = "flags",
	.help = "MSG_ flags by name or number, with commas between",
	.parse = parse_recv_flags, .complete = offer_recv_flags, .steady = type_is_steady };
const struct type type_passed = { .name = "M[,M...]", .noun = "sockets",
	.help = "sockets: numbers, names, '.', with commas between",
	.parse = parse_passed, .complete = offer_passed, .borrows = borrows_passed,
	.desk = true };
const struct type type_tos = { .name = "TOS", .noun = "class",
	.help = "a class of service (ef, af41, cs1), or a number",
	.parse = parse_tos, .complete = offer_tos, .steady = type_is_steady };
const struct type type_number = { .name = "NUMBER", .noun = "number",
	.help = "a whole number: decimal, 0x, 0o or 0b",
	.parse = parse_number, .complete = offer_numbers, .steady = type_is_steady };
const struct type type_segment = { .name = "SIZE", .noun = "size",
	.help = "bytes: 1400, 1k", .parse = parse_segment, .complete = offer_segments,
	.steady = type_is_steady };
const struct type type_packet_info = { .name = "FROM", .noun = "address",
	.help = "ADDRESS, INTERFACE or ADDRESS%INTERFACE",
	.parse = parse_word, .complete = offer_interfaces };
const struct type type_control = { .name = "CONTROL", .noun = "message",
	.help = "LEVEL:TYPE:int:NUMBER, LEVEL:TYPE:hex:BYTES or LEVEL:TYPE:zero:SIZE, with commas "
	    "between", .parse = parse_word, .complete = offer_controls };
