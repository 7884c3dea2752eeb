# Who may ask a model. Grants lie on the endpoint (resources of the beta provider), and the role predicts and explains only:
# aiplatform.user, which is usually given, may also train, upload and deploy.
locals {
  callers = merge([
    for name, endpoint in var.endpoints : { for member in endpoint.callers : "${name}/${member}" => { endpoint = name, member = member } }
  ]...)
}

resource "google_project_iam_custom_role" "caller" {
  project     = var.project_id
  role_id     = "${local.snake_prefix}_endpoint_caller"
  title       = "Endpoint caller (${var.name_prefix})"
  description = "Predict and explain on endpoints one is granted."
  stage       = "GA"
  permissions = ["aiplatform.endpoints.explain", "aiplatform.endpoints.predict"]
}

resource "google_vertex_ai_endpoint_iam_member" "caller" {
  provider = google-beta
  for_each = local.callers

  project  = var.project_id
  location = var.region
  endpoint = google_vertex_ai_endpoint.this[each.value.endpoint].name
  role     = google_project_iam_custom_role.caller.id
  member   = each.value.member
}

# Prompts and answers of generative models, for the gateway or the client to ask: a template guards nothing by itself.
resource "google_model_armor_template" "this" {
  count = var.model_armor == null ? 0 : 1

  project         = var.project_id
  location        = var.region
  template_id     = "${var.name_prefix}-serving"
  deletion_policy = local.deletion_policy
  labels          = var.labels

  filter_config {
    pi_and_jailbreak_filter_settings {
      filter_enforcement = "ENABLED"
      confidence_level   = var.model_armor.confidence
    }

    malicious_uri_filter_settings {
      filter_enforcement = "ENABLED"
    }

    rai_settings {
      dynamic "rai_filters" {
        for_each = ["DANGEROUS", "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT"]

        content {
          filter_type      = rai_filters.value
          confidence_level = var.model_armor.confidence
        }
      }
    }

    sdp_settings {
      dynamic "basic_config" {
        for_each = var.model_armor.inspect_template == null ? ["one"] : []

        content {
          filter_enforcement = "ENABLED"
        }
      }

      dynamic "advanced_config" {
        for_each = var.model_armor.inspect_template == null ? [] : ["one"]

        content {
          inspect_template    = var.model_armor.inspect_template
          deidentify_template = var.model_armor.deidentify_template
        }
      }
    }
  }

  template_metadata {
    enforcement_type                   = var.model_armor.block ? "INSPECT_AND_BLOCK" : "INSPECT_ONLY"
    ignore_partial_invocation_failures = false # a filter that fails lets nothing through
    log_sanitize_operations            = true
    log_template_operations            = true

    multi_language_detection {
      enable_multi_language_detection = var.model_armor.multi_language
    }
  }
}
