resource "aws_iam_role" "scoped" {
  path = "/shop-dev/"
}

resource "aws_iam_role" "silent" {
}
