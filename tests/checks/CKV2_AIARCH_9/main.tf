resource "aws_config_conformance_pack" "inline" {
  template_body = "Resources: {}"
}

resource "aws_config_conformance_pack" "stored" {
  template_s3_uri = "s3://bucket/pack.yaml"
}

resource "aws_config_conformance_pack" "empty" {
  name = "empty"
}
