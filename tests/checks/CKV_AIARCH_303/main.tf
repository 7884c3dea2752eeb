resource "helm_release" "referenced" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ auth = { existingSecret = "s3-config", secretKey = "access-key", passwordKey = "password" } }),
  ]
}

resource "helm_release" "from_elsewhere" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ env = { DB_PASSWORD = "$(DB_PASSWORD)", API_TOKEN = "$${NGC_API_KEY}" } }),
  ]
}

resource "helm_release" "external" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ manifests = [{ apiVersion = "external-secrets.io/v1", kind = "ExternalSecret", spec = { data = [{ secretKey = "password" }] } }] }),
  ]
}

resource "helm_release" "password" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ rootUser = "admin", rootPassword = "minioadmin" }),
  ]
}

resource "helm_release" "token" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode(merge({ auth = { token = "q7Xk29LmPz81" } }, var.more)),
  ]
}

resource "helm_release" "url" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ database = "postgres://mlflow:s3cret@db.acme.example/mlflow" }),
  ]
}

resource "helm_release" "manifest" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ manifests = [{ apiVersion = "v1", kind = "Secret", stringData = { user = "x" } }] }),
  ]
}
