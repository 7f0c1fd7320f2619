# mqtt: a mosquitto that lets everybody in.
. "$(dirname "$0")/common.sh"
need mosquitto mosquitto

cat >"$folder/mosquitto.conf" <<END
listener $port 127.0.0.1
allow_anonymous true
persistence false
END
serve mosquitto -c "$folder/mosquitto.conf"
