resource "google_project" "kept" {
  deletion_policy = "PREVENT"
}

resource "google_project" "deleted" {
  deletion_policy = "DELETE"
}
