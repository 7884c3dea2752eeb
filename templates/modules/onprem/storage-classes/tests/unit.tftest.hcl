mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  namespaces = { storage = "storage-drivers" }
  classes = {
    site-rwo     = { role = "rwo", default = true, on_failure = "nothing: the appliance keeps copies" }
    site-rwx     = { role = "rwx", on_failure = "nothing: the appliance keeps copies" }
    site-scratch = { role = "scratch", ephemeral = true, encrypted = false, on_failure = "everything: local NVMe" }
  }
}

run "default_creates_nothing" {
  command = plan

  assert {
    condition     = length(kubernetes_storage_class_v1.this) == 0 && length(output.releases) == 0 && length(output.mirror) == 0
    error_message = "Storage is the site's: nothing may be created unless asked for."
  }

  assert {
    condition     = output.storage_classes == { rwo = "site-rwo", rwx = "site-rwx", scratch = "site-scratch" } && output.ephemeral_classes == tolist(["site-scratch"]) && output.encrypted_classes == tolist(["site-rwo", "site-rwx"])
    error_message = "Roles, encryption and loss must be said by name."
  }
}

run "nfs_on_request" {
  command = plan
  variables {
    classes = {
      site-rwo = { role = "rwo", on_failure = "nothing: the appliance keeps copies" }
      nfs-rwx  = { role = "rwx", create = true, provisioner = "nfs.csi.k8s.io", parameters = { server = "nas.acme.internal", share = "/ai" }, on_failure = "nothing: the filer is mirrored" }
      nvme     = { role = "scratch", ephemeral = true, create = true, encrypted = false, provisioner = "topolvm.io", on_failure = "everything: local NVMe" }
    }
    install_nfs_driver = true
    nfs_kerberos       = true
  }

  assert {
    condition     = contains(kubernetes_storage_class_v1.this["nfs-rwx"].mount_options, "nfsvers=4.1") && contains(kubernetes_storage_class_v1.this["nfs-rwx"].mount_options, "sec=krb5p") && kubernetes_storage_class_v1.this["nfs-rwx"].reclaim_policy == "Retain"
    error_message = "NFS must be 4.1 or newer with Kerberos where there is some, and keep what a claim leaves."
  }

  assert {
    condition     = kubernetes_storage_class_v1.this["nvme"].volume_binding_mode == "WaitForFirstConsumer" && kubernetes_storage_class_v1.this["nvme"].reclaim_policy == "Delete"
    error_message = "Local disks are bound with the pod's node, and scratch is not kept."
  }

  assert {
    condition     = module.nfs_driver.values.node.tolerations == [{ operator = "Exists" }] && output.releases == { csi-driver-nfs = "4.13.4" }
    error_message = "The driver must reach tainted GPU nodes."
  }
}

run "air_gap" {
  command = plan
  variables {
    classes = {
      site-rwo = { role = "rwo", on_failure = "nothing: the appliance keeps copies" }
      nfs-rwx  = { role = "rwx", create = true, provisioner = "nfs.csi.k8s.io", parameters = { server = "nas.acme.internal", share = "/ai" }, on_failure = "nothing: the filer is mirrored" }
    }
    install_nfs_driver = true
    connectivity       = "air_gapped"
    chart_registry     = "oci://registry.acme.internal/charts"
    image_registry     = "registry.acme.internal"
  }

  assert {
    condition     = alltrue([for image in output.images : startswith(image, "registry.acme.internal/sig-storage/")]) && module.nfs_driver.values.image.baseRepo == "registry.acme.internal"
    error_message = "All images of the driver must come from the mirror."
  }
}

run "rejects_unknown_role" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" }, site-rwx = { role = "rwx", on_failure = "nothing is lost" }, x = { role = "fast", on_failure = "nothing is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_no_shared_class" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_durable_scratch" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" }, site-rwx = { role = "rwx", on_failure = "nothing is lost" }, x = { role = "scratch", on_failure = "everything is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_ephemeral_block" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" }, site-rwx = { role = "rwx", on_failure = "nothing is lost" }, x = { role = "rwo", ephemeral = true, on_failure = "everything is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_silence_about_loss" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" }, site-rwx = { role = "rwx", on_failure = "nothing is lost" }, x = { role = "rwo", on_failure = "-" } }
  }
  expect_failures = [var.classes]
}

run "rejects_created_without_provisioner" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" }, site-rwx = { role = "rwx", on_failure = "nothing is lost" }, x = { role = "rwo", create = true, on_failure = "nothing is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_nfs_without_server" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", on_failure = "nothing is lost" }, site-rwx = { role = "rwx", on_failure = "nothing is lost" }, x = { role = "rwx", create = true, provisioner = "nfs.csi.k8s.io", on_failure = "nothing is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_two_defaults" {
  command = plan
  variables {
    classes = { site-rwo = { role = "rwo", default = true, on_failure = "nothing is lost" }, site-rwx = { role = "rwx", default = true, on_failure = "nothing is lost" } }
  }
  expect_failures = [var.classes]
}

run "rejects_driver_for_nothing" {
  command = plan
  variables {
    install_nfs_driver = true
  }
  expect_failures = [var.install_nfs_driver]
}

run "rejects_missing_namespace" {
  command = plan
  variables {
    namespaces = {}
  }
  expect_failures = [var.namespaces]
}
