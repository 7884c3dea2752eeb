variable "accelerators" {
  description = "Resource names of accelerators as the fabric advertises them (nvidia.com/gpu, or nvidia.com/mig-... with the mixed MIG strategy); empty = CPU only."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.accelerators : can(regex("^[a-z0-9.-]+/[a-z0-9._-]+$", name))])
    error_message = "accelerators must be extended resource names such as nvidia.com/gpu."
  }
}

variable "chart_registry" {
  description = "Mirror all charts come from (oci://host/path); empty = upstream repositories."
  type        = string
  default     = ""
  nullable    = false
}

variable "connectivity" {
  description = "online, intermittent or air_gapped; an air-gapped site refuses public hosts."
  type        = string
  default     = "online"
  nullable    = false

  validation {
    condition     = contains(["online", "intermittent", "air_gapped"], var.connectivity)
    error_message = "connectivity must be online, intermittent or air_gapped."
  }
}

variable "crds" {
  description = "Which definitions cluster.trust installed."
  type = object({
    cert_manager = optional(bool, true)
  })
  default  = {}
  nullable = false
}

variable "environment" {
  description = "Environment, which decides how many replicas run and what is refused."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "externally_managed" {
  description = "Releases somebody else owns (Base Command Manager, the cluster team): not created, their custom resources are."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.externally_managed, local.release_names)) == 0
    error_message = "externally_managed must name releases of this module: ${join(", ", local.release_names)}."
  }
}

variable "extra_frameworks" {
  description = "Further kinds Kueue manages, for example pod, deployment, statefulset. Their pods then wait for quota like jobs."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length([for name in var.extra_frameworks : name if startswith(name, "kubeflow.org/")]) == 0
    error_message = "extra_frameworks must not name Kubeflow v1 jobs: the training operator is in maintenance and Kueue removes its integration. Use TrainJob."
  }
}

variable "flavors" {
  description = "Kinds of nodes and what all of one kind have together, less what the system needs. Empty = a general pool and, with accelerators, one DGX node."
  type = map(object({
    cpu          = number
    memory_gib   = number
    accelerators = optional(map(number), {})
    node_labels  = optional(map(string), {})
    gpu_taint    = optional(bool, false)
    topology     = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for flavor in var.flavors : flavor.cpu > 0 && flavor.memory_gib > 0 && alltrue([for count in values(flavor.accelerators) : count > 0 && floor(count) == count])])
    error_message = "flavors need cpu and memory_gib above 0, and whole accelerators."
  }

  validation {
    condition     = alltrue([for flavor in var.flavors : length(flavor.accelerators) == 0 || length(flavor.node_labels) > 0])
    error_message = "A flavor with accelerators needs node_labels; without them Kueue counts GPUs on nodes that have none."
  }

  validation {
    condition     = alltrue([for flavor in var.flavors : !flavor.topology || length(var.topology_levels) > 0])
    error_message = "A flavor with topology needs topology_levels, and every node of it must carry each of those labels."
  }
}

variable "gpu_toleration" {
  description = "Toleration of the taint on GPU nodes."
  type = object({
    key      = string
    operator = optional(string, "Exists")
    effect   = optional(string, "NoSchedule")
  })
  default  = { key = "nvidia.com/gpu" }
  nullable = false
}

variable "guarantees" {
  description = "Accelerators a tenant can always have: tenant to resource name to number. The rest is shared by weight."
  type        = map(map(number))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.guarantees), keys(var.tenants))) == 0
    error_message = "guarantees must name tenants: ${join(", ", keys(var.tenants))}."
  }

  validation {
    condition     = alltrue(flatten([for tenant, counts in var.guarantees : [for resource, count in counts : count >= 0 && length(lookup(local.home, resource, [])) > 0]]))
    error_message = "guarantees must be numbers of accelerators that some flavor has."
  }

  validation {
    condition     = alltrue([for resource, homes in local.home : sum(concat([0], [for counts in values(var.guarantees) : lookup(counts, resource, 0)])) <= try(local.capacity[homes[0]][resource], 0)])
    error_message = "guarantees promise more accelerators than the flavors have."
  }
}

variable "image_registry" {
  description = "Mirror all images come from (host, or host/path); empty = upstream registries."
  type        = string
  default     = ""
  nullable    = false
}

variable "job_sets" {
  description = "Install JobSet. False where Trainer's chart brings it: two releases must not own one definition."
  type        = bool
  default     = true
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "leader_worker_sets" {
  description = "Install LeaderWorkerSet, for inference over several nodes."
  type        = bool
  default     = false
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs kueue, training."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["kueue", "training"] : can(var.namespaces[key])])
    error_message = "namespaces must have kueue, training: take the component out of unused_components of cluster.tenancy."
  }
}

variable "overrides" {
  description = "Values merged by Helm over the module's own, by release. What they loosen is the site's decision."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.overrides)) && length(setsubtract(try(keys(var.overrides), []), local.release_names)) == 0
    error_message = "overrides must be an object whose keys are releases of this module: ${join(", ", local.release_names)}."
  }
}

variable "protect_definitions" {
  description = "Refuse every plan that would uninstall Kueue, which deletes all queues and workloads."
  type        = bool
  default     = true
  nullable    = false
}

variable "pull_secret_name" {
  description = "Image pull secret in every namespace; empty = none is needed."
  type        = string
  default     = ""
  nullable    = false
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans; null = the system's CAs."
  type        = string
  default     = null
}

variable "start_timeout_minutes" {
  description = "Minutes all pods of a workload have to become ready before it gives its quota back; image pulls count."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.start_timeout_minutes >= 5 && var.start_timeout_minutes <= 240
    error_message = "start_timeout_minutes must be 5 to 240."
  }
}

variable "tenants" {
  description = "Namespace of every tenant, by name; each gets a queue."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "topology_levels" {
  description = "Node labels from the widest to the narrowest, for gangs that must lie close together; the last is usually kubernetes.io/hostname."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(distinct(var.topology_levels)) == length(var.topology_levels) && (!contains(var.topology_levels, "kubernetes.io/hostname") || try(var.topology_levels[length(var.topology_levels) - 1], "") == "kubernetes.io/hostname")
    error_message = "topology_levels must be distinct, and kubernetes.io/hostname can only be the last."
  }
}

variable "weights" {
  description = "Share of a tenant in what nobody is guaranteed; 1 where not given."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for weight in values(var.weights) : weight > 0])
    error_message = "weights must be above 0: a tenant of weight 0 never gets what others want too."
  }
}
