resource "aws_sagemaker_domain" "named" {
  domain_settings {
    execution_role_identity_config = "USER_PROFILE_NAME"
  }
}

resource "aws_sagemaker_domain" "anonymous" {
  domain_settings {
    execution_role_identity_config = "DISABLED"
  }
}
