# The keys of ../kms with their material in Cloud HSM, whatever the environment.
module "keys" {
  source = "../kms"

  name_prefix       = var.name_prefix
  environment       = var.environment
  location          = var.location
  labels            = var.labels
  project_id        = var.project_id
  service_agents    = var.service_agents
  destroy_days      = var.destroy_days
  extra_keys        = var.extra_keys
  extra_members     = var.extra_members
  key_project_id    = var.key_project_id
  protection_level  = "HSM"
  signers           = var.signers
  signing_algorithm = var.signing_algorithm
}
