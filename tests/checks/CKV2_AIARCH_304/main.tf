resource "helm_release" "referenced" {
  chart = "keda"
}

resource "helm_release" "in_state" {
  set_sensitive {
    name  = "password"
    value = var.password
  }
}
