resource "google_kms_crypto_key" "decided" {
  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = "HSM"
  }
}

resource "google_kms_crypto_key" "default" {
  purpose = "ENCRYPT_DECRYPT"
}
