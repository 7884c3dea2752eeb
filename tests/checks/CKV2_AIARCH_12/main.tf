resource "aws_eks_cluster" "private" {
  vpc_config {
    endpoint_public_access  = false
    endpoint_private_access = true
  }
}

resource "aws_eks_cluster" "public" {
  vpc_config {
    endpoint_public_access  = true
    endpoint_private_access = true
  }
}

resource "aws_eks_cluster" "silent" {
  vpc_config {
    subnet_ids = []
  }
}
