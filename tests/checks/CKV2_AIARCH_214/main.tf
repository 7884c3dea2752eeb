resource "google_service_account" "keyless" {
  account_id = "training"
}

resource "google_service_account" "with_key" {
  account_id = "legacy"
}

resource "google_service_account_key" "legacy" {
  service_account_id = google_service_account.with_key.name
}
