variable "chart" {
  description = "Other repository, name or version of the csi-driver-nfs chart."
  type = object({
    repository = optional(string)
    name       = optional(string)
    version    = optional(string)
  })
  default  = {}
  nullable = false
}

variable "chart_registry" {
  description = "Mirror of charts; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "classes" {
  description = "Storage classes by name: role (rwx shared, rwo block, scratch), what is lost on failure, whether encrypted, and for created ones the provisioner."
  type = map(object({
    role          = string
    on_failure    = string
    encrypted     = optional(bool, true)
    ephemeral     = optional(bool, false)
    create        = optional(bool, false)
    default       = optional(bool, false)
    expandable    = optional(bool, true)
    provisioner   = optional(string, "")
    parameters    = optional(map(string), {})
    mount_options = optional(list(string), [])
  }))
  nullable = false

  validation {
    condition     = alltrue([for class in values(var.classes) : contains(["rwo", "rwx", "scratch"], class.role)])
    error_message = "role of a class must be rwo, rwx or scratch."
  }

  validation {
    condition     = alltrue([for role in ["rwo", "rwx"] : anytrue([for class in values(var.classes) : class.role == role])])
    error_message = "classes need at least one of role rwo and one of role rwx."
  }

  validation {
    condition     = alltrue([for class in values(var.classes) : class.role != "scratch" || class.ephemeral])
    error_message = "Scratch is ephemeral: local RAID 0 of a DGX is gone with the node, and nobody may believe otherwise."
  }

  validation {
    condition     = alltrue([for class in values(var.classes) : class.role == "scratch" || !class.ephemeral])
    error_message = "Only scratch may be ephemeral: models, checkpoints and databases lie on the others."
  }

  validation {
    condition     = alltrue([for class in values(var.classes) : length(trimspace(class.on_failure)) >= 10])
    error_message = "on_failure of a class must say what is lost when a node or disk fails."
  }

  validation {
    condition     = alltrue([for class in values(var.classes) : !class.create || can(regex("^[a-z0-9.-]+(/[a-z0-9.-]+)?$", class.provisioner))])
    error_message = "A class that is created needs a provisioner."
  }

  validation {
    condition     = alltrue([for class in values(var.classes) : class.provisioner != "nfs.csi.k8s.io" || !class.create || (contains(keys(class.parameters), "server") && contains(keys(class.parameters), "share"))])
    error_message = "A class of nfs.csi.k8s.io needs the parameters server and share."
  }

  validation {
    condition     = length([for class in values(var.classes) : class if class.default]) <= 1
    error_message = "At most one class may be the default."
  }
}

variable "connectivity" {
  description = "online, intermittent or air_gapped."
  type        = string
  default     = "online"
  nullable    = false
}

variable "image_registry" {
  description = "Mirror of images; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "install_nfs_driver" {
  description = "Install the NFS driver; false where the site's image or the vendor brings its own."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.install_nfs_driver || anytrue([for class in values(var.classes) : class.create && class.provisioner == "nfs.csi.k8s.io"])
    error_message = "install_nfs_driver without a created class of nfs.csi.k8s.io installs a privileged driver for nothing."
  }
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces of components, by key; storage is used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.namespaces), "storage")
    error_message = "namespaces must have the key storage."
  }
}

variable "nfs_kerberos" {
  description = "Mount NFS with Kerberos privacy (sec=krb5p): NFS 4.1 alone trusts the client's word and travels in the clear."
  type        = bool
  default     = false
  nullable    = false
}

variable "pull_secret_name" {
  description = "Image pull secret; empty = none."
  type        = string
  default     = ""
  nullable    = false
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans."
  type        = string
  default     = null
}
