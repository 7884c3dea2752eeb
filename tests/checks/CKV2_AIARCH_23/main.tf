resource "aws_guardduty_detector_feature" "on" {
  status = "ENABLED"
}

resource "aws_guardduty_detector_feature" "off" {
  status = "DISABLED"
}
