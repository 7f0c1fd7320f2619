/* beside: what goes and comes beside the bytes of a message, as words and as fields. */
#ifndef SOSH_COMMAND_BESIDE_H
#define SOSH_COMMAND_BESIDE_H
#include "command/call.h"
#include "command/type-message.h"

/* What the flags of `send` say. */
struct beside {
	arg_passed      fd;
	arg_flag        credentials;
	arg_number      pid, uid, gid;
	arg_packet_info pktinfo;
	arg_number      ttl, gso;
	arg_tos         tos;
	arg_control     control;
};
/* Adds the control data that they ask for; false and an error.  `to`: where it goes, or
 * NULL; `anyway`: also what the family has not. */
bool beside_make(struct call *, const struct sock *, const struct beside *,
    const struct addr *to, bool anyway, struct buf *control);
/* Tells what has gone, with so many bytes. */
void beside_went(struct call *, const struct sock *, const struct beside *, int64_t bytes);

struct errqueue_entry;
/* Puts an entry of the queue of errors into the answer, but for its bytes. */
void beside_tell_error(struct call *, const struct errqueue_entry *);

/* What these may put, as rows of an answer's fields, and in words. */
#define BESIDE_FIELDS \
	{ "ttl", "the TTL or hop limit that was left (set N recvttl on, recvhoplimit on)" }, \
	{ "tos", "the TOS or traffic class (recvtos, recvtclass)" }, \
	{ "dscp", "its upper six bits by name: ef, af41, cs0" }, \
	{ "ecn", "its lower two: not-ect, ect0, ect1, ce" }, \
	{ "to", "the address that it was sent to (pktinfo, recvpktinfo; --errqueue)" }, \
	{ "interface", "the interface that it came in by" }, \
	{ "original", "its address before it was redirected (recvorigdstaddr)" }, \
	{ "fragment", "the size of its largest fragment (recvfragsize)" }, \
	{ "flow", "the flow label and traffic class of IPv6 (flowinfo)" }, \
	{ "time", "when it came, in seconds since 1970 (timestamp, timestampns)" }, \
	{ "time_hardware", "the same by the clock of the network card" }, \
	{ "dropped", "how many were dropped before it for want of room (rxq_ovfl)" }, \
	{ "segment", "how long each datagram was of those that came as one (gro)" }, \
	{ "left", "of a stream: bytes that are still to be received (inq)" }, \
	{ "mark", "the firewall's mark (rcvmark)" }, \
	{ "priority", "the priority (rcvpriority)" }, \
	{ "group", "netlink: the group that it was sent to (pktinfo)" }, \
	{ "credentials", "the sender's pid, uid and gid (passcred)" }, \
	{ "security", "the sender's security label (passsec)" }, \
	{ "passed", "new sockets, of descriptors that were passed" }, \
	{ "pidfd", "the process that sent it, of a descriptor that the kernel made (passpidfd)" }, \
	{ "passed_closed", "how many passed descriptors were closed" }, \
	{ "passed_why", "why: no socket, too many, --safe" }, \
	{ "control", "other control data: level, type, and bytes in hex" }, \
	{ "control_truncated", "there was more control data than the kernel could give" }, \
	{ "origin", "with --errqueue: local, icmp, icmp6, zerocopy, timestamping, ..." }, \
	{ "errno", "the error that it is" }, \
	{ "icmp_type", "the type of the ICMP message" }, \
	{ "icmp_code", "and its code" }, \
	{ "offender", "who sent that message" }, \
	{ "mtu", "the most bytes that go this way" }, \
	{ "zerocopy", "the zero-copy sends that are done: first, last, and was there a copy" }, \
	{ "timestamp", "what is stamped (sched, sent, acked), the time, the datagram or byte" }, \
	{ "message", "the same in words" }
#define BESIDE_SAY \
	"{?interface: on {interface}}{?ttl:, ttl {ttl}}" \
	"{?tos:, tos {tos}: dscp {dscp}, ecn {ecn}}{?original:, sent to {original} at first}" \
	"{?fragment:, fragments of {fragment}}{?flow:, flow {flow}}{?time:, at {time|o'clock}}" \
	"{?time_hardware:, by the card's clock {time_hardware}}" \
	"{?dropped:, {dropped} dropped before}{?segment:, in datagrams of {segment|byte}}" \
	"{?left:, {left} left}{?mark:, mark {mark}}{?priority:, priority {priority}}" \
	"{?group:, group {group}}" \
	"{?credentials:, by pid {credentials.pid}, uid {credentials.uid}, " \
	"gid {credentials.gid}}{?pidfd:, from process {pidfd}}{?security:, labelled {security}}" \
	"{?passed:, with {passed|socket}}" \
	"{?passed_closed:, {passed_closed|passed descriptor} closed ({passed_why})}" \
	"{?control_truncated:, control data cut off}"

/* Puts what came beside received bytes into the answer, and forgets it; descriptors
 * that were passed become sockets, or are closed. */
void beside_tell(struct call *, struct sock *);
#endif
