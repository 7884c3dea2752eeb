output "crds" {
  description = "Groups of definitions that exist once this is applied; consumers leave them out of their own releases."
  value = {
    cert_manager     = true
    envoy_gateway    = var.envoy_gateway_crds
    external_secrets = true
    gateway_api      = true
    prometheus       = true
  }

  depends_on = [module.prometheus_crds, module.gateway_crds]
}

output "images" {
  description = "Images as the cluster pulls them, sorted."
  value       = sort(distinct(concat(module.cert_manager.images, module.external_secrets.images)))
}

output "issuer_name" {
  description = "ClusterIssuer of the platform; ordered after it exists."
  value       = local.issuer_name

  depends_on = [module.issuers]
}

output "manifests" {
  description = "Issuers, stores and CA bundles as plain data."
  value       = concat(module.issuers.manifests, module.stores.manifests, module.ca_bundle.manifests)
}

output "mirror" {
  description = "Charts and images an air-gapped site mirrors: kind, source, target."
  value       = concat(module.prometheus_crds.mirror, module.gateway_crds.mirror, module.cert_manager.mirror, module.external_secrets.mirror)
}

output "releases" {
  description = "Release name to chart version."
  value = merge(
    module.prometheus_crds.releases,
    module.gateway_crds.releases,
    module.cert_manager.releases,
    module.issuers.releases,
    module.external_secrets.releases,
    module.stores.releases,
    module.ca_bundle.releases,
  )
}

output "secret_store_name" {
  description = "ClusterSecretStore that component namespaces may use; ordered after it exists. Empty without a store."
  value       = var.secret_store == "vault" ? "platform" : ""

  depends_on = [module.stores]
}

output "tenant_store_name" {
  description = "SecretStore in every tenant's namespace; empty without a store."
  value       = var.secret_store == "vault" ? "tenant" : ""

  depends_on = [module.stores]
}
