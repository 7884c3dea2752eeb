"""Lines of the AWS reference that no single module can hold: what is seen only where modules meet.

`tests/reference/aws.yaml` says which line each rule holds. What one module promises by itself is a run in its own
`tests/unit.tftest.hcl`; a run sees nothing of the modules it calls, so whether every caller passes its key on is asked here.
"""

from __future__ import annotations

from pathlib import Path

from hclmodules import FOLDERS, address, calls, every, resources

AWS = [f for f in FOLDERS if f.parent.name == "aws"]


@every(AWS)
def test_aws_bucket_and_group_are_made_in_one_place(folder: Path) -> None:
    home = {"_secure-bucket": {"aws_s3_bucket"}, "_vpc-access": {"aws_security_group"}}
    made = {r.labels[0] for r in resources(folder, "aws_s3_bucket", "aws_security_group")}
    assert made == home.get(folder.name, set())
    missing = {
        call.labels[0]: sorted(absent)
        for call in calls(folder, "_secure-bucket")
        if (absent := {"kms_key_arn", "purpose", "tags"} - {p.name for p in call.parts()})
    }
    assert missing == {}
    keyless = [
        c.labels[0] for c in calls(folder, "_secure-bucket") if c.attribute("kms_key_arn") == "null"
    ]
    unlogged = [
        c.labels[0] for c in calls(folder, "_secure-bucket") if not c.attribute("access_log_bucket")
    ]
    assert keyless == unlogged == (["access_logs"] if folder.name == "audit-trail" else [])


@every(AWS)
def test_aws_log_group_topic_and_queue_leave_nothing_to_the_service(folder: Path) -> None:
    wanted = {
        "aws_cloudwatch_log_group": {"kms_key_id", "retention_in_days", "tags"},
        "aws_sns_topic": {"kms_master_key_id", "tags"},
        "aws_sqs_queue": {"kms_master_key_id", "message_retention_seconds", "tags"},
    }
    missing = {
        address(folder, r): sorted(absent)
        for r in resources(folder, *wanted)
        if (absent := wanted[r.labels[0]] - {p.name for p in r.parts()})
    }
    assert missing == {}


@every(AWS)
def test_aws_module_empties_itself_only_where_it_may(folder: Path) -> None:
    given = {c.labels[0]: c.attribute("force_destroy") for c in calls(folder, "_secure-bucket")}
    explained = {
        "audit-trail": {
            "access_logs": "var.force_destroy_access_logs",
            "evidence": None,  # locked: emptied by nobody before its time, and by hand after it
            "trail_bucket": None,
        },
        "state-backend": {"plan_bucket": "true", "state_bucket": "var.force_destroy"},
    }
    assert given == explained.get(folder.name, dict.fromkeys(given, "var.force_destroy"))
