# Optional: an approval that admission can verify. The approver signs the digest of the serving image with the platform's signing key; a Binary
# Authorization policy that requires this attestor (supply.chain) lets no other image run on GKE or Cloud Run. Vertex AI endpoints do not ask it.
data "google_kms_crypto_key_version" "signing" {
  count = var.attestor ? 1 : 0

  crypto_key = var.signing_key_id
}

resource "google_container_analysis_note" "approval" {
  count = var.attestor ? 1 : 0

  project           = var.project_id
  name              = "${var.name_prefix}-model-approval"
  short_description = "Approved to serve."
  long_description  = "A person who did not train the model approved the image that serves it."
  deletion_policy   = local.deletion_policy

  attestation_authority {
    hint {
      human_readable_name = "Model approvers of ${var.name_prefix}"
    }
  }
}

resource "google_binary_authorization_attestor" "approval" {
  count = var.attestor ? 1 : 0

  project         = var.project_id
  name            = "${var.name_prefix}-model-approval"
  description     = "Model approvers of ${var.name_prefix}."
  deletion_policy = local.deletion_policy

  attestation_authority_note {
    note_reference = google_container_analysis_note.approval[0].name

    public_keys {
      id = "//cloudkms.googleapis.com/v1/${data.google_kms_crypto_key_version.signing[0].id}"

      pkix_public_key {
        public_key_pem      = data.google_kms_crypto_key_version.signing[0].public_key[0].pem
        signature_algorithm = data.google_kms_crypto_key_version.signing[0].public_key[0].algorithm
      }
    }
  }
}

resource "google_container_analysis_note_iam_member" "attach" {
  for_each = var.attestor ? local.approvers : toset([])

  project = var.project_id
  note    = google_container_analysis_note.approval[0].name
  role    = "roles/containeranalysis.notes.attacher"
  member  = each.value
}

resource "google_binary_authorization_attestor_iam_member" "view" {
  for_each = var.attestor ? merge({ release = var.account_members["release"] }, { for member in local.approvers : member => member }) : {}

  project  = var.project_id
  attestor = google_binary_authorization_attestor.approval[0].name
  role     = "roles/binaryauthorization.attestorsViewer"
  member   = each.value
}
