resource "aws_sagemaker_domain" "off" {
  default_user_settings {
    sharing_settings {
      notebook_output_option = "Disabled"
    }
  }
}

resource "aws_sagemaker_domain" "own_key" {
  default_user_settings {
    sharing_settings {
      notebook_output_option = "Allowed"
      s3_kms_key_id          = "arn:aws:kms:eu-central-1:111122223333:key/1"
    }
  }
}

resource "aws_sagemaker_domain" "open" {
  default_user_settings {
    sharing_settings {
      notebook_output_option = "Allowed"
    }
  }
}
