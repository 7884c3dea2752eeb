resource "google_workbench_instance" "private" {
  gce_setup {
    disable_public_ip = true
    shielded_instance_config {
      enable_secure_boot = true
    }
  }
}

resource "google_workbench_instance" "public" {
  gce_setup {
    shielded_instance_config {
      enable_secure_boot = true
    }
  }
}

resource "google_workbench_instance" "unshielded" {
  gce_setup {
    disable_public_ip = true
  }
}
