mock_provider "helm" {}

variables {
  environment     = "dev"
  cluster_name    = "acme-dev"
  site_domain     = "acme.internal"
  namespaces      = { security = "security-agents", monitoring = "monitoring" }
  retention_years = 10
}

run "every_line_reaches_the_bucket" {
  command = plan

  assert {
    condition     = output.values["audit-shipper"].config.exporters.awss3.s3uploader.s3_bucket == "evidence" && output.values["audit-shipper"].config.exporters.awss3.s3uploader.endpoint == "https://s3.acme.internal" && !output.values["audit-shipper"].config.exporters.awss3.s3uploader.disable_ssl && output.values["audit-shipper"].config.exporters.awss3.marshaler == "body"
    error_message = "Lines go as they are, over TLS, into the evidence bucket."
  }

  assert {
    condition     = output.values["audit-shipper"].config.exporters.awss3.sending_queue.storage == "file_storage" && output.values["audit-shipper"].config.exporters.awss3.retry_on_failure.max_elapsed_time == "0s" && output.values["audit-shipper"].config.receivers.filelog.storage == "file_storage" && output.values["audit-shipper"].config.receivers.filelog.start_at == "beginning"
    error_message = "Position and queue survive a restart, and nothing is dropped."
  }

  assert {
    condition     = jsonencode(output.values["audit-shipper"].nodeSelector) == jsonencode({ "node-role.kubernetes.io/control-plane" = "" }) && !output.values["audit-shipper"].clusterRole.create && !output.values["audit-shipper"].serviceAccount.automountServiceAccountToken && output.values["audit-shipper"].extraVolumeMounts[0].readOnly && jsonencode(output.values["audit-shipper"].securityContext.capabilities.drop) == jsonencode(["ALL"])
    error_message = "It runs beside the API servers, reads one folder and asks the API nothing."
  }

  assert {
    condition     = output.evidence_bucket.lock_days == 3653 && output.evidence_bucket.lock_mode == "COMPLIANCE" && output.evidence_bucket.prefix == "acme-dev/audit"
    error_message = "Ten years are 3653 days."
  }

  assert {
    condition     = toset(one([for m in output.manifests : [for r in m.spec.groups[0].rules : r.alert] if m.kind == "PrometheusRule"])) == toset(["AuditTrailStopped", "AuditTrailDelayed", "AuditEventsLost"])
    error_message = "Silence, delay and loss must be alarmed."
  }
}

run "prod_with_a_confirmed_lock" {
  command = plan

  variables {
    environment        = "prod"
    lock_confirmed     = true
    object_store_cidrs = ["10.30.0.0/24"]
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.egress[0].to[0].ipBlock.cidr if m.kind == "NetworkPolicy"]) == "10.30.0.0/24"
    error_message = "The store is the only way out."
  }
}

run "air_gap_names_no_public_host" {
  command = plan

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
  }

  assert {
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|github\\.io|amazonaws)", jsonencode([output.values, output.images]))) && length(output.images) == 1
    error_message = "Nothing may point at a public host."
  }
}

run "externally_managed_keeps_alerts" {
  command = plan

  variables {
    externally_managed = ["audit-shipper"]
  }

  assert {
    condition     = length(output.releases) == 0 && length(output.manifests) == 3
    error_message = "A foreign shipper is watched all the same."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.retention_years, var.audit_log_path, var.evidence]

  variables {
    environment     = "production"
    connectivity    = "sometimes"
    site_domain     = "example.com"
    namespaces      = {}
    retention_years = 0.5
    audit_log_path  = "/var/log/audit.log"
    evidence        = { endpoint = "http://s3" }
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["fluentd"]
    overrides          = { fluentd = {} }
  }
}

run "warns_of_unconfirmed_lock_in_prod" {
  command         = plan
  expect_failures = [check.evidence_is_locked]

  variables {
    environment = "prod"
  }
}
