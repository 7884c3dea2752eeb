resource "aws_sagemaker_domain" "stops" {
  default_user_settings {
    execution_role = "arn:aws:iam::111122223333:role/a"
    jupyter_lab_app_settings {
      app_lifecycle_management {
        idle_settings {
          lifecycle_management    = "ENABLED"
          idle_timeout_in_minutes = 60
        }
      }
    }
  }
}

resource "aws_sagemaker_domain" "runs_on" {
  default_user_settings {
    execution_role = "arn:aws:iam::111122223333:role/a"
    jupyter_lab_app_settings {
      app_lifecycle_management {
        idle_settings {
          lifecycle_management = "DISABLED"
        }
      }
    }
  }
}

resource "aws_sagemaker_domain" "silent" {
}
