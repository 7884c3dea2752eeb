mock_provider "google" {
  mock_data "google_compute_network" {
    defaults = { id = "projects/acme-host/global/networks/shared" }
  }

  mock_data "google_compute_subnetwork" {
    defaults = {
      id                       = "projects/acme-host/regions/europe-west4/subnetworks/mock"
      self_link                = "https://www.googleapis.com/compute/v1/projects/acme-host/regions/europe-west4/subnetworks/mock"
      ip_cidr_range            = "10.9.0.0/22"
      private_ip_google_access = true
    }
  }
}

variables {
  name_prefix         = "acme-dev"
  region              = "europe-west4"
  project_id          = "acme-dev-0a1b2c3d"
  project_number      = "123456789012"
  host_project_id     = "acme-host"
  host_project_number = "998877665544"
  network_name        = "shared"
  subnets             = { workloads = "ml-workloads", endpoints = "ml-endpoints", interface = "ml-interface", runtime = "ml-runtime" }
  service_agents = {
    aiplatform    = "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com"
    cloudservices = "serviceAccount:123456789012@cloudservices.gserviceaccount.com"
    container     = "serviceAccount:service-123456789012@container-engine-robot.iam.gserviceaccount.com"
    notebooks     = "serviceAccount:service-123456789012@gcp-sa-notebooks.iam.gserviceaccount.com"
  }
}

run "shared_vpc" {
  assert {
    condition     = output.network_number_form == "projects/998877665544/global/networks/shared" && output.network_project_id == "acme-host"
    error_message = "The number form carries the host project's number."
  }

  assert {
    condition     = keys(google_compute_subnetwork_iam_member.user) == ["endpoints/cloudservices", "interface/aiplatform", "runtime/cloudservices", "runtime/container", "workloads/cloudservices", "workloads/notebooks"]
    error_message = "Agents that exist may use the subnets they deploy into, and no other."
  }

  assert {
    condition     = alltrue([for grant in google_compute_subnetwork_iam_member.user : grant.role == "roles/compute.networkUser" && grant.project == "acme-host"]) && google_project_iam_member.gke_host["container"].role == "roles/container.hostServiceAgentUser"
    error_message = "Use of subnets is granted in the host project."
  }

  assert {
    condition     = length(google_compute_network_attachment.vertex) == 1 && google_compute_network_attachment.vertex[0].project == "acme-dev-0a1b2c3d" && length(output.google_api_ips) == 0
    error_message = "The attachment is ours, the zones are the owner's."
  }

  assert {
    condition     = output.subnet_cidrs["workloads"] == "10.9.0.0/22" && length(output.secondary_ranges) == 0
    error_message = "Ranges are read from the subnets."
  }
}

run "own_project_and_zones" {
  variables {
    host_project_id       = null
    host_project_number   = null
    network_attachment_id = "projects/acme-dev-0a1b2c3d/regions/europe-west4/networkAttachments/theirs"
    api_access            = "restricted"
    secondary_ranges      = { pods = "gke-pods", services = "gke-services" }
    psa_range_name        = "google-managed"
  }

  assert {
    condition     = length(google_compute_subnetwork_iam_member.user) == 0 && length(google_project_iam_member.gke_host) == 0 && length(google_compute_network_attachment.vertex) == 0
    error_message = "In its own project nothing has to be granted, and an attachment given is used."
  }

  assert {
    condition     = output.network_number_form == "projects/123456789012/global/networks/shared" && contains(output.google_api_ips, "199.36.153.4") && output.psa_range_name == "google-managed"
    error_message = "Zones are made here when asked for."
  }
}

run "owner_grants" {
  variables {
    grant_network_user = false
  }

  assert {
    condition     = length(google_compute_subnetwork_iam_member.user) == 0
    error_message = "Where the owner grants, nothing is granted here."
  }
}

run "warns_of_subnet_without_private_access" {
  command         = plan
  expect_failures = [check.subnets_reach_google]

  override_data {
    target = data.google_compute_subnetwork.this
    values = { private_ip_google_access = false, self_link = "x", id = "x", ip_cidr_range = "10.9.0.0/22" }
  }
}

run "rejects_default_network" {
  command         = plan
  expect_failures = [var.network_name]

  variables {
    network_name = "default"
  }
}

run "rejects_host_without_number" {
  command         = plan
  expect_failures = [var.host_project_number]

  variables {
    host_project_number = null
  }
}

run "rejects_host_number_that_is_an_id" {
  command         = plan
  expect_failures = [var.host_project_number]

  variables {
    host_project_number = "acme-host"
  }
}

run "rejects_missing_role" {
  command         = plan
  expect_failures = [var.subnets]

  variables {
    subnets = { workloads = "ml-workloads" }
  }
}

run "rejects_unknown_role" {
  command         = plan
  expect_failures = [var.subnets]

  variables {
    subnets = { workloads = "a", endpoints = "b", app = "c" }
  }
}

run "rejects_psc_without_address" {
  command         = plan
  expect_failures = [var.api_access]

  variables {
    api_access = "psc"
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.api_access, var.name_prefix, var.network_attachment_id, var.region, var.secondary_ranges]

  variables {
    api_access            = "internet"
    name_prefix           = "A"
    network_attachment_id = "theirs"
    region                = "europe"
    secondary_ranges      = { nodes = "x" }
  }
}
