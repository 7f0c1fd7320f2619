# certificates: makes what the scripts here need, with the program openssl, says in which
# folder, and takes it away again when its standard input ends.
#
#   ca.pem                    who is trusted; signed the others
#   server.pem, server.key    localhost, mail.example.test and 127.0.0.1
#   client.pem, client.key    alice
#   other.pem, other.key      localhost, too, but nobody has signed it
set -eu
command -v openssl >/dev/null || {
	echo 'certificates: there is no openssl' >&2
	exit 1
}
# leave: a signal may come in the middle of it, also to rm: then all of it is done at once.
leave() {
	trap '' HUP INT TERM
	rm -rf "$folder"
}

folder=$(mktemp -d)
trap leave EXIT
trap 'leave; exit 143' HUP INT TERM
cd "$folder"

# make NAME SUBJECT [FLAG]...: a key, and its certificate for a week.
make() {
	name=$1 subject=$2
	shift 2
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7 \
	    -subj "/O=sosh/CN=$subject" -keyout "$name.key" -out "$name.pem" "$@" 2>"$name.log" || {
		cat "$name.log" >&2
		exit 1
	}
}

signed='-CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:FALSE'
names=subjectAltName=DNS:localhost,DNS:mail.example.test,IP:127.0.0.1
make ca 'an authority for a week' -addext keyUsage=critical,keyCertSign,cRLSign
make server localhost $signed -addext "$names" -addext extendedKeyUsage=serverAuth
make client alice $signed -addext extendedKeyUsage=clientAuth
make other localhost -addext "$names"

# Servers run as other users. These keys are good for nothing but this.
chmod 755 .
chmod 644 ./*
echo "$folder"
while read -r line; do :; done
