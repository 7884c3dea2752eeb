resource "aws_lb" "inside" {
  internal = true
}

resource "aws_lb" "outside" {
  internal = false
}

resource "aws_lb" "silent" {
}
