variable "batch_endpoints" {
  description = "Batch endpoints and parallel steps are used: endpoints and roles for queue and table of the default storage."
  type        = bool
  default     = true
  nullable    = false
}

variable "clusters" {
  description = "Compute clusters by name. LowPriority is this service's spot: its own quota, and an interrupted job begins again. Dedicated GPUs need a reason."
  type = map(object({
    vm_size          = string
    priority         = optional(string, "LowPriority")
    min_nodes        = optional(number, 0)
    max_nodes        = optional(number, 4)
    idle             = optional(string, "PT5M")
    description      = optional(string, "")
    dedicated_reason = optional(string, "")
    system_identity  = optional(bool, false)
    identity_ids     = optional(set(string), [])
  }))
  default = {
    cpu         = { vm_size = "Standard_D4ds_v5", description = "Training and processing" }
    image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1, description = "Builds environment images, which the private registry cannot" }
  }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.clusters) : can(regex("^[a-z][a-z0-9-]{1,14}[a-z0-9]$", name))])
    error_message = "Names of clusters must have 3 to 16 lower-case letters, digits and hyphens, and begin with a letter."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : can(regex("^Standard_[A-Za-z0-9_]+$", cluster.vm_size))])
    error_message = "vm_size of a cluster must look like Standard_NC24ads_A100_v4."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : contains(["Dedicated", "LowPriority"], cluster.priority)])
    error_message = "priority of a cluster must be LowPriority or Dedicated."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.min_nodes == 0])
    error_message = "min_nodes of a cluster must be 0: a cluster that never scales to zero is paid day and night."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.max_nodes >= 1 && cluster.max_nodes <= 100])
    error_message = "max_nodes of a cluster must be 1 to 100; it is the only thing that stops spending, a budget only reports it."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : can(regex("^PT([1-9]|[1-5][0-9]|60)M$", cluster.idle))])
    error_message = "idle of a cluster must be PT1M to PT60M."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.priority == "LowPriority" || !startswith(cluster.vm_size, "Standard_N") || length(cluster.dedicated_reason) >= 20])
    error_message = "A GPU cluster must be LowPriority, or say in dedicated_reason (20 characters or more) why its jobs cannot begin again."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : !(cluster.system_identity && length(cluster.identity_ids) > 0)])
    error_message = "A cluster takes one system-assigned identity or user-assigned ones, never both."
  }
}

variable "compute_subnet" {
  description = "Name of the subnet of compute where the network is not managed by the workspace."
  type        = string
  default     = "compute"
  nullable    = false

  validation {
    condition     = var.isolation_mode != "Disabled" || contains(keys(var.subnet_ids), var.compute_subnet)
    error_message = "compute_subnet must be one of subnet_ids: without a managed network compute needs a subnet of /27 or larger."
  }
}

variable "datastores" {
  description = "Datastores by name: kind (gen2, blob, fileshare), resource manager id of container or share, and whether jobs may write."
  type = map(object({
    kind         = string
    container_id = string
    access       = optional(string, "read")
    description  = optional(string, "")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.datastores) : can(regex("^[a-z][a-z0-9_]{1,59}$", name)) && !startswith(name, "workspace")])
    error_message = "Names of datastores must have 2 to 60 lower-case letters, digits and underscores, and not begin with workspace: those are the service's own."
  }

  validation {
    condition     = alltrue([for datastore in var.datastores : contains(["blob", "fileshare", "gen2"], datastore.kind)])
    error_message = "kind of a datastore must be gen2, blob or fileshare."
  }

  validation {
    condition = alltrue([
      for datastore in var.datastores :
      can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Storage/storageAccounts/[a-z0-9]+/${datastore.kind == "fileshare" ? "fileServices/default/(file)?shares" : "blobServices/default/containers"}/[^/]+$", datastore.container_id))
    ])
    error_message = "container_id of a datastore must be the resource manager id of its container or share, not an address."
  }

  validation {
    condition     = alltrue([for datastore in var.datastores : contains(["read", "write"], datastore.access)])
    error_message = "access of a datastore must be read or write."
  }
}

variable "image_build_cluster" {
  description = "Cluster that builds environment images."
  type        = string
  default     = "image-build"
  nullable    = false

  validation {
    condition     = contains(keys(var.clusters), var.image_build_cluster)
    error_message = "image_build_cluster must be one of clusters: a private registry cannot build images itself."
  }

  validation {
    condition     = try(!startswith(var.clusters[var.image_build_cluster].vm_size, "Standard_N"), true)
    error_message = "image_build_cluster must be a CPU cluster."
  }
}

variable "instances" {
  description = "Compute instances by name, one person each: idle shutdown always, and a time of day they stop at (cron, empty for none)."
  type = map(object({
    user_object_id = string
    vm_size        = optional(string, "Standard_D4ds_v5")
    idle_shutdown  = optional(string, "PT60M")
    stop_cron      = optional(string, "0 20 * * *")
    time_zone      = optional(string, "UTC")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.instances) : can(regex("^[a-z][a-z0-9-]{1,21}[a-z0-9]$", name))])
    error_message = "Names of instances must have 3 to 23 lower-case letters, digits and hyphens; they are unique in the region."
  }

  validation {
    condition     = alltrue([for instance in var.instances : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", instance.user_object_id))])
    error_message = "user_object_id of an instance must be the object id of one person."
  }

  validation {
    condition     = alltrue([for instance in var.instances : can(regex("^PT(1[5-9]|[2-9][0-9]|1[0-7][0-9]|180)M$", instance.idle_shutdown))])
    error_message = "idle_shutdown of an instance must be PT15M to PT180M: one that never stops is paid through the weekend."
  }
}

variable "isolation_mode" {
  description = "AllowOnlyApprovedOutbound: compute lives in a network the workspace manages. Disabled: it lives in the platform's own, whose firewall decides. Cannot be relaxed later."
  type        = string
  default     = "AllowOnlyApprovedOutbound"
  nullable    = false

  validation {
    condition     = contains(["AllowOnlyApprovedOutbound", "Disabled"], var.isolation_mode)
    error_message = "isolation_mode must be AllowOnlyApprovedOutbound or Disabled; AllowInternetOutbound lets data out to anywhere."
  }
}

variable "outbound_fqdns" {
  description = "Rule => host that compute may reach on ports 80 and 443. The first one makes a firewall that is billed by the hour."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.outbound_fqdns) == 0 || var.isolation_mode == "AllowOnlyApprovedOutbound"
    error_message = "outbound_fqdns belong to the managed network; with the platform's own network its firewall decides."
  }

  validation {
    condition     = alltrue([for host in var.outbound_fqdns : can(regex("^(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+$", host))])
    error_message = "outbound_fqdns must hold hosts, such as pypi.org or *.anaconda.org, and never * alone."
  }

  validation {
    condition     = alltrue([for host in var.outbound_fqdns : !can(regex("\\.(blob|dfs|file|queue|table)\\.core\\.", host))])
    error_message = "outbound_fqdns must not hold storage: it is reached by private endpoints only, and a name with a wildcard would reach every tenant's."
  }

  validation {
    condition     = alltrue([for name in concat(keys(var.outbound_fqdns), keys(var.outbound_service_tags), keys(var.outbound_private_endpoints)) : can(regex("^[a-z][a-z0-9-]{1,62}$", name)) && !startswith(name, "default-") && !startswith(name, "data-")])
    error_message = "Names of outbound rules must have lower-case letters, digits and hyphens, and not begin with default- or data-, which are taken."
  }

  validation {
    condition     = length(distinct(concat(keys(var.outbound_fqdns), keys(var.outbound_service_tags), keys(var.outbound_private_endpoints)))) == length(concat(keys(var.outbound_fqdns), keys(var.outbound_service_tags), keys(var.outbound_private_endpoints)))
    error_message = "Names of outbound rules must be unique over all kinds: they are keys of one map on the server."
  }
}

variable "outbound_private_endpoints" {
  description = "Rule => resource and private link group that the managed network gets an endpoint to; any type, also AI Search, Cosmos DB, Event Hubs and registries."
  type = map(object({
    resource_id = string
    subresource = string
    spark       = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.outbound_private_endpoints) == 0 || var.isolation_mode == "AllowOnlyApprovedOutbound"
    error_message = "outbound_private_endpoints belong to the managed network."
  }

  validation {
    condition     = alltrue([for rule in var.outbound_private_endpoints : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[^/]+/[^/]+/[^/]+$", rule.resource_id)) && can(regex("^[A-Za-z_]{2,40}$", rule.subresource))])
    error_message = "outbound_private_endpoints must hold a resource id and one private link group, such as searchService, Sql, namespace or amlregistry."
  }

  validation {
    condition     = alltrue([for rule in var.outbound_private_endpoints : rule.resource_id != var.ml_key_vault_id])
    error_message = "outbound_private_endpoints must not hold the workspace's own vault: the service makes endpoints to its own resources."
  }
}

variable "outbound_service_tags" {
  description = "Rule => service tag, protocol and ports that compute may reach."
  type = map(object({
    tag      = string
    protocol = optional(string, "TCP")
    ports    = optional(string, "443")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.outbound_service_tags) == 0 || var.isolation_mode == "AllowOnlyApprovedOutbound"
    error_message = "outbound_service_tags belong to the managed network."
  }

  validation {
    condition     = alltrue([for rule in var.outbound_service_tags : !contains(["*", "AzureCloud", "Internet", "Storage"], rule.tag) && !startswith(rule.tag, "AzureCloud.") && !startswith(rule.tag, "Storage.")])
    error_message = "outbound_service_tags must not hold Internet, AzureCloud or Storage: each lets data out to anybody's account."
  }

  validation {
    condition     = alltrue([for rule in var.outbound_service_tags : contains(["*", "ICMP", "TCP", "UDP"], rule.protocol) && can(regex("^[0-9]{1,5}([,-][0-9]{1,5})*$", rule.ports))])
    error_message = "outbound_service_tags need protocol TCP, UDP, ICMP or * and ports such as 443 or 5671-5672."
  }
}

variable "provision_spark" {
  description = "Provision the managed network with serverless Spark, which model monitoring and the feature store use."
  type        = bool
  default     = true
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets by name (subnet_ids of network.private)."
  type        = map(string)
  default     = {}
  nullable    = false
}
