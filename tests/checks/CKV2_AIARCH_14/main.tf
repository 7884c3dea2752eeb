resource "aws_sagemaker_model" "inside" {
  vpc_config {
    subnets            = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_sagemaker_model" "outside" {
}
