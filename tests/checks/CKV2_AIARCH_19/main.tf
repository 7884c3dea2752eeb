resource "aws_networkfirewall_logging_configuration" "logged" {
  firewall_arn = "arn:aws:network-firewall:eu-central-1:111122223333:firewall/a"

  logging_configuration {
    log_destination_config {
      log_destination      = { logGroup = "/firewall" }
      log_destination_type = "CloudWatchLogs"
      log_type             = "FLOW"
    }
  }
}

resource "aws_networkfirewall_logging_configuration" "silent" {
  firewall_arn = "arn:aws:network-firewall:eu-central-1:111122223333:firewall/a"
}
