mock_provider "google" {
  mock_resource "google_compute_global_address" {
    defaults = { id = "projects/acme/global/addresses/acme-dev-google-apis" }
  }
}

variables {
  name_prefix = "acme-dev"
  project_id  = "acme-dev-0a1b2c3d"
  network_id  = "projects/acme-dev-0a1b2c3d/global/networks/acme-dev"
  mode        = "restricted"
}

run "restricted_vip" {
  variables {
    private_vip_domains = ["kernels.googleusercontent.com"]
  }

  assert {
    condition     = google_dns_record_set.wildcard["googleapis.com"].rrdatas == tolist(["restricted.googleapis.com."]) && google_dns_record_set.address["googleapis.com"].rrdatas == tolist(["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7"])
    error_message = "googleapis.com goes through restricted.googleapis.com."
  }

  assert {
    condition     = google_dns_record_set.wildcard["pkg.dev"].rrdatas == tolist(["pkg.dev."]) && google_dns_record_set.address["pkg.dev"].name == "pkg.dev."
    error_message = "Other domains point at their apex."
  }

  assert {
    condition     = google_dns_record_set.address["kernels.googleusercontent.com"].rrdatas[0] == "199.36.153.8"
    error_message = "Kernels answer on the private VIP."
  }

  assert {
    condition     = alltrue([for zone in google_dns_managed_zone.this : zone.visibility == "private"]) && output.api_ranges == tolist(["199.36.153.4/30", "199.36.153.8/30"])
    error_message = "All zones are private; egress needs both VIP ranges."
  }

  assert {
    condition     = length(google_compute_global_forwarding_rule.psc) == 0
    error_message = "The VIP needs no endpoint."
  }

  assert {
    condition     = keys(google_dns_managed_zone.this) == ["gcr.io", "googleapis.com", "kernels.googleusercontent.com", "notebooks.cloud.google.com", "notebooks.googleusercontent.com", "pkg.dev", "run.app"]
    error_message = "APIs, images, packages and notebooks all have names that need no internet."
  }
}

run "psc_endpoint" {
  variables {
    mode        = "psc"
    psc_address = "10.81.255.5"
  }

  assert {
    condition     = google_compute_global_forwarding_rule.psc[0].load_balancing_scheme == "" && google_compute_global_forwarding_rule.psc[0].target == "vpc-sc" && can(regex("^[a-z0-9]{1,20}$", google_compute_global_forwarding_rule.psc[0].name))
    error_message = "The endpoint is for the perimeter's bundle, is no load balancer, and has a name the API takes."
  }

  assert {
    condition     = google_compute_global_address.psc[0].purpose == "PRIVATE_SERVICE_CONNECT" && google_dns_record_set.address["googleapis.com"].rrdatas == tolist(["10.81.255.5"]) && output.api_ranges == tolist(["10.81.255.5/32"])
    error_message = "Names answer with our own address."
  }
}

run "long_prefix_fits_the_name_of_an_endpoint" {
  command = plan

  variables {
    name_prefix = "a-very-long-project-name-dev"
    mode        = "psc"
    psc_address = "10.81.255.5"
  }

  assert {
    condition     = google_compute_global_forwarding_rule.psc[0].name == "apisaverylongproject"
    error_message = "Names of endpoints for Google's APIs end at 20 letters and digits, without hyphens."
  }
}

run "rejects_psc_without_address" {
  command         = plan
  expect_failures = [var.mode]

  variables {
    mode = "psc"
  }
}

run "rejects_unknown_mode" {
  command         = plan
  expect_failures = [var.mode]

  variables {
    mode = "private"
  }
}

run "rejects_shared_domain" {
  command         = plan
  expect_failures = [var.private_vip_domains]

  variables {
    private_vip_domains = ["pkg.dev"]
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.domains, var.psc_address]

  variables {
    domains     = ["pkg.dev"]
    psc_address = "10.0.0.0/24"
  }
}
