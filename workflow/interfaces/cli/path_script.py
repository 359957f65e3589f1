"""A path as a shell script: a command a line with what must come of it after it, to follow by hand or to run."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from workflow.interfaces.cli.path_running import TESTER

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.engine.proving.journeys import Step
    from workflow.engine.proving.paths import Attempt, Path, Paths
    from workflow.engine.proving.targets import Target

EXPECTING = "expecting.sh"
EVERY = "every-path.sh"

_EXPECTING = r"""# What every path needs: it tries a command, and compares the answer with what was written down.
# The database is the one of CASEPATH_DATABASE_URL, made with `casepath migrate`. It should be one for tests.

set -u
TODAY=${TODAY:-$(TZ=@ZONE@ date +%F)}
CASE=@TESTER@:$(basename "$0" .sh)-$(date +%s)-$$
answer=$(mktemp)
trap 'rm -f "$answer" "$answer.expected"' EXIT
tried=0
wrong=0

# try COMMAND...: run it, and keep its answer and its exit status.
try() {
    tried=$((tried + 1))
    told="$*"
    "$@" --json >"$answer" 2>&1
    status=$?
}

# now STATE: it was accepted, and the case is in that state now; otherwise the path ends here.
now() {
    [ "$status" -eq 0 ] && grep -q "^  \"state\": \"$1\"" "$answer" && return
    mismatch "accepted, now in $1"
    finished
    exit
}

# refused KIND [REQUIREMENT...]: it was refused for that kind of reason, by these requirements and no others.
refused() {
    if [ "$status" -ne 3 ]; then
        mismatch "refused ($*)"
        finished
        exit
    fi
    for word in "$@"; do echo "$word"; done | sort >"$answer.expected"
    sed -n 's/^    "kind": "\(.*\)",$/\1/p; s/^        "requirement": "\(.*\)",$/\1/p' "$answer" |
        sort | cmp -s - "$answer.expected" || mismatch "refused ($*)"
}

# says SENTENCE: the answer says so.
says() {
    grep -qF -- "$1" "$answer" || mismatch "the sentence: $1"
}

mismatch() {
    wrong=$((wrong + 1))
    printf '%s. %s\n   expected: %s\n   found (exit status %s):\n' "$tried" "$told" "$1" "$status"
    sed 's/^/   /' "$answer"
}

# finished: tell how it went; the exit status is 1 when anything was answered otherwise.
finished() {
    echo "$(basename "$0" .sh): $tried reports, $wrong answered otherwise than written down"
    [ "$wrong" -eq 0 ]
}
"""

_EVERY = """#!/bin/sh
# Goes every path of {pathway}, then verifies every history.
cd "$(dirname "$0")" || exit 2
failed=0
for path in path-*.sh; do
    sh "$path" || failed=$((failed + 1))
done
casepath audit verify || failed=$((failed + 1))
[ "$failed" -eq 0 ]
"""


def scripts(paths: Paths, definition: Definition) -> dict[str, str]:
    """Every path as a script by its file's name, with what they share and one that runs them all."""
    zone = definition.calendar.time_zone
    return {
        EXPECTING: _EXPECTING.replace("@ZONE@", zone).replace("@TESTER@", TESTER),
        EVERY: _EVERY.format(pathway=definition.name),
        **{f"{path.name}.sh": script(path, definition) for path in paths.paths},
    }


def script(path: Path, definition: Definition) -> str:
    """One path: for every report a sentence, what it shows, the command, and what is expected."""
    head = [
        "#!/bin/sh",
        f"# Path {path.number} of {definition.name}",
        f"# {' → '.join(path.way)}",
        f"# {len(path.attempts)} reports, {path.refusals} of them refused",
        "",
        f'. "$(dirname "$0")/{EXPECTING}"',
    ]
    lines = [line for number, each in enumerate(path.attempts, 1) for line in _lines(number, each, definition)]
    return "\n".join([*head, *lines, "", "finished", ""])


def _lines(number: int, attempt: Attempt, definition: Definition) -> Iterator[str]:
    step = attempt.step
    yield ""
    yield f"# {number}. {step.role} reports: {definition.events[step.event].says}"
    yield from (f"#    shows {shown_target(target)}" for target in attempt.shows)
    yield f"try {' '.join(_command(step, definition))}"
    if not attempt.refused:
        yield f"now {attempt.state}"
        return
    yield " ".join(["refused", attempt.refused, *attempt.unmet])
    if attempt.says:
        # As it stands in the answer, which is JSON.
        yield f"says {shlex.quote(json.dumps(attempt.says, ensure_ascii=False)[1:-1])}"


def _command(step: Step, definition: Definition) -> Iterator[str]:
    if step.event == definition.opening:
        yield f'casepath open {shlex.quote(definition.name)} --patient-ref "$CASE"'
    else:
        yield f'casepath report "$CASE" {step.event}'
    yield from (_word(name, value) for name, value in _words(step.fields))
    for requirement, reason in step.lifted.items():
        yield f"--override {_word(requirement, f'{reason}:{_explanation()}')}"
    yield f"--by {TESTER} --role {step.role}"


def _words(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", str(each)) for key, each in value.items())
        else:
            yield name, ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _word(name: str, value: str) -> str:
    from workflow.engine.proving.journeys import TODAY

    return f'{name}="$TODAY"' if value == TODAY else f"{name}={shlex.quote(value)}"


def _explanation() -> str:
    from workflow.engine.proving.journeys import WORDS

    return WORDS


def shown_target(target: Target) -> str:
    """What has to be shown, in a few words."""
    kind, *names = target
    if kind == "unmet":
        return f"the row {names[0]}.{names[1]}, refused because of {names[2]}"
    if kind == "role":
        return f"the event {names[0]}, refused to the role {names[1]}"
    if kind == "refusal":
        return f"the row {names[0]}.{names[1]}, which refuses"
    return f"the {kind} {'.'.join(names)}"
