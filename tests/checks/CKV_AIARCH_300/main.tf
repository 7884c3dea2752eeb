resource "helm_release" "exact" {
  repository = "oci://registry.acme.example/charts"
  chart      = "keda"
  version    = "2.20.2"
}

resource "helm_release" "prefixed" {
  repository = "oci://registry.acme.example/charts"
  chart      = "keda"
  version    = "v1.8.2"
}

resource "helm_release" "missing" {
  repository = "oci://registry.acme.example/charts"
  chart      = "keda"
}

resource "helm_release" "range" {
  repository = "oci://registry.acme.example/charts"
  chart      = "keda"
  version    = "~2.20"
}

resource "helm_release" "partial" {
  repository = "oci://registry.acme.example/charts"
  chart      = "keda"
  version    = "2.20"
}
