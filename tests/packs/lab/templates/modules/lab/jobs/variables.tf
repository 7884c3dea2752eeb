variable "jobs" {
  description = "Names of jobs."
  type        = list(string)
  nullable    = false
}

variable "seconds" {
  description = "How long each takes to come up."
  type        = number
  nullable    = false
}

variable "store_id" {
  description = "Id of the store the jobs read."
  type        = string
  nullable    = false
}
