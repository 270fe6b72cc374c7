#!/usr/bin/env bash
# One would guess: fsspec's cat_file asks the object store for the object. S3 has been strongly
# consistent since 2020, so what one process has written, another reads.
# What happens: s3fs 2026.9.0 keeps its first listing for as long as the process lives, and asks it
# before it reads. An object that another process writes into a folder that was listed raises
# FileNotFoundError, while find() in the next line shows it, and raises it again after that; one in
# a folder that was not listed is read. invalidate_cache() ends it.
# Why makers of leaflets care: a store of typeset leaflets that several machines share is listed to
# be trimmed. From then on a worker typesets again what others have made, or fails for want of a
# font that was sent by way of the store, and nothing says why.
set -eu
folder=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/python" -m pip install -q --disable-pip-version-check \
  "s3fs==2026.9.0" "moto[s3]==5.2.5" "flask==3.1.3" "flask-cors==6.0.5"
port=$("$folder/v/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/v/bin/python" -m moto.server -p "$port" > /dev/null 2>&1 &
server=$!
export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_DEFAULT_REGION=us-east-1
cat > "$folder/seen.py" << 'P'
import socket, subprocess, sys, time
from urllib.parse import urlsplit
import os
import s3fs

while True:
    try:
        socket.create_connection(("127.0.0.1", urlsplit(os.environ["AWS_ENDPOINT_URL"]).port)).close()
        break
    except OSError:
        time.sleep(0.1)
system = s3fs.S3FileSystem()
system.mkdir("bucket")
system.pipe_file("bucket/store/aa/first", b"1")
print("listed", system.find("bucket/store"))
other = "import s3fs; s = s3fs.S3FileSystem(); [s.pipe_file(f'bucket/store/{n}', b'2') for n in ('aa/second', 'bb/third')]"
subprocess.run([sys.executable, "-c", other], check=True)
for name in ("aa/second", "bb/third", "aa/second"):
    try:
        print(name, system.cat_file(f"bucket/store/{name}"))
    except FileNotFoundError:
        print(name, "FileNotFoundError; listed:", system.find("bucket/store"))
system.invalidate_cache()
print("listed", system.find("bucket/store"))
print("aa/second", system.cat_file("bucket/store/aa/second"))
P
"$folder/v/bin/python" "$folder/seen.py" > "$folder/seen"
cat "$folder/seen"
cat > "$folder/expected" << 'X'
listed ['bucket/store/aa/first']
aa/second FileNotFoundError; listed: ['bucket/store/aa/first', 'bucket/store/aa/second', 'bucket/store/bb/third']
bb/third b'2'
aa/second FileNotFoundError; listed: ['bucket/store/aa/first', 'bucket/store/aa/second', 'bucket/store/bb/third']
listed ['bucket/store/aa/first', 'bucket/store/aa/second', 'bucket/store/bb/third']
aa/second b'2'
X
cmp "$folder/expected" "$folder/seen"
echo "as written (s3fs 2026.9.0)"
