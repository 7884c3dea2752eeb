resource "aws_sns_topic" "tagged" {
  name = "alerts"
  tags = { OwnerTeam = "platform" }
}

resource "aws_sns_topic" "untagged" {
  name = "alerts"
}

resource "aws_kms_key" "untagged" {
  description = "data"
}
