#!/usr/bin/env bash
# Ceph's S3 gateway (Debian 12: ceph-mon, ceph-osd, radosgw) for tests, on free ports of the loopback interface; ERASURE_S3_PORT chooses the gateway's.
# Prints {"port": n} when it answers, says on standard error what it does, and ends, with all it started
# and wrote, when its standard input does: it never outlives the test run.
set -euo pipefail

for tool in ceph-mon ceph-osd radosgw radosgw-admin monmaptool ceph-authtool ceph; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed (Debian: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw)" >&2; exit 1; }
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/erasure-ceph.XXXXXX")
pids=()
finish() {
  trap - EXIT INT TERM
  for (( i = ${#pids[@]} - 1; i >= 0; i-- )); do kill -KILL "${pids[i]}" 2> /dev/null || true; done
  wait 2> /dev/null || true
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 143' INT TERM

say() { echo "$(date +%T) ceph: $*" >&2; }
fail() { say "$*"; tail -n 20 "$dir"/*.log >&2 2> /dev/null || true; exit 1; }

free_ports() {
  node -e '
    const net = require("net"), held = [];
    for (let i = 0; i < +process.argv[1]; i++) held.push(net.createServer().listen(0, "127.0.0.1"));
    setTimeout(() => { console.log(held.map(server => server.address().port).join(" ")); process.exit(0); }, 100);' "$1"
}
read -r v2 v1 s3 <<< "$(free_ports 3)"
s3=${ERASURE_S3_PORT:-$s3}

fsid=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)
mkdir -p "$dir"/{mon,osd,run,rgw}
cat > "$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$v2,v1:127.0.0.1:$v1]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
run dir = $dir/run
admin socket = $dir/run/\$name.asok
pid file = $dir/run/\$name.pid
log file = $dir/\$name.log
crash dir = $dir/run
[mon]
mon data = $dir/mon
mon data avail crit = 1
mon data avail warn = 2
[osd]
osd data = $dir/osd
osd objectstore = bluestore
bluestore block create = true
bluestore block size = 21474836480
bluestore fsck on mount = false
bluestore cache size = 268435456
osd memory target = 939524096
osd client watch timeout = 5
osd op num shards = 2
[client]
ms mon client mode = crc
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$s3 tcp_nodelay=1
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = testkey-1=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
rgw crypt require ssl = false
rgw thread pool size = 64
rgw enable usage log = false
rgw sts key = sts-key-16-bytes
rgw s3 auth use sts = true
CONF
export CEPH_CONF="$dir/ceph.conf" CEPH_ARGS="--conf $dir/ceph.conf"

start() {
  local name=$1; shift
  # standard input stays with this script: a daemon that held it would hide its end
  "$@" < /dev/null > "$dir/$name.out.log" 2>&1 &
  pids+=($!)
}

say "monitor on $v2"
ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *' > "$dir/setup.log" 2>&1
monmaptool --create --addv a "[v2:127.0.0.1:$v2,v1:127.0.0.1:$v1]" --fsid "$fsid" "$dir/monmap" >> "$dir/setup.log" 2>&1
ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring" >> "$dir/setup.log" 2>&1 || fail "the monitor's files could not be made"
start mon ceph-mon -f -i a
timeout 90 ceph osd new "$osd" >> "$dir/setup.log" 2>&1 || fail "the monitor does not answer"

say "storage daemon"
ceph-osd -i 0 --mkfs --osd-uuid "$osd" >> "$dir/setup.log" 2>&1 || fail "the storage daemon's files could not be made"
start osd ceph-osd -f -i 0
for _ in $(seq 300); do
  timeout 30 ceph osd stat 2>> "$dir/setup.log" | grep -q ' 1 up' && up=1 && break
  sleep 0.2
done
[ "${up:-}" = 1 ] || fail "the storage daemon did not come up"

say "gateway on $s3"
timeout 120 radosgw-admin user create --uid=test --display-name=test --access-key=test --secret-key=testsecret >> "$dir/setup.log" 2>&1 || fail "the user could not be made"
timeout 120 radosgw-admin user create --uid=other --display-name=other --access-key=other --secret-key=othersecret >> "$dir/setup.log" 2>&1 || fail "the second user could not be made"
start rgw radosgw -f -n client.rgw
for _ in $(seq 600); do
  (exec 3<> "/dev/tcp/127.0.0.1/$s3") 2> /dev/null && ready=1 && break
  kill -0 "${pids[2]}" 2> /dev/null || fail "the gateway ended"
  sleep 0.2
done
[ "${ready:-}" = 1 ] || fail "the gateway did not answer"

say "ready"
echo "{\"port\": $s3, \"accessKey\": \"test\", \"secretKey\": \"testsecret\", \"folder\": \"$dir\"}"
cat > /dev/null || true
