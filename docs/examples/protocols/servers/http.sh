# http: nginx with three small files, and a page that it puts together, so that it cannot
# know its length beforehand and has to send it in chunks.
. "$(dirname "$0")/common.sh"
need nginx nginx

mkdir "$folder/files" "$folder/temporary"
echo 'Hello, world!' >"$folder/files/hello.txt"
echo 'first' >"$folder/files/first.txt"
echo 'second' >"$folder/files/second.txt"
cat >"$folder/files/page.shtml" <<'END'
<p>Before.</p>
<!--#include virtual="/first.txt" -->
<p>Between.</p>
<!--#include virtual="/second.txt" -->
<p>Behind.</p>
END

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
	types { text/plain txt; text/html shtml; }
	server {
		listen 127.0.0.1:$port;
		root $folder/files;
		location ~ [.]shtml\$ { ssi on; }
	}
}
END
# Before it has read its file, it wants to write to the log that it was built with.
serve nginx -e stderr -c "$folder/nginx.conf"
