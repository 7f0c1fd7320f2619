# postgresql: a fresh cluster that lets only those in who come with TLS: `sosh` needs no
# password, `alice` her certificate. The certificates are in the folder CERTIFICATES.
. "$(dirname "$0")/../../protocols/servers/common.sh"
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
cat >"$folder/data/pg_hba.conf" <<END
hostssl all sosh 127.0.0.1/32 trust
hostssl all alice 127.0.0.1/32 cert
END
echo 'CREATE ROLE alice LOGIN' | $humbly postgres --single -D "$folder/data" postgres \
    >"$folder/log" 2>&1 || complain 'alice cannot be made'
# A key that others may read is not taken.
cp "$CERTIFICATES/server.pem" "$folder/data/server.crt"
cp "$CERTIFICATES/server.key" "$CERTIFICATES/ca.pem" "$folder/data"
chmod 600 "$folder/data/server.key"
# At SIGTERM it would wait until every client is gone, at SIGINT put its data in order. At
# SIGQUIT it just ends.
signal=QUIT
serve postgres -D "$folder/data" -h 127.0.0.1 -p "$port" -c unix_socket_directories= \
    -c fsync=off -c shared_buffers=1MB -c max_connections=5 -c ssl=on -c ssl_ca_file=ca.pem
