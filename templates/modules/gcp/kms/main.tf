# One key per blast radius, and before anything is encrypted with it, the service agents that will use it may. Every resource that takes
# a key id from the outputs waits for the grants: the usual "service agent lacks permission" of a first apply cannot happen.
locals {
  key_project_id = coalesce(var.key_project_id, var.project_id)

  # Purpose → who encrypts and decrypts for it. Names of agents are those of platform.project.
  default_keys = {
    alerts  = { agents = ["pubsub"], why = "topics and queues" }
    audit   = { agents = ["logging", "storage"], why = "evidence: locked logs and their archive" }
    data    = { agents = ["bigquery", "dataflow", "compute", "managedkafka", "storage"], why = "the lake, warehouse and streams" }
    images  = { agents = ["artifactregistry"], why = "container images and packages" }
    logs    = { agents = ["logging", "storage"], why = "operational logs and access logs" }
    ml      = { agents = ["aiplatform", "aiplatform-custom-code", "aiplatform-reasoning-engine", "compute", "notebooks", "storage"], why = "notebooks, training, endpoints, indexes, metadata" }
    runtime = { agents = ["compute", "container", "run"], why = "clusters and services" }
    secrets = { agents = ["secretmanager"], why = "secrets" }
  }

  keys = merge(local.default_keys, { for purpose, key in var.extra_keys : purpose => { agents = tolist(key.agents), why = key.why } })

  # Static keys: purpose and agent are known at plan, the member may not be.
  agent_grants = merge([
    for purpose, key in local.keys : {
      for agent in key.agents : "${purpose}/${agent}" => { purpose = purpose, agent = agent }
      if contains(keys(var.service_agents), agent)
    }
  ]...)

  member_grants = merge([
    for purpose, members in var.extra_members : { for member in members : "${purpose}/${member}" => { purpose = purpose, member = member } }
  ]...)

  destroy_after = "${var.destroy_days * 86400}s"
}

# Rings and keys are never deleted, so a second attempt under the same name would collide with the first one's remains.
resource "random_id" "ring" {
  byte_length = 3
}

resource "google_kms_key_ring" "this" {
  project  = local.key_project_id
  name     = "${var.name_prefix}-${random_id.ring.hex}"
  location = var.location
}

resource "google_kms_crypto_key" "this" {
  for_each = local.keys

  name                       = each.key
  key_ring                   = google_kms_key_ring.this.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "7776000s" # 90 days (CIS benchmark 1.10); a literal, because scanners do not follow variables into for_each
  destroy_scheduled_duration = local.destroy_after
  labels                     = merge(var.labels, { purpose = each.key })

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = var.protection_level
  }

  lifecycle {
    prevent_destroy = true # destroying a key destroys every version of it, and with them all it encrypts
  }
}

# Signs model manifests, images and evidence. Asymmetric keys cannot rotate by themselves: add a version, then retire the old one.
resource "google_kms_crypto_key" "signing" {
  name                       = "signing"
  key_ring                   = google_kms_key_ring.this.id
  purpose                    = "ASYMMETRIC_SIGN"
  destroy_scheduled_duration = local.destroy_after
  labels                     = merge(var.labels, { purpose = "signing" })

  version_template {
    algorithm        = var.signing_algorithm
    protection_level = var.protection_level
  }

  lifecycle {
    prevent_destroy = true
  }
}

# On the key, never on ring or project: an agent reaches what is its own.
resource "google_kms_crypto_key_iam_member" "agent" {
  for_each = local.agent_grants

  crypto_key_id = google_kms_crypto_key.this[each.value.purpose].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = var.service_agents[each.value.agent]
}

resource "google_kms_crypto_key_iam_member" "extra" {
  for_each = local.member_grants

  crypto_key_id = google_kms_crypto_key.this[each.value.purpose].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value.member
}

resource "google_kms_crypto_key_iam_member" "signer" {
  for_each = var.signers

  crypto_key_id = google_kms_crypto_key.signing.id
  role          = "roles/cloudkms.signerVerifier"
  member        = each.value
}

resource "time_sleep" "grants" {
  create_duration = "60s" # grants on keys take effect within a minute, usually

  triggers = { grants = join(",", concat(keys(local.agent_grants), keys(local.member_grants))) }

  depends_on = [
    google_kms_crypto_key_iam_member.agent,
    google_kms_crypto_key_iam_member.extra,
  ]
}
