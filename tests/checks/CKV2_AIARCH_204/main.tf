resource "google_storage_bucket" "refuses" {
  encryption {
    default_kms_key_name = var.key_id
    google_managed_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }
  }
}

resource "google_storage_bucket" "prefers" {
  encryption {
    default_kms_key_name = var.key_id
  }
}
