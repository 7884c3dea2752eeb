# Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept.
"""Shows a plan in its pull request: one thread per environment, written anew by every push. Pull requests of Azure Repos only."""

import json
import os
import sys
import urllib.request
from pathlib import Path

LIMIT = 140_000
"""Azure Repos takes comments of 150 000 characters."""


def call(method, path, body=None):
    """Return what the API answers."""
    base = f"{os.environ['SYSTEM_COLLECTIONURI'].rstrip('/')}/{os.environ['SYSTEM_TEAMPROJECTID']}"
    pull_request = int(os.environ["SYSTEM_PULLREQUEST_PULLREQUESTID"])
    request = urllib.request.Request(
        f"{base}/_apis/git/repositories/{os.environ['BUILD_REPOSITORY_ID']}/pullRequests/{pull_request}/threads{path}?api-version=7.1",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {os.environ['SYSTEM_ACCESSTOKEN']}", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def thread(environment):
    """Write the summary as a thread, over the one of an earlier push."""
    marker = f"<!-- aiarch plan {environment} -->"
    summary = Path(".aiarch", "plans", environment, "plan-summary.md")
    text = summary.read_text(encoding="utf-8") if summary.is_file() else f"No plan for {environment} came out."
    content = f"{marker}\n{text[:LIMIT]}\n\nRun {os.environ['BUILD_BUILDNUMBER']} for {os.environ['BUILD_SOURCEVERSION']}"
    for old in call("GET", "")["value"]:
        first = next(iter(old.get("comments") or []), {})
        if not old.get("isDeleted") and (first.get("content") or "").startswith(marker):
            call("PATCH", f"/{int(old['id'])}/comments/{int(first['id'])}", {"content": content})
            return
    call("POST", "", {"comments": [{"parentCommentId": 0, "content": content, "commentType": 1}], "status": "closed"})


def main(environment):
    """Show the plan; a comment that cannot be written does not fail the plan."""
    if os.environ.get("BUILD_REPOSITORY_PROVIDER") != "TfsGit":
        return
    try:
        thread(environment)
    except OSError as error:  # urllib's errors are OSErrors
        print(f"the comment could not be written: {error}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
