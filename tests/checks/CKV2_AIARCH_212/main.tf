resource "google_colab_runtime_template" "closed" {
  network_spec {
    enable_internet_access = false
  }
  idle_shutdown_config {
    idle_timeout = "3600s"
  }
}

resource "google_colab_runtime_template" "open" {
  network_spec {
    enable_internet_access = true
  }
  idle_shutdown_config {
    idle_timeout = "3600s"
  }
}

resource "google_colab_runtime_template" "idle" {
  network_spec {
    enable_internet_access = false
  }
}
