resource "google_pubsub_topic" "labelled" {
  labels = var.labels
}

resource "google_pubsub_topic" "bare" {
  name = "bare"
}
