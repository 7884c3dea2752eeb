resource "google_logging_organization_sink" "all" {
  include_children = true
}

resource "google_logging_organization_sink" "top_only" {
  filter = "severity=ERROR"
}
