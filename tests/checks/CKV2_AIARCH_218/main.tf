resource "google_kms_crypto_key" "decided" {
  destroy_scheduled_duration = "2592000s"
}

resource "google_kms_crypto_key" "default" {
  purpose = "ENCRYPT_DECRYPT"
}
