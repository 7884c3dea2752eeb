resource "aws_iam_role" "bounded" {
  name                 = "a"
  permissions_boundary = "arn:aws:iam::111122223333:policy/boundary"
}

resource "aws_iam_role" "unbounded" {
  name = "a"
}
