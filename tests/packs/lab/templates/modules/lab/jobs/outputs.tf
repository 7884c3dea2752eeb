output "job_ids" {
  description = "Ids of the jobs by name."
  value       = { for name, job in terraform_data.job : name => job.id }
}
