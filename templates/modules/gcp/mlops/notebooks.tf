# Workbench: one machine per person or team, without a public address, encrypted, stopped when idle. The older notebooks family goes with
# provider 8.0 and is not used.
locals {
  notebooks = {
    for name, notebook in var.notebooks : name => merge(notebook, {
      zone = "${var.region}-${notebook.zone}"
      # Said by the metadata, because ainotebooks.* organisation policies refuse the creation of instances that do not.
      metadata = {
        idle-timeout-seconds       = tostring(coalesce(notebook.idle_minutes, var.idle_minutes) * 60)
        notebook-disable-downloads = tostring(!notebook.allow_downloads)
        notebook-disable-root      = "true"
        notebook-disable-terminal  = tostring(!notebook.allow_terminal)
        notebook-upgrade-schedule  = var.upgrade_schedule
        report-event-health        = "true"
        serial-port-logging-enable = "false"
        block-project-ssh-keys     = "true"
        notebook-disable-nbconvert = tostring(!notebook.allow_downloads)
        enable-guest-attributes    = "TRUE" # the health report travels by them
      }
    })
  }

  # Who may start it again after the idle stop, besides who owns it.
  notebook_users = merge([
    for name, notebook in var.notebooks : {
      for member in distinct(concat(tolist(notebook.users), notebook.owner == null ? [] : ["user:${notebook.owner}"])) : "${name}/${member}" => { notebook = name, member = member }
    }
  ]...)
}

resource "google_workbench_instance" "this" {
  for_each = local.notebooks

  project                    = var.project_id
  location                   = each.value.zone # a zone, although the argument is called location
  name                       = "${var.name_prefix}-${each.key}"
  desired_state              = each.value.state
  disable_proxy_access       = false
  enable_deletion_protection = var.protect
  # Exactly one owner, or none: then whoever may act as the service account may use it.
  instance_owners = each.value.owner == null ? null : [each.value.owner]
  labels          = merge(var.labels, { notebook = each.key })

  gce_setup {
    machine_type         = each.value.machine_type
    disable_public_ip    = true
    enable_ip_forwarding = false
    metadata             = each.value.metadata
    tags                 = sort(var.network_tags)

    service_accounts {
      email = var.account_emails["notebook"]
    }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_vtpm                 = true
      enable_integrity_monitoring = true
    }

    network_interfaces {
      network  = var.network_id
      subnet   = var.subnet_ids["workloads"]
      nic_type = "GVNIC"
    }

    boot_disk {
      disk_type       = "PD_BALANCED"
      disk_size_gb    = each.value.boot_disk_gb
      disk_encryption = "CMEK"
      kms_key         = var.ml_key_id
    }

    data_disks {
      disk_type       = "PD_BALANCED"
      disk_size_gb    = each.value.data_disk_gb
      disk_encryption = "CMEK"
      kms_key         = var.ml_key_id
    }

    dynamic "vm_image" {
      for_each = each.value.container_image == null ? ["one"] : []

      content {
        project = "cloud-notebooks-managed"
        family  = "workbench-instances"
      }
    }

    dynamic "container_image" {
      for_each = each.value.container_image == null ? [] : [each.value.container_image]

      content {
        repository = container_image.value.repository
        tag        = container_image.value.tag
      }
    }

    dynamic "accelerator_configs" {
      for_each = each.value.gpu == null ? [] : [each.value.gpu]

      content {
        type       = accelerator_configs.value.type
        core_count = accelerator_configs.value.count
      }
    }

    dynamic "confidential_instance_config" {
      for_each = each.value.confidential ? ["one"] : []

      content {
        confidential_instance_type = "SEV"
      }
    }
  }

  depends_on = [google_artifact_registry_repository_iam_member.this] # a container image of ours is pulled at creation
}

# Start, stop, look: what somebody needs whose notebook stops by itself, and none of what changes the machine.
resource "google_project_iam_custom_role" "notebook_user" {
  project     = var.project_id
  role_id     = "${local.snake_prefix}_notebook_user"
  title       = "Notebook user (${var.name_prefix})"
  description = "Open, start and stop a notebook; change nothing about its machine, network or access."
  stage       = "GA"
  permissions = [
    "notebooks.instances.checkUpgradability",
    "notebooks.instances.get",
    "notebooks.instances.getHealth",
    "notebooks.instances.reset",
    "notebooks.instances.start",
    "notebooks.instances.stop",
    "notebooks.instances.use",
  ]
}

resource "google_workbench_instance_iam_member" "user" {
  for_each = local.notebook_users

  project  = var.project_id
  location = google_workbench_instance.this[each.value.notebook].location
  name     = google_workbench_instance.this[each.value.notebook].name
  role     = google_project_iam_custom_role.notebook_user.id
  member   = each.value.member
}

# Colab Enterprise: the machine is made when a person connects, so what can be held fast is the template. No internet, in the
# network, encrypted, stopped when idle. It takes no service account: with end-user credentials off the project's default one would act.
resource "google_colab_runtime_template" "this" {
  for_each = var.runtime_templates

  project         = var.project_id
  location        = var.region
  name            = "${var.name_prefix}-${each.key}"
  display_name    = "${var.name_prefix} ${each.key}"
  description     = each.value.description
  network_tags    = sort(var.network_tags)
  deletion_policy = local.deletion_policy
  labels          = var.labels

  machine_spec {
    machine_type      = each.value.machine_type
    accelerator_type  = try(each.value.gpu.type, null)
    accelerator_count = try(each.value.gpu.count, null)
  }

  data_persistent_disk_spec {
    disk_type    = "pd-balanced"
    disk_size_gb = each.value.disk_gb
  }

  network_spec {
    enable_internet_access = false
    network                = var.network_id
    subnetwork             = var.subnet_ids["workloads"]
  }

  shielded_vm_config {
    enable_secure_boot = true
  }

  idle_shutdown_config {
    idle_timeout = "${coalesce(each.value.idle_minutes, var.idle_minutes) * 60}s"
  }

  euc_config {
    euc_disabled = false
  }

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  dynamic "software_config" {
    for_each = var.python_mirror ? ["one"] : []

    content {
      env {
        name  = "PIP_INDEX_URL"
        value = "${local.repository_urls["pypi"]}/simple/"
      }
    }
  }
}

resource "google_colab_runtime_template_iam_member" "user" {
  for_each = merge([
    for name in keys(var.runtime_templates) : { for key, group in local.builders : "${name}/${key}" => { template = name, member = group } }
  ]...)

  project          = var.project_id
  location         = var.region
  runtime_template = google_colab_runtime_template.this[each.value.template].name
  role             = "roles/aiplatform.notebookRuntimeUser"
  member           = each.value.member
}
