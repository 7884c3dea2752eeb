variable "regimes" {
  type = list(string)
}

resource "aws_securityhub_account" "this" {
}
