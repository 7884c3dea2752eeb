locals {
  # Equal bounds leave a user no choice; with idle_max_minutes they may choose up to it.
  idle = {
    timeout = var.idle_minutes
    minimum = var.idle_max_minutes == null ? var.idle_minutes : 60
    maximum = var.idle_max_minutes == null ? var.idle_minutes : var.idle_max_minutes
  }

  # Personas without workbench see Studio, but have nothing to start in it.
  all_app_types = ["Canvas", "CodeEditor", "DetailedProfiler", "JupyterLab", "JupyterServer", "KernelGateway", "RSessionGateway", "RStudioServerPro", "TensorBoard"]
  app_personas  = [for name, persona in local.personas : name if contains(persona.permission_sets, "workbench")]

  # The SDK reads this file before every call; without it each notebook would have to repeat network and keys, and the
  # guardrails would deny the first job of everybody.
  lifecycle_base    = <<-EOT
    #!/bin/bash
    set -eu
    mkdir -p "$HOME/.config/sagemaker"
    aws s3 cp "s3://${local.artifact_bucket_name}/${local.sdk_defaults_key}" "$HOME/.config/sagemaker/config.yaml" \
      || echo "SageMaker SDK defaults could not be read; jobs must name network and keys themselves"
  EOT
  lifecycle_scripts = { for app in ["CodeEditor", "JupyterLab"] : app => join("\n", compact([local.lifecycle_base, lookup(var.lifecycle_scripts, app, "")])) }
}

# Immutable in the API, so the hash is part of the name and the next one exists before the old one goes.
resource "aws_sagemaker_studio_lifecycle_config" "this" {
  for_each = local.lifecycle_scripts

  studio_lifecycle_config_name     = "${var.name_prefix}-${lower(each.key)}-${substr(sha256(each.value), 0, 8)}"
  studio_lifecycle_config_app_type = each.key
  studio_lifecycle_config_content  = base64encode(each.value)
  tags                             = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sagemaker_domain" "this" {
  domain_name             = var.name_prefix
  auth_mode               = var.auth_mode
  app_network_access_type = "VpcOnly"
  vpc_id                  = var.vpc_id
  subnet_ids              = local.subnet_ids
  kms_key_id              = var.ml_key_arn
  tag_propagation         = "ENABLED"
  tags                    = var.tags

  # app_security_group_management is valid with RStudio only (terraform-provider-aws#39923). domain_settings takes no
  # security_group_ids either: RStudio alone needs them and a change replaces the domain (#40600).
  domain_settings {
    # Who ran a job; can be changed only while no app runs, hence set from the first day.
    execution_role_identity_config = "USER_PROFILE_NAME"

    docker_settings {
      enable_docker_access      = var.docker_access ? "ENABLED" : "DISABLED"
      vpc_only_trusted_accounts = var.docker_access ? var.docker_trusted_accounts : null
    }
  }

  # For profiles that name no role of their own: the least.
  default_user_settings {
    execution_role      = aws_iam_role.persona["read-only"].arn
    security_groups     = [var.security_group_ids["studio"]]
    studio_web_portal   = "ENABLED"
    default_landing_uri = "studio::"
    auto_mount_home_efs = "Enabled"

    studio_web_portal_settings {
      hidden_app_types = var.hidden_app_types
      hidden_ml_tools  = var.hidden_ml_tools
    }

    sharing_settings {
      notebook_output_option = var.notebook_sharing ? "Allowed" : "Disabled"
      s3_kms_key_id          = var.notebook_sharing ? var.ml_key_arn : null
      s3_output_path         = var.notebook_sharing ? "s3://${module.studio.name}/shared-notebooks" : null
    }

    space_storage_settings {
      default_ebs_storage_settings {
        default_ebs_volume_size_in_gb = var.space_storage_gb
        maximum_ebs_volume_size_in_gb = var.space_storage_max_gb
      }
    }

    jupyter_lab_app_settings {
      lifecycle_config_arns = [aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].arn]

      default_resource_spec {
        instance_type        = var.app_default_instance_type
        lifecycle_config_arn = aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].arn
      }

      app_lifecycle_management {
        idle_settings {
          lifecycle_management        = "ENABLED"
          idle_timeout_in_minutes     = local.idle.timeout
          min_idle_timeout_in_minutes = local.idle.minimum
          max_idle_timeout_in_minutes = local.idle.maximum
        }
      }
    }

    code_editor_app_settings {
      lifecycle_config_arns = [aws_sagemaker_studio_lifecycle_config.this["CodeEditor"].arn]

      default_resource_spec {
        instance_type        = var.app_default_instance_type
        lifecycle_config_arn = aws_sagemaker_studio_lifecycle_config.this["CodeEditor"].arn
      }

      app_lifecycle_management {
        idle_settings {
          lifecycle_management        = "ENABLED"
          idle_timeout_in_minutes     = local.idle.timeout
          min_idle_timeout_in_minutes = local.idle.minimum
          max_idle_timeout_in_minutes = local.idle.maximum
        }
      }
    }
  }

  # Shared spaces read these settings only, never the ones above. The API has no CodeEditor block here.
  default_space_settings {
    execution_role  = aws_iam_role.persona[var.shared_space_persona].arn
    security_groups = [var.security_group_ids["studio"]]

    space_storage_settings {
      default_ebs_storage_settings {
        default_ebs_volume_size_in_gb = var.space_storage_gb
        maximum_ebs_volume_size_in_gb = var.space_storage_max_gb
      }
    }

    jupyter_lab_app_settings {
      lifecycle_config_arns = [aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].arn]

      default_resource_spec {
        instance_type        = var.app_default_instance_type
        lifecycle_config_arn = aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].arn
      }

      app_lifecycle_management {
        idle_settings {
          lifecycle_management        = "ENABLED"
          idle_timeout_in_minutes     = local.idle.timeout
          min_idle_timeout_in_minutes = local.idle.minimum
          max_idle_timeout_in_minutes = local.idle.maximum
        }
      }
    }
  }

  retention_policy {
    home_efs_file_system = local.is_durable ? "Retain" : "Delete"
  }

  lifecycle {
    precondition {
      condition     = var.auth_mode != "SSO" || length(flatten(data.aws_ssoadmin_instances.current[*].arns)) == 1
      error_message = "auth_mode SSO needs an IAM Identity Center organization instance in this region, visible from this account; auth_mode cannot be changed later."
    }

    precondition {
      condition     = contains(keys(local.personas), var.shared_space_persona)
      error_message = "shared_space_persona must be one of the personas."
    }
  }

  # Policies, not only roles, must be there before SageMaker assumes one; the log group before Studio writes to it.
  depends_on = [
    aws_cloudwatch_log_group.this,
    aws_s3_object.sdk_defaults,
    time_sleep.roles,
  ]
}

resource "aws_sagemaker_user_profile" "this" {
  for_each = var.user_profiles

  domain_id                      = aws_sagemaker_domain.this.id
  user_profile_name              = each.key
  single_sign_on_user_identifier = var.auth_mode == "SSO" ? "UserName" : null
  single_sign_on_user_value      = var.auth_mode == "SSO" ? each.value.sso_username : null
  tags                           = merge(var.tags, { Persona = each.value.persona, StudioUser = each.key })

  user_settings {
    execution_role      = aws_iam_role.persona[each.value.persona].arn
    security_groups     = [var.security_group_ids["studio"]]
    studio_web_portal   = "ENABLED"
    default_landing_uri = "studio::"

    # A profile's portal settings replace the domain's, so the tools are repeated.
    dynamic "studio_web_portal_settings" {
      for_each = contains(local.app_personas, each.value.persona) ? [] : [local.all_app_types]

      content {
        hidden_app_types = studio_web_portal_settings.value
        hidden_ml_tools  = var.hidden_ml_tools
      }
    }
  }

  lifecycle {
    precondition {
      condition     = contains(keys(local.personas), each.value.persona)
      error_message = "User profile ${each.key} names the persona ${each.value.persona}, which does not exist: ${join(", ", keys(local.personas))}."
    }

    precondition {
      condition     = (var.auth_mode == "SSO") == (each.value.sso_username != null)
      error_message = "User profile ${each.key}: sso_username is required with auth_mode SSO, and must be absent with IAM."
    }
  }
}
