resource "google_iam_workload_identity_pool_provider" "repository" {
  attribute_condition = "assertion.repository_id == '1'"
}

resource "google_iam_workload_identity_pool_provider" "missing" {}

resource "google_iam_workload_identity_pool_provider" "true" {
  attribute_condition = "true"
}

resource "google_iam_workload_identity_pool_provider" "empty" {
  attribute_condition = ""
}
