resource "google_storage_bucket" "own_key" {
  encryption {
    default_kms_key_name = var.key_id
  }
}

resource "google_storage_bucket" "google_key" {
  location = "europe-west4"
}
