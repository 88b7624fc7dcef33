#!/bin/sh
# Prints a Python that is new enough, or says in one sentence that there is none.
# Each candidate is run, because a name on the PATH may be a shim of something not installed.
for candidate in "$PYTHON" python3 python3.13 python3.12 python3.11 python3.14 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
        >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "leadpreview needs Python 3.11 or newer with its venv module; none was found on the PATH." >&2
exit 1
