resource "aws_sagemaker_endpoint_configuration" "captured" {
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://bucket/capture"
  }
}

resource "aws_sagemaker_endpoint_configuration" "off" {
  data_capture_config {
    enable_capture              = false
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://bucket/capture"
  }
}

resource "aws_sagemaker_endpoint_configuration" "silent" {
}
