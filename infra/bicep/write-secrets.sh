#!/usr/bin/env bash
# Puts the secrets into the vault that the app can't start without, where they aren't there yet. What is there stays as it is.
# Their values are made here: they are in no template, no deployment's history and no process list.
set -euo pipefail
vault=${ERASURE_VAULT_NAME:?is an output of the deployment}
umask 077
file=$(mktemp)
trap 'rm -f "$file"' EXIT

# a role that was just given takes some minutes to count
try() {
  for _ in $(seq "${ERASURE_VAULT_ATTEMPTS:-30}"); do
    if "$@" 2> "$file.error"; then rm -f "$file.error"; return; fi
    grep -q -e Forbidden "$file.error" || break
    sleep "${ERASURE_VAULT_WAIT:-10}"
  done
  cat "$file.error" >&2
  rm -f "$file.error"
  return 1
}

names=$(try az keyvault secret list --vault-name "$vault" --query '[].name' --output tsv)

write() {
  if grep -q -x -e "$1" <<< "$names"; then
    echo "$1 is there"
    return
  fi
  openssl rand "$2" 32 | tr -d '\n' > "$file"
  try az keyvault secret set --vault-name "$vault" --name "$1" --file "$file" --encoding utf-8 --output none
  echo "$1 written"
}

write erasure-api-key -hex
write erasure-master-key -base64
