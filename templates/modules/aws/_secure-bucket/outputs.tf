# Services check the bucket policy when they are pointed at a bucket, and S3 checks that a log target exists: whoever
# reads an output waits for the whole bucket. depends_on keeps the values known at plan.
output "arn" {
  description = "ARN of the bucket, known at plan."
  value       = local.bucket_arn
  depends_on  = [aws_s3_bucket_policy.this, aws_s3_bucket_server_side_encryption_configuration.this, aws_s3_bucket_versioning.this]
}

output "id" {
  description = "Id of the bucket resource (its name), unknown until the bucket exists."
  value       = aws_s3_bucket.this.id
  depends_on  = [aws_s3_bucket_policy.this, aws_s3_bucket_server_side_encryption_configuration.this, aws_s3_bucket_versioning.this]
}

output "name" {
  description = "Name of the bucket, known at plan: the value for another bucket's access_log_bucket."
  value       = var.name
  depends_on  = [aws_s3_bucket_policy.this, aws_s3_bucket_server_side_encryption_configuration.this, aws_s3_bucket_versioning.this]
}
