#!/usr/bin/env bash
# The servers that erasure.sample.json and local.settings.sample.json name, on loopback: Azure's storage (ports 10000 to 10002), DynamoDB (8000),
# S3 with the versioned bucket "lake" (9000), a domain that erases at once (8080). They keep nothing: what is in them goes with this script, which ends with Ctrl+C.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=tests/foreign

for tool in node npm curl radosgw ceph-mon ceph-osd; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed (Debian: apt-get install --no-install-recommends nodejs npm curl ceph-mon ceph-osd radosgw)" >&2; exit 1; }
done
[ -e "$tools/node_modules/azurite" ] || npm ci --prefix "$tools" --no-audit --no-fund

# each ends when its standard input does: with this script, however that ends
exec 3> >(exec node "$tools/azurite-server.mjs" 10000 > /dev/null)
exec 4> >(exec node "$tools/dynalite-server.mjs" 8000 > /dev/null)
exec 5> >(exec node "$tools/domain-server.mjs" 8080 > /dev/null)
exec 6> >(ERASURE_S3_PORT=9000 exec bash tests/Erasure.Aws.Tests/Servers/ceph.sh > /dev/null)

for port in 10002 8000 8080 9000; do
  for _ in $(seq 600); do
    (exec 7<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null && continue 2
    sleep 0.2
  done
  echo "nothing answers on port $port" >&2
  exit 1
done

s3() { curl --silent --show-error --fail --retry 10 --retry-connrefused --aws-sigv4 aws:amz:eu-central-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --user test:testsecret -X PUT "http://127.0.0.1:9000/$1" "${@:2}"; }
s3 lake
s3 'lake?versioning=' --data '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>'
echo "ready: Azure's storage on 10000, DynamoDB on 8000, S3 on 9000 (bucket lake), a domain on 8080"
cat > /dev/null
