resource "helm_release" "explicit" {
  create_namespace = false
}

resource "helm_release" "default" {
  chart = "keda"
}

resource "helm_release" "makes" {
  create_namespace = true
}
