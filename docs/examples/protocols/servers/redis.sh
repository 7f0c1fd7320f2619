# redis: a Redis server that keeps nothing.
. "$(dirname "$0")/common.sh"
need redis-server redis-server
serve redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --dir "$folder"
