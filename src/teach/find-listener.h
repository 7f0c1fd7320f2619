/* find-listener: who is, or is nearly, where connect was sent, and found nobody. */
#ifndef SOSH_TEACH_FIND_LISTENER_H
#define SOSH_TEACH_FIND_LISTENER_H
#include "teach/doctor.h"

/* All are about the address that was passed, and only where that is this machine's; the
 * system is asked for its sockets, which are looked at one by one.  What they put down:
 *
 *   port           that was asked for
 *   other          the address where somebody is, as connect would take it: "127.0.0.1:81"
 *   other_port     its port
 *   kind           the kind that reaches it, "tcp6"
 *   backlog, queued  where that is the matter: how many may wait to be accepted, and do
 *   own, pid, process, uid, holder   who has it: evidence.h
 */

/* A socket of ours is bound there and does not listen, or (`before`) no more; of ours or of
 * others, somebody listens there, and answers for all that. */
finder find_listener_idle, find_listener_here;
/* A process that is not us is bound there and does not listen: find-port.h has the names. */
finder find_listener_idle_process;
/* Somebody does for what one interface brings (`interface`), and not loopback. */
finder find_listener_device;
/* Somebody listens at the port, but at another address of the family; with the other family
 * only (`kind`). */
finder find_listener_elsewhere, find_listener_family;
/* UDP has the port. */
finder find_listener_udp;
/* Somebody listens at the port below or above. */
finder find_listener_near;
/* Nobody does, and that is sure. */
finder find_listener_none;
/* The address is this machine's; but whether anybody listens cannot be known here. */
finder find_listener_local;

/* Who listens there has so many waiting to be accepted that no more are let in: one of
 * ours, another. */
finder find_listener_full_own, find_listener_full;

/* This socket has no peer; but one of ours, or of this machine's, could be it: `target` is
 * the address of the newest socket here that listens, or waits for datagrams. */
finder find_listener_target;

/* This socket listens at `local`; `other` is one of ours that could be connected to it.  Its
 * address is loopback's; TCP_DEFER_ACCEPT waits for the first bytes of those who connect, of
 * whom there are so many (`begun`), where that is known. */
finder find_listener_waits, find_listener_loopback, find_listener_deferred;
#endif
