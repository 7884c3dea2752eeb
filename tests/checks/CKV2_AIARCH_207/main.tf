resource "google_secret_manager_secret" "own_key" {
  replication {
    user_managed {
      replicas {
        location = "europe-west4"
        customer_managed_encryption {
          kms_key_name = var.key_id
        }
      }
    }
  }
}

resource "google_secret_manager_secret" "anywhere" {
  replication {
    auto {}
  }
}
