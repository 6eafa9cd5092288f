#!/usr/bin/env bash
# Publishes the app and starts it on this machine, with Azure Functions Core Tools (`func`) and Azurite. docs/azure-functions.md has the steps.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-bin/local}

for tool in dotnet func openssl; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 1; }
done

[ -e erasure.json ] || cp erasure.sample.json erasure.json
dotnet publish -c Release -p:FunctionsHost=true -o "$out" --nologo -v quiet

# kept between starts: without its master key nothing in the vault can be opened
settings=../../local.settings.json
[ -e "$settings" ] || (umask 077; sed "s|\"ERASURE_MASTER_KEY\": \"\"|\"ERASURE_MASTER_KEY\": \"$(openssl rand -base64 32)\"|" ../../local.settings.sample.json > "$settings")
cp "$settings" "$out/local.settings.json"

if grep -q UseDevelopmentStorage=true "$settings" && ! (exec 3<> /dev/tcp/127.0.0.1/10000) 2> /dev/null; then
  command -v azurite > /dev/null || { echo "azurite is not installed: npm install --global azurite" >&2; exit 1; }
  azurite --silent --location "$out/.azurite" &
  trap 'kill %1' EXIT
fi

cd "$out"
func start
