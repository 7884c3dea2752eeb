resource "helm_release" "registry" {
  repository = "oci://registry.acme.example/charts"
}

resource "helm_release" "https" {
  repository = "https://kedacore.github.io/charts"
}

resource "helm_release" "plain" {
  repository = "http://charts.acme.example"
}
