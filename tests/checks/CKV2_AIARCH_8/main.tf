resource "aws_vpc_endpoint" "narrow" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_vpc_endpoint" "open" {
}
