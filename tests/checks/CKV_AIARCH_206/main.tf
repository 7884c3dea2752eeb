resource "google_service_account_key" "uploaded" {
  service_account_id = var.account
  public_key_data    = filebase64("${path.module}/certificate.pem")
}

resource "google_service_account_key" "made" {
  service_account_id = var.account
}

resource "google_storage_hmac_key" "made" {
  service_account_email = var.email
}

resource "google_apikeys_key" "made" {
  name = "maps"
}
