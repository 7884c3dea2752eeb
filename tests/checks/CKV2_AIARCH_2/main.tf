resource "aws_sagemaker_domain" "own_key" {
  kms_key_id = "arn:aws:kms:eu-central-1:111122223333:key/1"
}

resource "aws_sagemaker_domain" "aws_key" {
}
