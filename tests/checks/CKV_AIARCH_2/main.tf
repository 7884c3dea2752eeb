resource "aws_iam_role_policy" "narrow" {
  role   = "a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::b/*" }, { Effect = "Deny", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_role_policy" "service_wide" {
  role   = "a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sagemaker:*", Resource = "*" }] })
}

resource "aws_iam_role_policy" "all_but" {
  role   = "a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = "iam:CreateUser", Resource = "*" }] })
}
