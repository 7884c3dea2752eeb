variable "feature_store" {
  description = <<-EOT
    Feature store, or null. kind optimized (private endpoint) or bigtable (continuous sync). groups: what features mean and the BigQuery table, as
    bq://project.dataset.table, they lie in. views: what is served, from groups or from a table, synced by cron (UTC) or continuously.
  EOT
  type = object({
    kind         = optional(string, "optimized")
    min_nodes    = optional(number, 1)
    max_nodes    = optional(number, 3)
    psc_projects = optional(set(string), [])
    groups = optional(map(object({
      table             = string
      entity_id_columns = list(string)
      features          = set(string)
      description       = optional(string)
    })), {})
    views = optional(map(object({
      groups            = optional(map(set(string)), {})
      table             = optional(string)
      entity_id_columns = optional(list(string), [])
      cron              = optional(string, "TZ=UTC 0 * * * *")
      continuous        = optional(bool, false)
    })), {})
  })
  default = null

  validation {
    condition     = var.feature_store == null ? true : contains(["bigtable", "optimized"], var.feature_store.kind)
    error_message = "feature_store.kind must be optimized or bigtable."
  }

  validation {
    condition     = var.feature_store == null ? true : var.feature_store.min_nodes >= 1 && var.feature_store.max_nodes >= var.feature_store.min_nodes && var.feature_store.max_nodes <= 10 * var.feature_store.min_nodes
    error_message = "feature_store.max_nodes must be at least min_nodes and at most ten times as many, the range Bigtable scales over."
  }

  validation {
    condition     = var.feature_store == null ? true : alltrue([for name in concat(keys(var.feature_store.groups), keys(var.feature_store.views), flatten([for group in values(var.feature_store.groups) : tolist(group.features)])) : can(regex("^[a-z_][a-z0-9_]{0,59}$", name))])
    error_message = "Names of groups, features and views must be lower-case letters, digits and underscores, 60 at most."
  }

  validation {
    condition     = var.feature_store == null ? true : alltrue([for table in concat([for group in values(var.feature_store.groups) : group.table], [for view in values(var.feature_store.views) : coalesce(view.table, "bq://a.b.c")]) : can(regex("^bq://[^.]+\\.[^.]+\\.[^.]+$", table))])
    error_message = "Tables must be bq://project.dataset.table."
  }

  validation {
    condition     = var.feature_store == null ? true : alltrue([for view in values(var.feature_store.views) : (view.table == null) != (length(view.groups) == 0)])
    error_message = "A view takes either groups or a table."
  }

  validation {
    condition     = var.feature_store == null ? true : alltrue([for view in values(var.feature_store.views) : !view.continuous || var.feature_store.kind == "bigtable"])
    error_message = "Continuous sync is for kind bigtable only."
  }

  validation {
    condition = var.feature_store == null ? true : alltrue(flatten([for view in values(var.feature_store.views) : [
      for group, features in view.groups : length(setsubtract(features, try(var.feature_store.groups[group].features, []))) == 0
    ]]))
    error_message = "Views must name features of the groups above."
  }
}

variable "idle_minutes" {
  description = "Minutes without activity after which a notebook or runtime stops."
  type        = number
  default     = 120
  nullable    = false

  validation {
    condition     = var.idle_minutes >= 10 && var.idle_minutes <= 1440 && floor(var.idle_minutes) == var.idle_minutes
    error_message = "idle_minutes must be a whole number from 10 to 1440, the range of Workbench."
  }
}

variable "notebooks" {
  description = <<-EOT
    Workbench instances. owner is the mail address of the one person who uses it, or null for whoever may act as the notebook account. users may start and
    stop it. zone is the letter within the region. A container image replaces Google's image. Most changes of the machine replace it, data disk included.
  EOT
  type = map(object({
    owner           = optional(string)
    users           = optional(set(string), [])
    zone            = optional(string, "b")
    machine_type    = optional(string, "n2-standard-4")
    boot_disk_gb    = optional(number, 150)
    data_disk_gb    = optional(number, 100)
    idle_minutes    = optional(number)
    gpu             = optional(object({ type = string, count = optional(number, 1) }))
    confidential    = optional(bool, false)
    container_image = optional(object({ repository = string, tag = string }))
    allow_downloads = optional(bool, false)
    allow_terminal  = optional(bool, false)
    state           = optional(string, "ACTIVE")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.notebooks) : can(regex("^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$", name))])
    error_message = "Names of notebooks must be lower-case letters, digits and hyphens, 30 at most."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : notebook.owner == null ? true : can(regex("^[^@: ]+@[^@: ]+[.][a-z]+$", notebook.owner))])
    error_message = "owner must be one mail address, without user: in front."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : alltrue([for member in notebook.users : can(regex("^(group|user):[^*]+$", member))])])
    error_message = "users must be group: or user: members."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : can(regex("^[a-f]$", notebook.zone))])
    error_message = "zone must be the letter of a zone of the region."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : notebook.boot_disk_gb >= 150 && notebook.data_disk_gb >= 100])
    error_message = "Workbench takes boot disks of at least 150 GB and data disks of at least 100 GB."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : notebook.idle_minutes == null ? true : notebook.idle_minutes >= 10 && notebook.idle_minutes <= 1440])
    error_message = "idle_minutes must be from 10 to 1440."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : notebook.gpu == null || !startswith(notebook.machine_type, "e2-")])
    error_message = "e2 machines take no GPU."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : !notebook.confidential || (notebook.gpu == null && can(regex("^(n2d|c2d|c3d)-", notebook.machine_type)))])
    error_message = "Confidential notebooks need an AMD machine (n2d, c2d, c3d) without GPU."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : notebook.container_image == null ? true : notebook.container_image.tag != "latest"])
    error_message = "container_image.tag must be a version: latest is another image tomorrow."
  }

  validation {
    condition     = alltrue([for notebook in values(var.notebooks) : contains(["ACTIVE", "STOPPED"], notebook.state)])
    error_message = "state must be ACTIVE or STOPPED."
  }
}

variable "persistent_resources" {
  description = "Training machines that stay, by name: pools of machine type, GPU and replicas. Paid for while idle."
  type = map(object({
    pools = map(object({
      machine_type = string
      gpu          = optional(object({ type = string, count = optional(number, 1) }))
      replicas     = optional(number, 1)
      max_replicas = optional(number)
      disk_gb      = optional(number, 100)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for resource in values(var.persistent_resources) : length(resource.pools) > 0])
    error_message = "Each of persistent_resources needs a pool."
  }

  validation {
    condition     = alltrue(flatten([for resource in values(var.persistent_resources) : [for pool in values(resource.pools) : pool.replicas >= 1 && (pool.max_replicas == null ? true : pool.max_replicas > pool.replicas)]]))
    error_message = "Pools need at least one replica, and max_replicas above replicas."
  }
}

variable "runtime_templates" {
  description = "Colab Enterprise runtime templates: machine, GPU, disk, idle minutes."
  type = map(object({
    description  = optional(string, "Notebook without a way to the internet.")
    machine_type = optional(string, "e2-standard-4")
    gpu          = optional(object({ type = string, count = optional(number, 1) }))
    disk_gb      = optional(number, 100)
    idle_minutes = optional(number)
  }))
  default  = { standard = {} }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.runtime_templates) : can(regex("^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$", name))])
    error_message = "Names of runtime_templates must be lower-case letters, digits and hyphens, 30 at most."
  }

  validation {
    condition     = alltrue([for template in values(var.runtime_templates) : template.gpu == null || !startswith(template.machine_type, "e2-")])
    error_message = "e2 machines take no GPU."
  }

  validation {
    condition     = alltrue([for template in values(var.runtime_templates) : template.idle_minutes == null ? true : template.idle_minutes >= 10 && template.idle_minutes <= 1440])
    error_message = "idle_minutes must be from 10 to 1440."
  }
}

variable "schedules" {
  description = <<-EOT
    Work by the clock: either template (PACKAGE/VERSION in the pipelines repository) with parameters, or notebook (gs:// uri and generation) with a runtime
    template. cron is unix-cron, with TZ=… in front for another time zone. Runs as the pipeline account.
  EOT
  type = map(object({
    cron             = string
    template         = optional(string)
    parameters       = optional(map(string), {})
    notebook         = optional(object({ uri = string, generation = optional(string) }))
    runtime_template = optional(string, "standard")
    timeout_minutes  = optional(number, 240)
    max_concurrent   = optional(number, 1)
    paused           = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : (schedule.template == null) != (schedule.notebook == null)])
    error_message = "A schedule runs either a pipeline template or a notebook."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^(TZ=[A-Za-z_/]+ )?[^ ]+( [^ ]+){4}$", schedule.cron))])
    error_message = "cron must have five fields, optionally after TZ=Area/City."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.template == null ? true : can(regex("^[a-z0-9][a-z0-9-]+/[A-Za-z0-9._:-]+$", schedule.template)) && !endswith(schedule.template, "/latest")])
    error_message = "template must be PACKAGE/VERSION, a version or sha256 digest, not latest: the clock must not change what it runs."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.notebook == null ? true : startswith(schedule.notebook.uri, "gs://") && contains(keys(var.runtime_templates), schedule.runtime_template)])
    error_message = "A scheduled notebook needs a gs:// uri and one of runtime_templates."
  }
}

variable "upgrade_schedule" {
  description = "When notebooks upgrade themselves, unix-cron, UTC."
  type        = string
  default     = "0 19 * * SUN"
  nullable    = false

  validation {
    condition     = can(regex("^[^ ]+( [^ ]+){4}$", var.upgrade_schedule))
    error_message = "upgrade_schedule must have five fields."
  }
}
