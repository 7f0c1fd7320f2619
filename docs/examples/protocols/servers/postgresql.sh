# postgresql: a fresh cluster, whose user `sosh` needs no password.
. "$(dirname "$0")/common.sh"
# Debian keeps the programs of each version in a folder that is not in the PATH.
for bin in /usr/lib/postgresql/*/bin; do
	PATH=$PATH:$bin
done
need initdb postgresql
need postgres postgresql

# Nothing is kept, so that nothing needs to be on the disk before it goes on.
$humbly initdb --pgdata="$folder/data" --username=sosh --auth=trust --encoding=UTF8 \
    --locale=C --no-sync >"$folder/log" 2>&1 || {
	cat "$folder/log" >&2
	complain 'initdb failed'
}
# At SIGTERM it would wait until every client is gone, at SIGINT put its data in order. At
# SIGQUIT it just ends.
signal=QUIT
serve postgres -D "$folder/data" -h 127.0.0.1 -p "$port" -c unix_socket_directories= \
    -c fsync=off -c shared_buffers=1MB -c max_connections=5
