resource "google_model_armor_template" "filters" {
  filter_config {
    pi_and_jailbreak_filter_settings {
      filter_enforcement = "ENABLED"
    }
    malicious_uri_filter_settings {
      filter_enforcement = "ENABLED"
    }
  }
}

resource "google_model_armor_template" "passes" {
  filter_config {
    pi_and_jailbreak_filter_settings {
      filter_enforcement = "DISABLED"
    }
  }
}
