variable "endpoints" {
  description = <<-EOT
    Endpoints by short name. number: 1 to 10 digits without a leading zero, drawn when null. exposure: psc (private, default), peering, dedicated or
    public; the last two answer on the internet and need allow_public. callers may predict and nothing else. log_sampling: share of requests recorded.
  EOT
  type = map(object({
    number         = optional(string)
    description    = optional(string)
    exposure       = optional(string, "psc")
    psc_automation = optional(bool, false)
    callers        = optional(set(string), [])
    log_sampling   = optional(number, 1)
    error_ratio    = optional(number, 0.01)
    latency_ms     = optional(number, 1000)
  }))
  default  = { primary = {} }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.endpoints) : can(regex("^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$", name)) && !startswith(name, "index-")])
    error_message = "Names of endpoints must be lower-case letters, digits and hyphens, 22 at most, and not start with index-."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : endpoint.number == null ? true : can(regex("^[1-9][0-9]{0,9}$", endpoint.number))])
    error_message = "number must be 1 to 10 digits without a leading zero: Vertex AI takes no other endpoint names from Terraform."
  }

  validation {
    condition     = length(distinct([for endpoint in values(var.endpoints) : endpoint.number if endpoint.number != null])) == length([for endpoint in values(var.endpoints) : endpoint.number if endpoint.number != null])
    error_message = "Each number may be given once."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : contains(["dedicated", "peering", "psc", "public"], endpoint.exposure)])
    error_message = "exposure must be psc, peering, dedicated or public."
  }

  validation {
    condition     = var.allow_public || alltrue([for endpoint in values(var.endpoints) : !contains(["dedicated", "public"], endpoint.exposure)])
    error_message = "Exposure dedicated and public answer on the internet, behind IAM only: set allow_public once that is accepted, or use psc."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : !endpoint.psc_automation || endpoint.exposure == "psc"])
    error_message = "psc_automation is for exposure psc."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : alltrue([for caller in endpoint.callers : can(regex("^((group|serviceAccount):|principal://|principalSet://.+/group/)[^*]+$", caller))])])
    error_message = "callers must be groups, service accounts or single principals: neither users nor allUsers."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : endpoint.log_sampling >= 0 && endpoint.log_sampling <= 1])
    error_message = "log_sampling must be from 0 to 1."
  }

  validation {
    condition     = var.environment != "prod" || alltrue([for endpoint in values(var.endpoints) : endpoint.log_sampling > 0])
    error_message = "Endpoints in prod record requests: log_sampling must be above 0 (LOG-02)."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : endpoint.error_ratio > 0 && endpoint.error_ratio < 1 && endpoint.latency_ms > 0])
    error_message = "error_ratio must be between 0 and 1, latency_ms above 0."
  }
}

variable "indexes" {
  description = <<-EOT
    Vector Search indexes by short name, each with an endpoint of its own. update_method, dimensions and shard_size cannot be changed. contents_uri: gs://
    folder of the first vectors. callers: service accounts whose tokens are accepted. Deployed replicas are paid for day and night.
  EOT
  type = map(object({
    description         = optional(string)
    exposure            = optional(string, "psc")
    dimensions          = number
    update_method       = optional(string, "STREAM_UPDATE")
    distance            = optional(string, "DOT_PRODUCT_DISTANCE")
    shard_size          = optional(string, "SHARD_SIZE_SMALL")
    neighbors           = optional(number, 150)
    brute_force         = optional(bool, false)
    leaf_size           = optional(number, 1000)
    leaf_search_percent = optional(number, 5)
    contents_uri        = optional(string)
    machine_type        = optional(string, "e2-standard-2")
    min_replicas        = optional(number, 2)
    max_replicas        = optional(number, 4)
    latency_ms          = optional(number, 100)
    callers             = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.indexes) : can(regex("^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$", name))])
    error_message = "Names of indexes must be lower-case letters, digits and hyphens, 22 at most."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : contains(["peering", "psc", "public"], index.exposure)])
    error_message = "exposure of an index must be psc, peering or public."
  }

  validation {
    condition     = var.allow_public || alltrue([for index in values(var.indexes) : index.exposure != "public"])
    error_message = "Exposure public answers on the internet: set allow_public once that is accepted, or use psc."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : contains(["BATCH_UPDATE", "STREAM_UPDATE"], index.update_method) && contains(["COSINE_DISTANCE", "DOT_PRODUCT_DISTANCE", "L1_DISTANCE", "SQUARED_L2_DISTANCE"], index.distance) && contains(["SHARD_SIZE_LARGE", "SHARD_SIZE_MEDIUM", "SHARD_SIZE_SMALL"], index.shard_size)])
    error_message = "update_method must be STREAM_UPDATE or BATCH_UPDATE, distance and shard_size ones of Vector Search."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : index.dimensions >= 1 && floor(index.dimensions) == index.dimensions])
    error_message = "dimensions must be a whole number of at least 1."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : index.min_replicas >= 2 && index.max_replicas >= index.min_replicas])
    error_message = "Deployed indexes need at least two replicas, since one has no service level, and max_replicas of at least that."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : index.contents_uri == null ? true : startswith(index.contents_uri, "gs://")])
    error_message = "contents_uri must be a gs:// folder."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : alltrue([for caller in index.callers : can(regex("^[^@ ]+@[^@ ]+[.]iam[.]gserviceaccount[.]com$", caller))])])
    error_message = "callers of an index must be mail addresses of service accounts."
  }
}

variable "model_armor" {
  description = <<-EOT
    Model Armor template for prompts and answers of generative models, or null: confidence of the filters, whether it blocks, and Sensitive Data Protection
    templates (without them the basic detection is on). Exists in some regions only.
  EOT
  type = object({
    confidence          = optional(string, "MEDIUM_AND_ABOVE")
    block               = optional(bool, true)
    inspect_template    = optional(string)
    deidentify_template = optional(string)
    multi_language      = optional(bool, true)
  })
  default = null

  validation {
    condition     = var.model_armor == null ? true : contains(["HIGH", "LOW_AND_ABOVE", "MEDIUM_AND_ABOVE"], var.model_armor.confidence)
    error_message = "model_armor.confidence must be LOW_AND_ABOVE, MEDIUM_AND_ABOVE or HIGH."
  }

  validation {
    condition     = var.model_armor == null ? true : var.model_armor.block || var.environment != "prod"
    error_message = "In prod Model Armor blocks: inspecting only lets through what it finds."
  }

  validation {
    condition     = var.model_armor == null ? true : var.model_armor.deidentify_template == null || var.model_armor.inspect_template != null
    error_message = "deidentify_template needs inspect_template."
  }
}

variable "pools" {
  description = "Machines that several models share, by short name. Everything about a pool is fixed when it is made."
  type = map(object({
    machine_type       = optional(string, "n2-standard-4")
    gpu                = optional(object({ type = string, count = optional(number, 1) }))
    min_replicas       = optional(number, 2)
    max_replicas       = optional(number, 4)
    target_utilization = optional(number, 60)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.pools) : can(regex("^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$", name))])
    error_message = "Names of pools must be lower-case letters, digits and hyphens, 22 at most."
  }

  validation {
    condition     = alltrue([for pool in values(var.pools) : pool.min_replicas >= 1 && pool.max_replicas >= pool.min_replicas && pool.target_utilization >= 10 && pool.target_utilization <= 100])
    error_message = "Pools need min_replicas of at least 1, max_replicas of at least that and a target_utilization from 10 to 100."
  }

  validation {
    condition     = var.environment != "prod" || alltrue([for pool in values(var.pools) : pool.min_replicas >= 2])
    error_message = "Pools in prod need two replicas: one is gone whenever its machine is."
  }

  validation {
    condition     = alltrue([for pool in values(var.pools) : pool.gpu == null || !startswith(pool.machine_type, "e2-")])
    error_message = "e2 machines take no GPU."
  }
}

variable "psc_targets" {
  description = "Second phase: endpoint => service attachment of its deployed model (deployed_models[].private_endpoints.service_attachment), known only after the release pipeline has deployed."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for attachment in values(var.psc_targets) : can(regex("^projects/[^/]+/regions/[^/]+/serviceAttachments/[^/]+$", attachment))])
    error_message = "psc_targets must be projects/P/regions/R/serviceAttachments/S."
  }

  validation {
    condition     = alltrue([for name in keys(var.psc_targets) : try(var.endpoints[name].exposure == "psc" && !var.endpoints[name].psc_automation, false)])
    error_message = "Keys of psc_targets must be endpoints of exposure psc without automation."
  }

  validation {
    condition     = alltrue([for attachment in values(var.psc_targets) : try(split("/", attachment)[3] == var.region, false)])
    error_message = "Service attachments must be of the region: forwarding rules reach no other."
  }
}
