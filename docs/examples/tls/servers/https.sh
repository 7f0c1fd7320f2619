# https: nginx with TLS, with the certificates of the folder CERTIFICATES. /me asks for the
# client's certificate, and tells whose it is; HTTP/2 and HTTP/1.1 are there to choose.
. "$(dirname "$0")/../../protocols/servers/common.sh"
need nginx nginx

mkdir "$folder/files" "$folder/temporary"
echo 'Hello, world!' >"$folder/files/hello.txt"
cat >"$folder/nginx.conf" <<END
daemon off;
master_process off;
pid $folder/pid;
error_log stderr;
events { }
http {
	access_log off;
	client_body_temp_path $folder/temporary/body;
	proxy_temp_path $folder/temporary/proxy;
	fastcgi_temp_path $folder/temporary/fastcgi;
	uwsgi_temp_path $folder/temporary/uwsgi;
	scgi_temp_path $folder/temporary/scgi;
	types { text/plain txt; }
	server {
		listen 127.0.0.1:$port ssl http2;
		ssl_certificate $CERTIFICATES/server.pem;
		ssl_certificate_key $CERTIFICATES/server.key;
		ssl_client_certificate $CERTIFICATES/ca.pem;
		ssl_verify_client optional;
		ssl_protocols TLSv1.2 TLSv1.3;
		root $folder/files;
		location = /me {
			default_type text/plain;
			if (\$ssl_client_verify != SUCCESS) { return 403; }
			return 200 "\$ssl_client_s_dn, \$ssl_protocol\n";
		}
	}
}
END
serve nginx -e stderr -c "$folder/nginx.conf"
