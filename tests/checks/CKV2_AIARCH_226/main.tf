resource "google_dns_policy" "logged" {
  enable_logging = true
}

resource "google_dns_policy" "unseen" {
  name = "silent"
}
