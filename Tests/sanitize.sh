#!/usr/bin/env bash
# Runs the tests that touch raw memory, threads and hostile input under the compiler's sanitizers, and
# says which of them this toolchain lacks.
#
#   Tests/sanitize.sh [SANITIZER...]    address, thread and undefined unless told otherwise
set -euo pipefail
cd "$(dirname "$0")/.."

tests='FuzzTests|PNGErrorTests|PNGReaderTests|SoakTests'
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo 'print("works")' > "$probe/main.swift"

# Swift has no sanitizer for undefined behaviour on Linux, but the C in it can be made to trap.
options() {
  case $1 in
    undefined) echo "-Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined" ;;
    *) echo "--sanitize $1" ;;
  esac
}

works() {
  [ "$1" = undefined ] ||
    { swiftc -sanitize="$1" "$probe/main.swift" -o "$probe/main" && "$probe/main"; } \
      > "$probe/log" 2>&1
}

for sanitizer in "${@:-address thread undefined}"; do
  for one in $sanitizer; do
    if works "$one"; then
      echo "+ $one sanitizer"
      # shellcheck disable=SC2046
      swift test --scratch-path ".build-$one" $(options "$one") --filter "$tests"
    else
      echo "Skipped the $one sanitizer, which this toolchain lacks: $(tail -n 1 "$probe/log")"
    fi
  done
done
