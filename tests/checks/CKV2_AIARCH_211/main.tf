resource "google_workbench_instance" "own" {
  gce_setup {
    service_accounts {
      email = var.email
    }
  }
}

resource "google_workbench_instance" "default" {
  gce_setup {
    machine_type = "e2-standard-4"
  }
}
