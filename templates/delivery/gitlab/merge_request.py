# Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept.
"""Shows a plan in its merge request: the plan widget always, one note per environment where AIARCH_COMMENT_TOKEN is set."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

LIMIT = 900_000
"""GitLab takes notes of one million characters."""


def widget(folder):
    """Count changes as the merge request's Terraform widget wants them; a replacement creates and deletes."""
    counts = {"create": 0, "update": 0, "delete": 0}
    for file in sorted(folder.glob("*.*.json")):
        changes = json.loads(file.read_text(encoding="utf-8")).get("resource_changes", [])
        for action in (a for change in changes for a in change["change"]["actions"]):
            if action in counts:
                counts[action] += 1
    (folder / "gitlab.json").write_text(json.dumps(counts), encoding="utf-8")


def call(method, path, body=None):
    """Return what GitLab's API answers."""
    project = urllib.parse.quote(os.environ["CI_PROJECT_ID"], safe="")
    request = urllib.request.Request(
        f"{os.environ['CI_API_V4_URL']}/projects/{project}/merge_requests/{int(os.environ['CI_MERGE_REQUEST_IID'])}/notes{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"PRIVATE-TOKEN": os.environ["AIARCH_COMMENT_TOKEN"], "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def note(environment, folder):
    """Write the summary as a note, over the one of an earlier push."""
    marker = f"<!-- aiarch plan {environment} -->"
    summary = folder / "plan-summary.md"
    text = summary.read_text(encoding="utf-8") if summary.is_file() else f"No plan for {environment} came out."
    body = {"body": f"{marker}\n{text[:LIMIT]}\n\n[Job]({os.environ['CI_JOB_URL']}) for {os.environ['CI_COMMIT_SHA']}"}
    page = 1
    while page:
        notes = call("GET", f"?per_page=100&page={page}")
        for old in notes:
            if old["body"].startswith(marker):
                call("PUT", f"/{int(old['id'])}", body)
                return
        page = page + 1 if len(notes) == 100 else 0
    call("POST", "", body)


def main(environment):
    """Show the plan; a comment that cannot be written does not fail the plan."""
    folder = Path(".aiarch", "plans", environment)
    if folder.is_dir():
        widget(folder)
    if os.environ.get("AIARCH_COMMENT_TOKEN") and os.environ.get("CI_MERGE_REQUEST_IID"):
        try:
            note(environment, folder)
        except (OSError, urllib.error.HTTPError) as error:
            print(f"the note could not be written: {error}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
