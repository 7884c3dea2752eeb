resource "google_pubsub_topic" "stays" {
  message_storage_policy {
    allowed_persistence_regions = ["europe-west4"]
  }
}

resource "google_pubsub_topic" "anywhere" {
  name = "anywhere"
}
