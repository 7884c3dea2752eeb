resource "aws_sagemaker_user_profile" "persona" {
  user_settings {
    execution_role = "arn:aws:iam::111122223333:role/scientist"
  }
}

resource "aws_sagemaker_user_profile" "shared" {
}
