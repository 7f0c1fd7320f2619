# pop3: a mailbox by POP3, by Dovecot: dovecot.sh tells what is in it.
protocol=pop3
. "$(dirname "$0")/dovecot.sh"
