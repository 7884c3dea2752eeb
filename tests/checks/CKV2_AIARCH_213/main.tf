resource "google_service_account" "explained" {
  account_id  = "training"
  description = "Trains models."
}

resource "google_service_account" "bare" {
  account_id = "training"
}
