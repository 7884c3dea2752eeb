resource "aws_api_gateway_rest_api" "private" {
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_rest_api" "edge" {
  endpoint_configuration {
    types = ["EDGE"]
  }
}
