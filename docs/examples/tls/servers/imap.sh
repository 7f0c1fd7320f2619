# imap: a mailbox by IMAP, by Dovecot: dovecot.sh tells what is in it.
protocol=imap
. "$(dirname "$0")/dovecot.sh"
