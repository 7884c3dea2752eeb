locals {
  issuer_name   = "platform"
  vault_address = coalesce(var.vault_address, "https://vault.${var.site_domain}:8200")

  issuer_spec = {
    # The CA's key lies in a Secret that an offline ceremony or the External Secrets operator brought.
    ca = { ca = { secretName = var.ca_secret_name } }
    vault = { vault = merge(
      {
        server = local.vault_address
        path   = var.vault_pki_path
        auth = { kubernetes = {
          mountPath         = "/v1/auth/${var.vault_auth_path}"
          role              = "${var.cluster_name}-cert-manager"
          serviceAccountRef = { name = "platform-issuer" }
        } }
      },
      var.ca_bundle_pem == "" ? {} : { caBundle = base64encode(var.ca_bundle_pem) },
    ) }
    acme = { acme = {
      server              = var.acme_server
      email               = var.acme_email
      privateKeySecretRef = { name = "platform-acme-account" }
      solvers = [{ http01 = { gatewayHTTPRoute = { parentRefs = [{
        group     = "gateway.networking.k8s.io"
        kind      = "Gateway"
        name      = "platform"
        namespace = var.namespaces["gateway"]
      }] } } }]
    } }
    self_signed = { ca = { secretName = "platform-self-signed-ca" } }
  }

  issuers = concat(
    [for manifest in [
      { apiVersion = "cert-manager.io/v1", kind = "ClusterIssuer", metadata = { name = "platform-bootstrap", labels = var.labels }, spec = { selfSigned = {} } },
      {
        apiVersion = "cert-manager.io/v1"
        kind       = "Certificate"
        metadata   = { name = "platform-self-signed-ca", namespace = var.namespaces["cert-manager"], labels = var.labels }
        spec = {
          isCA        = true
          commonName  = "${var.cluster_name} platform CA"
          secretName  = "platform-self-signed-ca"
          duration    = "87600h"
          renewBefore = "8760h"
          privateKey  = { algorithm = "ECDSA", size = 384 }
          issuerRef   = { group = "cert-manager.io", kind = "ClusterIssuer", name = "platform-bootstrap" }
        }
      },
    ] : manifest if var.issuer_mode == "self_signed"],
    # cert-manager asks for tokens of an account of its own, and may ask for those of no other.
    [for manifest in [
      { apiVersion = "v1", kind = "ServiceAccount", metadata = { name = "platform-issuer", namespace = var.namespaces["cert-manager"], labels = var.labels }, automountServiceAccountToken = false },
      {
        apiVersion = "rbac.authorization.k8s.io/v1"
        kind       = "Role"
        metadata   = { name = "platform-issuer-token", namespace = var.namespaces["cert-manager"], labels = var.labels }
        rules      = [{ apiGroups = [""], resources = ["serviceaccounts/token"], resourceNames = ["platform-issuer"], verbs = ["create"] }]
      },
      {
        apiVersion = "rbac.authorization.k8s.io/v1"
        kind       = "RoleBinding"
        metadata   = { name = "platform-issuer-token", namespace = var.namespaces["cert-manager"], labels = var.labels }
        roleRef    = { apiGroup = "rbac.authorization.k8s.io", kind = "Role", name = "platform-issuer-token" }
        subjects   = [{ kind = "ServiceAccount", name = "cert-manager", namespace = var.namespaces["cert-manager"] }]
      },
    ] : manifest if var.issuer_mode == "vault"],
    [{
      apiVersion = "cert-manager.io/v1"
      kind       = "ClusterIssuer"
      metadata   = { name = local.issuer_name, labels = var.labels }
      spec       = local.issuer_spec[var.issuer_mode]
    }],
  )

  ca_provider = var.ca_bundle_config_map == "" ? {} : {
    caProvider = { type = "ConfigMap", name = var.ca_bundle_config_map, namespace = var.namespaces["external-secrets"], key = "ca.crt" }
  }
  tenant_ca_provider = var.ca_bundle_config_map == "" ? {} : {
    caProvider = { type = "ConfigMap", name = var.ca_bundle_config_map, key = "ca.crt" }
  }

  # Two kinds of stores: one of the platform for component namespaces only, and one per tenant with a role and a service account
  # of its own. A single cluster-wide store would let each tenant ask for every other tenant's secrets.
  stores = concat(
    [for manifest in [
      {
        apiVersion                   = "v1"
        kind                         = "ServiceAccount"
        metadata                     = { name = "platform-secrets", namespace = var.namespaces["external-secrets"], labels = var.labels }
        automountServiceAccountToken = false
      },
      {
        apiVersion = "external-secrets.io/v1"
        kind       = "ClusterSecretStore"
        metadata   = { name = "platform", labels = var.labels }
        spec = {
          conditions = [{ namespaceSelector = { matchLabels = { "platform/kind" = "component" } } }]
          provider = { vault = merge(
            {
              server  = local.vault_address
              path    = var.vault_path
              version = "v2"
              auth = { kubernetes = {
                mountPath         = var.vault_auth_path
                role              = "${var.cluster_name}-platform"
                serviceAccountRef = { name = "platform-secrets", namespace = var.namespaces["external-secrets"] }
              } }
            },
            local.ca_provider,
          ) }
        }
      },
    ] : manifest if var.secret_store == "vault"],
    [for name, namespace in var.tenant_namespaces : {
      apiVersion                   = "v1"
      kind                         = "ServiceAccount"
      metadata                     = { name = "tenant-secrets", namespace = namespace, labels = var.labels }
      automountServiceAccountToken = false
    } if var.secret_store == "vault"],
    [for name, namespace in var.tenant_namespaces : {
      apiVersion = "external-secrets.io/v1"
      kind       = "SecretStore"
      metadata   = { name = "tenant", namespace = namespace, labels = var.labels }
      spec = { provider = { vault = merge(
        {
          server  = local.vault_address
          path    = var.vault_path
          version = "v2"
          auth = { kubernetes = {
            mountPath         = var.vault_auth_path
            role              = "${var.cluster_name}-${name}"
            serviceAccountRef = { name = "tenant-secrets" }
          } }
        },
        local.tenant_ca_provider,
      ) } }
    } if var.secret_store == "vault"],
    # Where nodes need a pull secret, it comes from the store too. The two namespaces that run before the store exists get theirs
    # from whoever bootstraps the registry.
    [for namespace, store in local.pull_secret_stores : {
      apiVersion = "external-secrets.io/v1"
      kind       = "ExternalSecret"
      metadata   = { name = var.pull_secret_name, namespace = namespace, labels = var.labels }
      spec = {
        refreshInterval = "1h"
        secretStoreRef  = store
        target          = { name = var.pull_secret_name, creationPolicy = "Owner", template = { type = "kubernetes.io/dockerconfigjson" } }
        data            = [{ secretKey = ".dockerconfigjson", remoteRef = { key = "registry/pull", property = "dockerconfigjson" } }]
      }
    } if var.pull_secret_name != "" && var.secret_store == "vault"],
  )

  pull_secret_stores = merge(
    {
      for key, namespace in var.namespaces :
      namespace => { kind = "ClusterSecretStore", name = "platform" } if !contains(["cert-manager", "external-secrets"], key)
    },
    { for name, namespace in var.tenant_namespaces : namespace => { kind = "SecretStore", name = "tenant" } },
  )
}
