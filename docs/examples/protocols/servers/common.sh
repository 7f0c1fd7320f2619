# common: what the servers' scripts share; each reads it in its first lines.
#
# A script NAME.sh PORT begins a server on 127.0.0.1:PORT, with all that it writes in a
# folder of its own. It serves until its standard input ends or a signal comes, and
# leaves nothing behind. Root's rights are given up: no server needs them here.
set -eu
unset CDPATH
PATH=$PATH:/usr/sbin:/sbin
LC_ALL=C.UTF-8; export LC_ALL
name=${0##*/} name=${name%.sh}
server='' watcher='' signal=TERM beside=''

# For who sees it, and for who began it: its last words tell a script why it has failed.
complain() {
	echo "$name: $*" >&2
	[ -t 1 ] || echo "$name: $*"
	exit 1
}

case $#:${1-} in
1:*[!0-9]* | 1:) complain "'$1' is not a port" ;;
1:*) port=$1 ;;
*) complain "usage: sh $name.sh PORT" ;;
esac

# need PROGRAM PACKAGE: it has to be there.
need() {
	command -v "$1" >/dev/null || complain "there is no $1 (Debian: $2)"
}

# leave: the server first, for it may still write; then its folder. A signal may come in
# the middle of it: then all of it is done at once.
leave() {
	trap '' HUP INT TERM
	[ -z "$server" ] || kill -s "$signal" "$server" 2>/dev/null || :
	[ -z "$watcher" ] || kill "$watcher" 2>/dev/null || :
	for process in $server $watcher; do
		wait "$process" 2>/dev/null || :
	done
	rm -rf "$folder" ${beside:+"$beside"}
}

folder=$(mktemp -d)
trap leave EXIT
trap 'leave; exit 143' HUP INT TERM
cd "$folder"
HOME=$folder; export HOME

# The words to put before a command that is to run without root's rights.
humbly=
if [ "$(id -u)" = 0 ]; then
	humbly="setpriv --reuid=$(id -u nobody) --regid=$(id -g nobody) --clear-groups"
	chown nobody "$folder"
fi

# serve COMMAND...: until the standard input ends. That is how it notices that who began
# it is gone, even if that was killed. What the server says goes to its log, which is shown
# when the server ends by itself.
serve() {
	exec 4>&2 5>&1
	serve_aloud "$@" >"$folder/log" 2>&1
}

# serve_aloud COMMAND...: the same, but what it says is for who began it.
serve_aloud() {
	# A shell gives nothing to read to what runs in the background, unless told.
	exec 3<&0 </dev/null
	[ -z "$humbly" ] || chown -R nobody "$folder"
	$humbly "$@" 3<&- 4>&- 5>&- &
	server=$!
	{ while read -r line; do :; done; kill -s TERM $$; } <&3 >/dev/null 2>&1 4>&- 5>&- &
	watcher=$!
	status=0
	wait "$server" 2>/dev/null || status=$?
	server=''
	if [ -f "$folder/log" ]; then
		exec 2>&4 1>&5
		cat "$folder/log" >&2
	fi
	complain "the server ended with status $status"
}
