#!/usr/bin/env bash
# Publishes the app and starts it on this machine, with servers for all that it needs. Only Azure Functions Core Tools (`func`) must be there. docs/azure-functions.md has the steps.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-bin/local}

for tool in dotnet func openssl; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 1; }
done

[ -e erasure.json ] || cp erasure.sample.json erasure.json
dotnet publish -c Release -o "$out" --nologo -v quiet

# kept between starts: without its master key nothing in the vault can be opened
settings=../../local.settings.json
[ -e "$settings" ] || (umask 077; sed "s|\"ERASURE_MASTER_KEY\": \"\"|\"ERASURE_MASTER_KEY\": \"$(openssl rand -base64 32)\"|" ../../local.settings.sample.json > "$settings")
cp "$settings" "$out/local.settings.json"

# where nothing serves Azure's storage, nothing serves the rest either
if grep -q UseDevelopmentStorage=true "$settings" && ! (exec 3<> /dev/tcp/127.0.0.1/10000) 2> /dev/null; then
  coproc servers { exec bash ./servers.sh; }
  grep -m 1 '^ready' <&"${servers[0]}" > /dev/null || { echo "the servers didn't start" >&2; exit 1; }
fi

cd "$out"
func start
