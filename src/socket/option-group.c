/* option-group: values that name a multicast group, or an address and an interface. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "socket/option-value.h"

void
option_show_parts(const struct value *value, struct buf *to)
{
	for (size_t i = 0; i < value->record->count; i++) {
		const struct value *part = &value->record->field[i].value;

		/* No interface behind a group is not to be typed. */
		if (i && i == value->record->count - 1 && part->kind == VALUE_BYTES &&
		    !part->bytes.count)
			break;
		if (i)
			buf_add_byte(to, ' ');
		if (part->kind == VALUE_BYTES)
			option_show_name(part, to);
		else
			value_show(part, to);
	}
}

#ifdef __linux__

/* Room for either family, as the kernel has it in struct group_req. */
union address {
	struct sockaddr_storage any;
	struct sockaddr_in      four;
	struct sockaddr_in6     six;
};

static bool
read_four(const struct option_word *word, struct in_addr *to, struct error *error)
{
	return (strlen(word->bytes) == word->count && inet_pton(AF_INET, word->bytes, to) == 1) ||
	    option_bad(word, "an IPv4 address without a port", error);
}

static bool
read_six(const struct option_word *word, struct in6_addr *to, struct error *error)
{
	return (strlen(word->bytes) == word->count && inet_pton(AF_INET6, word->bytes, to) == 1) ||
	    option_bad(word, "an IPv6 address without brackets and port", error);
}

static bool
read_either(const struct option_word *word, struct sockaddr_storage *to, struct error *error)
{
	union address address;
	struct error ignored;

	memset(&address, 0, sizeof(address));
	if (read_four(word, &address.four.sin_addr, &ignored))
		address.four.sin_family = AF_INET;
	else if (read_six(word, &address.six.sin6_addr, &ignored))
		address.six.sin6_family = AF_INET6;
	else
		return option_bad(word, "an IP address without a port", error);
	memcpy(to, &address, sizeof(*to));
	return true;
}

static void
put_address(struct record *to, const char *name, int family, const void *bytes)
{
	char text[INET6_ADDRSTRLEN] = "";

	inet_ntop(family, bytes, text, sizeof(text));
	record_text(to, name, text);
}

static void
put_either(struct record *to, const char *name, const struct sockaddr_storage *from)
{
	union address address;

	memcpy(&address, from, sizeof(*from));
	if (address.any.ss_family == AF_INET6)
		put_address(to, name, AF_INET6, &address.six.sin6_addr);
	else
		put_address(to, name, AF_INET, &address.four.sin_addr);
}

static bool
read_interface(const struct option_word *word, size_t count, size_t at, unsigned *index,
    struct error *error)
{
	*index = 0;
	return count <= at || option_read_interface(&word[at], index, error);
}

static bool
has_source(const struct option *option, size_t count, struct error *error)
{
	return count > 1 || error_usage(error, "%s takes %s", option->brief,
	    option_type_text(option->type));
}

static void
decode_group4(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct ip_mreqn group;

	(void)option, (void)count;
	memcpy(&group, bytes, sizeof(group));
	put_address(record, "group", AF_INET, &group.imr_multiaddr);
	option_put_interface((unsigned)group.imr_ifindex, record_put(record, "interface"));
}

static bool
encode_group4(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct ip_mreqn group;
	unsigned index;

	(void)option;
	memset(&group, 0, sizeof(group));
	if (!read_four(&word[0], &group.imr_multiaddr, error) ||
	    !read_interface(word, count, 1, &index, error))
		return false;
	group.imr_ifindex = (int)index;
	buf_add(to, &group, sizeof(group));
	return true;
}

static void
decode_group6(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct ipv6_mreq group;

	(void)option, (void)count;
	memcpy(&group, bytes, sizeof(group));
	put_address(record, "group", AF_INET6, &group.ipv6mr_multiaddr);
	option_put_interface(group.ipv6mr_interface, record_put(record, "interface"));
}

static bool
encode_group6(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct ipv6_mreq group;

	(void)option;
	memset(&group, 0, sizeof(group));
	if (!read_six(&word[0], &group.ipv6mr_multiaddr, error) ||
	    !read_interface(word, count, 1, &group.ipv6mr_interface, error))
		return false;
	buf_add(to, &group, sizeof(group));
	return true;
}

static void
decode_source4(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct ip_mreq_source source;

	(void)option, (void)count;
	memcpy(&source, bytes, sizeof(source));
	put_address(record, "group", AF_INET, &source.imr_multiaddr);
	put_address(record, "source", AF_INET, &source.imr_sourceaddr);
	put_address(record, "local", AF_INET, &source.imr_interface);
}

static bool
encode_source4(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct ip_mreq_source source;

	memset(&source, 0, sizeof(source));
	if (!has_source(option, count, error) ||
	    !read_four(&word[0], &source.imr_multiaddr, error) ||
	    !read_four(&word[1], &source.imr_sourceaddr, error) ||
	    (count > 2 && !read_four(&word[2], &source.imr_interface, error)))
		return false;
	buf_add(to, &source, sizeof(source));
	return true;
}

static void
decode_group(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct group_req group;

	(void)option, (void)count;
	memcpy(&group, bytes, sizeof(group));
	put_either(record, "group", &group.gr_group);
	option_put_interface(group.gr_interface, record_put(record, "interface"));
}

static bool
encode_group(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct group_req group;

	(void)option;
	memset(&group, 0, sizeof(group));
	if (!read_either(&word[0], &group.gr_group, error) ||
	    !read_interface(word, count, 1, &group.gr_interface, error))
		return false;
	buf_add(to, &group, sizeof(group));
	return true;
}

static void
decode_source(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct group_source_req source;

	(void)option, (void)count;
	memcpy(&source, bytes, sizeof(source));
	put_either(record, "group", &source.gsr_group);
	put_either(record, "source", &source.gsr_source);
	option_put_interface(source.gsr_interface, record_put(record, "interface"));
}

static bool
encode_source(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct group_source_req source;

	memset(&source, 0, sizeof(source));
	if (!has_source(option, count, error) ||
	    !read_either(&word[0], &source.gsr_group, error) ||
	    !read_either(&word[1], &source.gsr_source, error) ||
	    !read_interface(word, count, 2, &source.gsr_interface, error))
		return false;
	buf_add(to, &source, sizeof(source));
	return true;
}

/* struct in6_pktinfo, by its bytes: headers hide it. */
static void
decode_pktinfo(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);

	(void)option, (void)count;
	put_address(record, "address", AF_INET6, bytes);
	option_put_interface((unsigned)option_to_int((const char *)bytes + sizeof(struct in6_addr)),
	    record_put(record, "interface"));
}

static bool
encode_pktinfo(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct in6_addr address;
	unsigned index;

	(void)option;
	if (!read_six(&word[0], &address, error) || !read_interface(word, count, 1, &index, error))
		return false;
	buf_add(to, &address, sizeof(address));
	option_add_int(to, index);
	return true;
}

#define CODEC(what, structure, most, words_text) \
	.text = words_text, .size = structure, .words = most, \
	.decode = decode_##what, .encode = encode_##what, \
	.show = option_show_parts, .kind = VALUE_RECORD

const struct option_codec option_group4 = {
	CODEC(group4, sizeof(struct ip_mreqn), 2, "GROUP [INTERFACE]")
};
const struct option_codec option_group6 = {
	CODEC(group6, sizeof(struct ipv6_mreq), 2, "GROUP [INTERFACE]")
};
const struct option_codec option_source4 = {
	CODEC(source4, sizeof(struct ip_mreq_source), 3, "GROUP SOURCE [LOCAL]")
};
const struct option_codec option_group = {
	CODEC(group, sizeof(struct group_req), 2, "GROUP [INTERFACE]")
};
const struct option_codec option_source = {
	CODEC(source, sizeof(struct group_source_req), 3, "GROUP SOURCE [INTERFACE]")
};
const struct option_codec option_pktinfo = {
	CODEC(pktinfo, sizeof(struct in6_addr) + sizeof(int), 2, "ADDRESS [INTERFACE]")
};

#else

/* No rows of these types. */
#define NO_CODEC { .text = "hex:BYTES", .decode = option_decode_hex, \
	.show = option_show_hex, .kind = VALUE_TEXT }
const struct option_codec option_group4 = NO_CODEC, option_group6 = NO_CODEC,
    option_source4 = NO_CODEC, option_group = NO_CODEC, option_source = NO_CODEC,
    option_pktinfo = NO_CODEC;

#endif
