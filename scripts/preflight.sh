#!/bin/sh
# Says in one line what is missing before anything is built: preflight.sh PYTHON
set -u
python=${1:-python3}

stop() {
    printf 'error: %s\n hint: %s\n' "$1" "$2" >&2
    exit 2
}

command -v "$python" >/dev/null || stop "$python is not installed" "apt install python3 python3-venv"
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
    stop "$("$python" --version) is not 3.11, 3.12 or 3.13" "make PYTHON=python3.12 ..."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "this Python cannot make virtual environments" "apt install python3-venv"
for tool in cc c++ cmake; do
    command -v "$tool" >/dev/null ||
        stop "$tool is not installed; llama.cpp is compiled here" "apt install build-essential cmake"
done
