resource "aws_sagemaker_model_card" "own_key" {
  security_config {
    kms_key_id = "arn:aws:kms:eu-central-1:111122223333:key/1"
  }
}

resource "aws_sagemaker_model_card" "aws_key" {
}
