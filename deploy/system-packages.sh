#!/usr/bin/env bash
# Installs what the tests talk to for real, or says the one command that does.
set -euo pipefail
list="$(dirname "$0")/system-packages.txt"
missing=()
welcome=()
while read -r name; do
  [[ -z "$name" || "$name" == \#* ]] && continue
  dpkg-query -W -f='${Status}' "${name#\?}" 2>/dev/null | grep -q 'install ok installed' && continue
  if [[ "$name" == \?* ]]; then welcome+=("${name#\?}"); else missing+=("$name"); fi
done <"$list"
[[ ${#missing[@]} -eq 0 ]] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "The tests need, by Debian's names: ${missing[*]}" >&2
  exit 1
fi
if [[ $(id -u) -ne 0 ]]; then
  echo "The tests need some packages. Install them with: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
# what only saves time comes along where apt has it, and is not waited for when everything else is there
for name in "${welcome[@]}"; do
  apt-get install -y -qq --no-install-recommends --no-remove "$name" &>/dev/null || true
done
