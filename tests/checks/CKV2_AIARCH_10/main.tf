resource "aws_iam_openid_connect_provider" "sts" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_openid_connect_provider" "anyone" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["other"]
}
