resource "aws_vpc_block_public_access_options" "both" {
  internet_gateway_block_mode = "block-bidirectional"
}

resource "aws_vpc_block_public_access_options" "ingress" {
  internet_gateway_block_mode = "block-ingress"
}

resource "aws_vpc_block_public_access_options" "off" {
  internet_gateway_block_mode = "off"
}
