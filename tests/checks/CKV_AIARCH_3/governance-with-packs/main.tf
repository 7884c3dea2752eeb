variable "regimes" {
  type = list(string)
}

resource "aws_config_conformance_pack" "this" {
  name          = "hipaa"
  template_body = "Resources: {}"
}
