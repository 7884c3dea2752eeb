resource "aws_sagemaker_model_package_group_policy" "named" {
  model_package_group_name = "churn"
  resource_policy          = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sagemaker:DescribeModelPackageGroup", Resource = "arn:aws:sagemaker:eu-central-1:111122223333:model-package-group/churn" }] })
}

resource "aws_sagemaker_model_package_group_policy" "anyone" {
  model_package_group_name = "churn"
  resource_policy          = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sagemaker:DescribeModelPackageGroup", Resource = "arn:aws:sagemaker:eu-central-1:111122223333:model-package-group/churn" }] })
}

resource "aws_sagemaker_model_package_group_policy" "any_account" {
  model_package_group_name = "churn"
  resource_policy          = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sagemaker:DescribeModelPackageGroup", Resource = "arn:aws:sagemaker:eu-central-1:111122223333:model-package-group/churn" }] })
}
