resource "aws_sagemaker_domain" "vpc_only" {
  app_network_access_type = "VpcOnly"
}

resource "aws_sagemaker_domain" "internet" {
  app_network_access_type = "PublicInternetOnly"
}

resource "aws_sagemaker_domain" "silent" {
}
