resource "google_managed_kafka_cluster" "own_key" {
  gcp_config {
    kms_key = var.key_id
  }
}

resource "google_managed_kafka_cluster" "google_key" {
  gcp_config {
    access_config {}
  }
}
