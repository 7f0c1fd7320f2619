/* osdep-linux-tcp: TCP_INFO, field by field. */
#include "socket/osdep.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "socket/sys.h"

/* The kernel's numbers of states (net/tcp_states.h), in the words of RFC 9293. */
static const char *const states[] = { NULL, "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED",
	"FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN",
	"CLOSING", "SYN-RECEIVED" };
enum { LISTENS = 10 };

/* A field's place in struct tcp_info.  The struct only ever grows at its end, and the
 * header may be older than the kernel: what it lacks has its place as a number.
 * `times` makes microseconds of a time; `none` is how the kernel says that it has no
 * such value, and where `needs` is 0 it has not measured yet; of bit fields `mask` is
 * what is left once they are shifted. */
struct place_of {
	unsigned short offset;
	unsigned char  size, times_ms, shift, mask;
	uint64_t       none;
	enum measure   needs;
};
#define NOTHING (UINT64_MAX - 1)   /* no field has this value */
#define AT(field) offsetof(struct tcp_info, tcpi_##field), \
	sizeof(((struct tcp_info *)0)->tcpi_##field)
#define COUNT(field) { AT(field), 0, 0, 0, NOTHING, MEASURE_NONE }
#define UNLESS(field, none) { AT(field), 0, 0, 0, none, MEASURE_NONE }
#define BITS(offset, shift, mask) { offset, 1, 0, shift, mask, NOTHING, MEASURE_NONE }
#define NEWER(offset, size) { offset, size, 0, 0, 0, NOTHING, MEASURE_NONE }
/* Before anything came, this is the time since the machine was started. */
#define LAST(field) { AT(field), 1, 0, 0, NOTHING, MEASURE_SEGS_IN }

/* The two bytes of bit fields follow tcpi_options; which end a compiler fills first
 * goes by the order of bytes. */
enum { SCALES = 6, LIMITS = 7 };
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SCALE_SENT  BITS(SCALES, 0, 15)
#define SCALE_COMES BITS(SCALES, 4, 15)
#define LIMITED     BITS(LIMITS, 0, 1)
#define FASTOPEN    BITS(LIMITS, 1, 3)
#else
#define SCALE_SENT  BITS(SCALES, 4, 15)
#define SCALE_COMES BITS(SCALES, 0, 15)
#define LIMITED     BITS(LIMITS, 7, 1)
#define FASTOPEN    BITS(LIMITS, 5, 3)
#endif

static const struct place_of places[MEASURES] = {
	[MEASURE_RTT] = UNLESS(rtt, 0),
	[MEASURE_RTTVAR] = { AT(rttvar), 0, 0, 0, NOTHING, MEASURE_RTT },
	[MEASURE_MIN_RTT] = UNLESS(min_rtt, UINT32_MAX),
	[MEASURE_RCV_RTT] = UNLESS(rcv_rtt, 0),
	[MEASURE_RTO] = COUNT(rto),
	[MEASURE_ATO] = COUNT(ato),
	[MEASURE_LAST_DATA_SENT] = LAST(last_data_sent),
	[MEASURE_LAST_DATA_RECV] = LAST(last_data_recv),
	[MEASURE_LAST_ACK_RECV] = LAST(last_ack_recv),
	[MEASURE_BUSY_TIME] = COUNT(busy_time),
	[MEASURE_RWND_LIMITED] = COUNT(rwnd_limited),
	[MEASURE_SNDBUF_LIMITED] = COUNT(sndbuf_limited),
	[MEASURE_TOTAL_RTO_TIME] = { 244, 4, 1, 0, 0, NOTHING, MEASURE_NONE }, /* Linux 6.7 */
	[MEASURE_CWND] = COUNT(snd_cwnd),
	[MEASURE_SSTHRESH] = COUNT(snd_ssthresh),
	[MEASURE_SND_WND] = NEWER(228, 4),                       /* 5.4 */
	[MEASURE_RCV_WND] = NEWER(232, 4),                       /* 6.2 */
	[MEASURE_RCV_SSTHRESH] = COUNT(rcv_ssthresh),
	[MEASURE_RCV_SPACE] = UNLESS(rcv_space, 0),
	[MEASURE_PACING] = UNLESS(pacing_rate, UINT64_MAX),
	[MEASURE_MAX_PACING_RATE] = UNLESS(max_pacing_rate, UINT64_MAX),
	[MEASURE_DELIVERY_RATE] = COUNT(delivery_rate),
	[MEASURE_APP_LIMITED] = LIMITED,
	[MEASURE_MSS] = COUNT(snd_mss),
	[MEASURE_RCV_MSS] = COUNT(rcv_mss),
	[MEASURE_ADVMSS] = COUNT(advmss),
	[MEASURE_PMTU] = UNLESS(pmtu, 0),
	[MEASURE_CA_STATE] = COUNT(ca_state),
	[MEASURE_UNACKED] = COUNT(unacked),
	[MEASURE_SACKED] = COUNT(sacked),
	[MEASURE_LOST] = COUNT(lost),
	[MEASURE_RETRANS] = COUNT(retrans),
	[MEASURE_RETRANSMITS] = COUNT(total_retrans),
	[MEASURE_TIMEOUTS] = COUNT(retransmits),
	[MEASURE_BACKOFF] = COUNT(backoff),
	[MEASURE_PROBES] = COUNT(probes),
	[MEASURE_REORDERING] = COUNT(reordering),
	[MEASURE_REORD_SEEN] = NEWER(220, 4),                    /* 4.19 */
	[MEASURE_DSACK_DUPS] = NEWER(216, 4),
	[MEASURE_RCV_OOOPACK] = NEWER(224, 4),                   /* 5.4 */
	[MEASURE_REHASH] = NEWER(236, 4),                        /* 6.2 */
	[MEASURE_TOTAL_RTO] = NEWER(240, 2),                     /* 6.7 */
	[MEASURE_TOTAL_RTO_RECOVERIES] = NEWER(242, 2),
	[MEASURE_NOTSENT_BYTES] = COUNT(notsent_bytes),
	[MEASURE_BYTES_SENT] = NEWER(200, 8),                    /* 4.19 */
	[MEASURE_BYTES_ACKED] = COUNT(bytes_acked),
	[MEASURE_BYTES_RETRANS] = NEWER(208, 8),
	[MEASURE_BYTES_RECEIVED] = COUNT(bytes_received),
	[MEASURE_SEGS_OUT] = COUNT(segs_out),
	[MEASURE_SEGS_IN] = COUNT(segs_in),
	[MEASURE_DATA_SEGS_OUT] = COUNT(data_segs_out),
	[MEASURE_DATA_SEGS_IN] = COUNT(data_segs_in),
	[MEASURE_DELIVERED] = COUNT(delivered),
	[MEASURE_DELIVERED_CE] = COUNT(delivered_ce),
	[MEASURE_RECEIVED_CE] = NEWER(248, 4),                   /* 6.18, and all below */
	[MEASURE_DELIVERED_E1_BYTES] = NEWER(252, 4),
	[MEASURE_DELIVERED_E0_BYTES] = NEWER(256, 4),
	[MEASURE_DELIVERED_CE_BYTES] = NEWER(260, 4),
	[MEASURE_RECEIVED_E1_BYTES] = NEWER(264, 4),
	[MEASURE_RECEIVED_E0_BYTES] = NEWER(268, 4),
	[MEASURE_RECEIVED_CE_BYTES] = NEWER(272, 4),
	[MEASURE_OPTIONS] = COUNT(options),
	[MEASURE_SND_WSCALE] = SCALE_SENT,
	[MEASURE_RCV_WSCALE] = SCALE_COMES,
	[MEASURE_FASTOPEN_CLIENT_FAIL] = FASTOPEN,
};

bool
osdep_measure_place(enum measure measure, unsigned *offset, unsigned *size, unsigned *shift,
    unsigned *mask)
{
	const struct place_of *place = &places[measure];

	*offset = place->offset;
	*size = place->size;
	*shift = place->shift;
	*mask = place->mask;
	return place->size > 0;
}

static uint64_t
number_at(const char *told, size_t size)
{
	uint8_t one;
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (size) {
	case 1:
		memcpy(&one, told, sizeof(one));
		return one;
	case 2:
		memcpy(&two, told, sizeof(two));
		return two;
	case 4:
		memcpy(&four, told, sizeof(four));
		return four;
	}
	memcpy(&eight, told, sizeof(eight));
	return eight;
}

/* What this kernel does not tell is not held against it. */
static bool
is_measured(const struct osdep_tcp *tcp, enum measure measure)
{
	const struct place_of *place = &places[measure];

	return tcp->length < (size_t)place->offset + place->size ||
	    number_at(tcp->told + place->offset, place->size) > 0;
}

int64_t
osdep_measure(const struct osdep_tcp *tcp, enum measure measure)
{
	const struct place_of *place = &places[measure];
	uint64_t number;

	if (!place->size || tcp->length < (size_t)place->offset + place->size)
		return -1;
	number = number_at(tcp->told + place->offset, place->size);
	if (number == place->none)
		return -1;
	if (place->needs && !is_measured(tcp, place->needs))
		return -1;
	if (place->mask)
		number = number >> place->shift & place->mask;
	if (place->times_ms)
		number *= 1000;
	return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

const char *
osdep_tcp_state(unsigned number)
{
	return number < sizeof(states) / sizeof(*states) ? states[number] : NULL;
}

bool
osdep_tcp_read(struct osdep_tcp *tcp)
{
	unsigned state;

	tcp->queued = tcp->backlog = -1;
	tcp->state = NULL;
	if (tcp->length < offsetof(struct tcp_info, tcpi_fackets))
		return false;
	state = (unsigned char)tcp->told[offsetof(struct tcp_info, tcpi_state)];
	tcp->state = osdep_tcp_state(state);
	/* A listener has its queue where others have their segments. */
	if (state == LISTENS) {
		tcp->queued = osdep_measure(tcp, MEASURE_UNACKED);
		tcp->backlog = osdep_measure(tcp, MEASURE_SACKED);
	}
	return true;
}

bool
osdep_tcp(int fd, struct osdep_tcp *tcp)
{
	socklen_t length = sizeof(tcp->told);

	tcp->length = 0;
	if (sys_getsockopt(fd, IPPROTO_TCP, TCP_INFO, tcp->told, &length) < 0)
		return false;
	tcp->length = length;
	return osdep_tcp_read(tcp);
}
