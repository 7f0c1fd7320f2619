# dns: dnsmasq, which knows a few names under example.test and asks nobody else. Of
# big.example.test it knows more than fits into a datagram of 512 bytes.
. "$(dirname "$0")/common.sh"
need dnsmasq dnsmasq-base

{
	cat <<END
port=$port
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
local=/example.test/
host-record=www.example.test,192.0.2.80
cname=web.example.test,www.example.test
mx-host=example.test,mail.example.test,10
END
	for i in 1 2 3 4 5 6 7 8; do
		printf 'txt-record=big.example.test,"%s: %0100d"\n' "$i" 0
	done
} >"$folder/dnsmasq.conf"
serve dnsmasq --keep-in-foreground --conf-file="$folder/dnsmasq.conf" --pid-file= \
    --log-facility=-
