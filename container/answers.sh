#!/bin/sh
# Health check of the containers that are not ours: whether GET of a path ($2) on a port of the container ($1) is answered with 200.
# By what their images have: BusyBox's wget, or bash.
if command -v wget >/dev/null; then
  exec wget -q -O /dev/null "http://127.0.0.1:$1$2"
fi
exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\n\r\n" "$1" >&3 && read -r _ code _ <&3 && [ "$code" = 200 ]' "$1" "$2"
