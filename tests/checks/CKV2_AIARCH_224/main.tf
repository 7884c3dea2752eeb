resource "google_bigquery_dataset" "expires" {
  default_partition_expiration_ms = 2592000000
}

resource "google_bigquery_dataset" "for_ever" {
  location = "europe-west4"
}
