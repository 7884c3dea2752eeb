"""Live checks on AWS; `session` is the only module that knows boto3."""
