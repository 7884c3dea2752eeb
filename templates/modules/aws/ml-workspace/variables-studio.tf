variable "app_default_instance_type" {
  description = "Instance type an app starts with."
  type        = string
  default     = "ml.t3.medium"
  nullable    = false

  validation {
    condition     = contains(var.app_instance_types, var.app_default_instance_type)
    error_message = "app_default_instance_type must be one of app_instance_types, literally: users would be denied their default."
  }
}

variable "app_instance_types" {
  description = "Instance types of Studio apps. system is the free instance of the portal."
  type        = set(string)
  default     = ["ml.m5.large", "ml.m5.xlarge", "ml.t3.large", "ml.t3.medium", "system"]
  nullable    = false

  validation {
    condition     = alltrue([for type in var.app_instance_types : type == "system" || can(regex("^ml\\.[a-z0-9-]+\\.[a-z0-9*]+$", type))])
    error_message = "Each of app_instance_types must be system or a type such as ml.t3.medium or ml.m5.*; the family may not be a wildcard."
  }

  validation {
    condition     = contains(var.app_instance_types, "system")
    error_message = "app_instance_types must contain system: apps that need no instance of their own run on it."
  }
}

variable "auth_mode" {
  description = "How people sign in: IAM (federated roles, Studio only through the VPC endpoint) or SSO (IAM Identity Center). Fixed when the domain is made."
  type        = string
  default     = "IAM"
  nullable    = false

  validation {
    condition     = contains(["IAM", "SSO"], var.auth_mode)
    error_message = "auth_mode must be IAM or SSO."
  }
}

variable "docker_access" {
  description = "Let apps build and run containers (SageMaker local mode)."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.docker_access || var.environment != "prod"
    error_message = "docker_access must be false in prod: images are built by pipelines there."
  }
}

variable "docker_trusted_accounts" {
  description = "Accounts whose ECR images apps may run with Docker in VpcOnly mode."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.docker_trusted_accounts : can(regex("^[0-9]{12}$", id))]) && length(var.docker_trusted_accounts) <= 20
    error_message = "docker_trusted_accounts must be at most 20 account ids of 12 digits."
  }

  validation {
    condition     = !var.docker_access || length(var.docker_trusted_accounts) > 0
    error_message = "docker_access needs docker_trusted_accounts: in VpcOnly mode Docker can pull from no other account."
  }
}

variable "hidden_app_types" {
  description = "App types not shown in Studio. Canvas and the Classic apps have no idle shutdown here."
  type        = set(string)
  default     = ["Canvas", "DetailedProfiler", "JupyterServer", "KernelGateway", "RSessionGateway", "RStudioServerPro", "TensorBoard"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.hidden_app_types, ["Canvas", "CodeEditor", "DetailedProfiler", "JupyterLab", "JupyterServer", "KernelGateway", "RSessionGateway", "RStudioServerPro", "TensorBoard"])) == 0
    error_message = "hidden_app_types knows Canvas, CodeEditor, DetailedProfiler, JupyterLab, JupyterServer, KernelGateway, RSessionGateway, RStudioServerPro and TensorBoard."
  }
}

variable "hidden_ml_tools" {
  description = "Tools not shown in Studio's portal: by default third-party apps and those the guardrails do not cover."
  type        = set(string)
  default     = ["AutoMl", "Comet", "DeepchecksLLMEvaluation", "EmrClusters", "Fiddler", "HyperPodClusters", "JumpStart", "LakeraGuard"]
  nullable    = false

  validation {
    condition = length(setsubtract(var.hidden_ml_tools, [
      "AutoMl", "Comet", "DataWrangler", "DeepchecksLLMEvaluation", "EmrClusters", "Endpoints", "Experiments", "FeatureStore", "Fiddler",
      "HyperPodClusters", "InferenceOptimization", "InferenceRecommender", "JumpStart", "LakeraGuard", "ModelEvaluation", "Models",
      "PerformanceEvaluation", "Pipelines", "Projects", "Training",
    ])) == 0
    error_message = "hidden_ml_tools names a tool SageMaker does not know (MlTools in the API reference)."
  }
}

variable "idle_max_minutes" {
  description = "Longest idle time users may choose; null = idle_minutes is enforced."
  type        = number
  default     = null

  validation {
    condition     = var.idle_max_minutes == null ? true : var.idle_max_minutes >= var.idle_minutes && var.idle_max_minutes <= 525600
    error_message = "idle_max_minutes must be from idle_minutes to 525600."
  }
}

variable "idle_minutes" {
  description = "Minutes without activity after which an app stops."
  type        = number
  default     = 120
  nullable    = false

  validation {
    condition     = var.idle_minutes >= 60 && var.idle_minutes <= 525600 && floor(var.idle_minutes) == var.idle_minutes
    error_message = "idle_minutes must be a whole number from 60 to 525600, SageMaker's limits."
  }
}

variable "lifecycle_scripts" {
  description = "Shell text that runs when an app starts, after the SDK defaults are fetched, by app type (JupyterLab, CodeEditor)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.lifecycle_scripts), ["CodeEditor", "JupyterLab"])) == 0
    error_message = "lifecycle_scripts knows JupyterLab and CodeEditor."
  }

  validation {
    # 16384 characters of base64, less what the module's own part takes.
    condition     = alltrue([for script in values(var.lifecycle_scripts) : length(base64encode(script)) <= 15000])
    error_message = "Each of lifecycle_scripts must be at most 15000 characters in base64: put longer work into an image."
  }
}

variable "notebook_sharing" {
  description = "Let users share notebook snapshots, which contain cell output, through the studio bucket."
  type        = bool
  default     = false
  nullable    = false
}

variable "personas" {
  description = "Changes to the personas scientist, ml-engineer, reviewer and read-only, or further ones, by name. permission_sets: read, workbench, develop, release, review; policy_arns adds policies under names of your choice."
  type = map(object({
    permission_sets   = optional(set(string))
    max_session_hours = optional(number)
    policy_arns       = optional(map(string), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.personas) : can(regex("^[a-z][a-z0-9-]{1,16}$", name))])
    error_message = "Persona names must be 2 to 17 characters: lower-case letters, digits and hyphens, starting with a letter."
  }

  validation {
    condition     = alltrue([for persona in var.personas : length(setsubtract(coalesce(persona.permission_sets, []), ["read", "workbench", "develop", "release", "review"])) == 0])
    error_message = "permission_sets may be read, workbench, develop, release and review."
  }

  validation {
    condition     = alltrue([for persona in var.personas : !(contains(coalesce(persona.permission_sets, []), "review") && contains(coalesce(persona.permission_sets, []), "release"))])
    error_message = "No persona may both release and review: whoever builds a model does not judge it."
  }

  validation {
    condition     = alltrue([for persona in var.personas : coalesce(persona.max_session_hours, 1) >= 1 && coalesce(persona.max_session_hours, 1) <= 12])
    error_message = "max_session_hours must be from 1 to 12, IAM's limits."
  }

  validation {
    condition     = alltrue(flatten([for persona in var.personas : [for arn in values(persona.policy_arns) : !can(regex("(FullAccess|AdministratorAccess|PowerUserAccess)$", arn))]]))
    error_message = "policy_arns must not attach AWS-managed full access policies."
  }
}

variable "shared_space_persona" {
  description = "Persona whose role shared spaces run with. A shared space has no single user, hence no home prefix."
  type        = string
  default     = "scientist"
  nullable    = false
}

variable "space_storage_gb" {
  description = "Size of a new space's volume."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.space_storage_gb >= 5 && var.space_storage_gb <= var.space_storage_max_gb
    error_message = "space_storage_gb must be from 5 to space_storage_max_gb."
  }
}

variable "space_storage_max_gb" {
  description = "Largest volume a user may ask for."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.space_storage_max_gb >= 5 && var.space_storage_max_gb <= 16384
    error_message = "space_storage_max_gb must be from 5 to 16384, SageMaker's limits."
  }
}

variable "user_profiles" {
  description = "User profiles by name. sso_username is the user name in Identity Center, needed in SSO mode only, and must exist there."
  type = map(object({
    persona      = string
    sso_username = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.user_profiles) : can(regex("^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$", name))])
    error_message = "Profile names must be 1 to 63 letters, digits and inner hyphens; the name is the person's prefix in the artifact bucket and the source identity in CloudTrail."
  }
}
