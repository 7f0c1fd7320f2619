/* property-get: the rows' functions, and what they answer with; for property*.c. */
#ifndef SOSH_SOCKET_PROPERTY_GET_H
#define SOSH_SOCKET_PROPERTY_GET_H
#include "socket/facts.h"
#include "socket/property.h"

static inline struct value
give_none(void)
{
	return (struct value){ .kind = VALUE_NONE };
}

/* Less than 0 is what is not known. */
static inline struct value
give_number(int64_t n)
{
	return n < 0 ? give_none() : (struct value){ .kind = VALUE_INT, .number = n };
}

static inline struct value
give_truth(bool t)
{
	return (struct value){ .kind = VALUE_BOOL, .truth = t };
}

static inline struct value
give_seconds(double s)
{
	return s < 0 ? give_none() : (struct value){ .kind = VALUE_REAL, .real = s };
}

/* property-sock.c */
struct value property_get_number(struct facts *);
struct value property_get_name(struct facts *);
struct value property_get_fd(struct facts *);
struct value property_get_kind(struct facts *);
struct value property_get_family(struct facts *);
struct value property_get_type(struct facts *);
struct value property_get_protocol(struct facts *);
struct value property_get_state(struct facts *);
struct value property_get_listener(struct facts *);
struct value property_get_command(struct facts *);
struct value property_get_status(struct facts *);
struct value property_get_signal(struct facts *);
struct value property_get_age(struct facts *);
struct value property_get_job(struct facts *);
struct value property_get_reactions(struct facts *);
struct value property_get_waits(struct facts *);
struct value property_get_waiting(struct facts *);
struct value property_get_credentials(struct facts *);
/* property-beyond.c */
struct value property_get_pair(struct facts *);
struct value property_get_peer_process(struct facts *);
struct value property_get_peer_pid(struct facts *);
struct value property_get_process(struct facts *);
struct value property_get_pid(struct facts *);
struct value property_get_uid(struct facts *);
struct value property_get_inode(struct facts *);
struct value property_get_timer(struct facts *);
struct value property_get_expires(struct facts *);
struct value property_get_ghost(struct facts *);
/* property-address.c */
struct value property_get_local(struct facts *);
struct value property_get_local_host(struct facts *);
struct value property_get_local_port(struct facts *);
struct value property_get_peer(struct facts *);
struct value property_get_peer_host(struct facts *);
struct value property_get_peer_port(struct facts *);
/* property-queue.c */
struct value property_get_readable(struct facts *);
struct value property_get_writable(struct facts *);
struct value property_get_hangup(struct facts *);
struct value property_get_error(struct facts *);
struct value property_get_recvq(struct facts *);
struct value property_get_buffered(struct facts *);
struct value property_get_sendq(struct facts *);
struct value property_get_received(struct facts *);
struct value property_get_sent(struct facts *);
/* property-serving.c */
struct value property_get_server_role(struct facts *);
struct value property_get_server_clients(struct facts *);
struct value property_get_server_total(struct facts *);
struct value property_get_server_refused(struct facts *);
struct value property_get_server_dropped(struct facts *);
struct value property_get_server_in(struct facts *);
struct value property_get_server_out(struct facts *);
struct value property_get_server_rate_in(struct facts *);
struct value property_get_server_rate_out(struct facts *);
struct value property_get_served(struct facts *);
/* property-tls.c */
struct value property_get_tls(struct facts *);
struct value property_get_tls_version(struct facts *);
struct value property_get_tls_cipher(struct facts *);
struct value property_get_tls_group(struct facts *);
struct value property_get_tls_asked(struct facts *);
struct value property_get_tls_alpn(struct facts *);
struct value property_get_tls_peer(struct facts *);
/* property-tcp.c; the first is of all rows that have a measure */
struct value property_measure(struct facts *, const struct property *);
struct value property_get_congestion(struct facts *);
struct value property_get_ca_state(struct facts *);
struct value property_get_options(struct facts *);
struct value property_get_app_limited(struct facts *);
struct value property_get_fastopen_client_fail(struct facts *);
#endif
