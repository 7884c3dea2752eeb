resource "aws_config_delivery_channel" "own_key" {
  s3_kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/1"
}

resource "aws_config_delivery_channel" "aws_key" {
  s3_bucket_name = "config"
}
