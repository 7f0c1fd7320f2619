/* hints-reset: the rows of a reset, which send and recv are told alike. */
#ifndef SOSH_TEACH_HINTS_RESET_H
#define SOSH_TEACH_HINTS_RESET_H
#include <errno.h>

#include "teach/find-peer.h"

#define HINT_OF_RESET(call) call, ERROR_SYSTEM, ECONNRESET

/* The other end was ours, and it is known what it did. */
#define HINTS_RESET_HERE(call) \
	{ HINT_OF_RESET(call), "the other end was ours, and reset", find_peer_reset_here, \
	  "the other end, socket {own}, was reset on purpose {ago} ago", NULL }, \
	{ HINT_OF_RESET(call), "the other end was ours, and took its peer back", \
	  find_peer_left_here, \
	  "the other end, socket {own}, took its peer back (connect to AF_UNSPEC), which resets " \
	  "the connection", NULL }, \
	{ HINT_OF_RESET(call), "the other end was ours, and closed with bytes unread", \
	  find_peer_unread_here, \
	  "the other end, socket {own}, was closed {ago} ago with {unread|byte} of ours unread: " \
	  "that resets the connection, where a close after reading all ends it in peace", NULL }

/* It was closed, with nothing unread as far as is known. */
#define HINTS_RESET_CLOSED(call) \
	{ HINT_OF_RESET(call), "the other end was ours, had read all, and was closed", \
	  find_peer_read_here, \
	  "the other end, socket {own}, was closed {ago} ago with a reset (SO_LINGER of 0 " \
	  "seconds)", NULL }, \
	{ HINT_OF_RESET(call), "who listened was ours, and was closed before it accepted", \
	  find_peer_unaccepted_here, \
	  "socket {own}, which listened there, was closed {ago} ago and had not accepted this " \
	  "connection", NULL }, \
	{ HINT_OF_RESET(call), "the other end was ours, and was closed", find_peer_closed_here, \
	  "the other end, socket {own}, was closed {ago} ago, and that reset the connection: " \
	  "either bytes of ours were unread, or SO_LINGER was 0 seconds", NULL }

/* The last row. */
#define HINTS_RESET(call) \
	{ HINT_OF_RESET(call), "no more is known", NULL, \
	  "the peer broke off: it closed with bytes of ours unread or before it accepted, or " \
	  "reset on purpose (SO_LINGER of 0 seconds, connect to AF_UNSPEC), its program was " \
	  "killed, or a firewall did it", NULL }
#endif
