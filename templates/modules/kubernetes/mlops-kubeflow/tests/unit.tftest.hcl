mock_provider "helm" {}

variables {
  environment = "dev"
  site_domain = "acme.internal"
  namespaces  = { platform = "platform-system", kubeflow = "kubeflow" }
}

run "argo_cd_would_pass_a_review" {
  command = plan

  assert {
    condition     = output.values["argo-cd"].configs.cm["admin.enabled"] == false && output.values["argo-cd"].configs.rbac["policy.default"] == "" && output.values["argo-cd"].configs.cm["users.anonymous.enabled"] == "false" && !output.values["argo-cd"].configs.params["server.insecure"]
    error_message = "No local administrator, no default role, no anonymous access, TLS."
  }

  assert {
    condition     = output.values["argo-cd"].global.networkPolicy.create && !output.values["argo-cd"].dex.enabled && !output.values["argo-cd"].createAggregateRoles && output.values["argo-cd"].server.service.type == "ClusterIP" && output.values["argo-cd"].crds.keep && output.releases["argo-cd"] == "10.1.1"
    error_message = "Network policies, no Dex, no aggregated roles, nothing published, definitions kept."
  }
}

run "project_is_a_fence" {
  command = plan

  assert {
    condition     = one([for m in output.manifests : length(m.spec.sourceRepos) == 1 && jsonencode(m.spec.destinations) == jsonencode([{ namespace = "kubeflow", server = "https://kubernetes.default.svc" }]) && !strcontains(jsonencode(m.spec), "\"*\"") && contains([for k in m.spec.namespaceResourceBlacklist : k.kind], "Secret") if m.kind == "AppProject"])
    error_message = "One repository, one namespace, no wildcard, no Secret from Git."
  }

  assert {
    condition     = alltrue([for m in output.manifests : m.spec.project == "kubeflow" && m.spec.source.targetRevision == "26.03" && contains(m.spec.syncPolicy.syncOptions, "CreateNamespace=false") && !m.spec.syncPolicy.automated.prune if m.kind == "Application"]) && !anytrue([for m in output.manifests : strcontains(m.spec.source.path, "dex") || strcontains(m.spec.source.path, "istio") if m.kind == "Application"])
    error_message = "A pinned revision, no namespace made, nothing pruned unseen, no demo identities."
  }

  assert {
    condition     = [for m in output.manifests : m.metadata.annotations["argocd.argoproj.io/sync-wave"] if m.kind == "Application"] == ["1", "0"]
    error_message = "Profiles come before Pipelines."
  }
}

run "bundled_stores_are_deleted" {
  command = plan

  assert {
    condition = length(setsubtract(
      ["Deployment/mysql", "Deployment/seaweedfs", "Secret/mysql-secret", "Secret/mlpipeline-minio-artifact", "Service/minio-service"],
      flatten([for m in output.manifests : [for p in try(m.spec.source.kustomize.patches, []) : "${p.target.kind}/${p.target.name}" if strcontains(p.patch, "$patch")] if m.kind == "Application"]),
    )) == 0
    error_message = "Database and store of the distribution, and their fixed credentials, must go."
  }

  assert {
    condition     = anytrue(flatten([for m in output.manifests : [for p in try(m.spec.source.kustomize.patches, []) : p.target.name == "pipeline-install-config" && yamldecode(p.patch).data.dbHost == "mysql.acme.internal" && yamldecode(p.patch).data.minioServiceHost == "s3.acme.internal"] if m.kind == "Application"]))
    error_message = "Pipelines must use the site's database and store."
  }
}

run "people_sign_in_at_the_identity_provider" {
  command = plan

  variables {
    environment = "prod"
    mesh_ready  = true
    oidc        = { issuer_url = "https://id.acme.internal", client_id = "argocd" }
  }

  assert {
    condition     = yamldecode(output.values["argo-cd"].configs.cm["oidc.config"]).clientSecret == "$argocd-oidc:client-secret" && output.values["argo-cd"].configs.rbac["policy.csv"] == "g, platform-admins, role:admin" && output.values["argo-cd"].server.replicas == 2
    error_message = "The secret is a reference, and groups are roles."
  }
}

run "air_gap_names_no_public_host" {
  command = plan

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
  }

  assert {
    # Old names stand left of "=" in Kustomize's image list; what is pulled stands right.
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|gcr\\.io|ecr\\.aws|github\\.com)", jsonencode([output.values, output.images, [for m in output.manifests : m.kind == "Application" ? jsonencode([m.spec.source.repoURL, [for i in m.spec.source.kustomize.images : split("=", i)[1]], try(m.spec.source.kustomize.patches, [])]) : ""]])))
    error_message = "Nothing may point at a public host, Git included."
  }

  assert {
    condition     = contains(output.images, "registry.acme.internal/kubeflow/kfp-api-server:2.16.1") && anytrue([for entry in output.mirror : entry.kind == "git" && entry.target == "https://git.acme.internal/platform/kubeflow-distribution.git@26.03"])
    error_message = "The mirror list names the distribution's images and its repository."
  }
}

run "externally_managed_keeps_applications" {
  command = plan

  variables {
    externally_managed = ["argo-cd"]
  }

  assert {
    condition     = length(output.releases) == 0 && length([for m in output.manifests : m if m.kind == "Application"]) == 2
    error_message = "The Argo CD of Base Command Manager is used; applications are ours."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.revision, var.database, var.object_store, var.oidc]

  variables {
    environment  = "production"
    connectivity = "sometimes"
    site_domain  = "example.com"
    namespaces   = {}
    revision     = "master"
    database     = { port = 5432 }
    object_store = { endpoint = "http://s3" }
    oidc         = { issuer_url = "http://id.acme.internal", client_id = "argocd" }
  }
}

run "rejects_password_in_the_address" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = "https://user:secret@git.acme.internal/x.git"
  }
}

run "rejects_public_git_in_an_air_gap" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    repository     = "https://github.com/kubeflow/community-distribution.git"
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["dex"]
    overrides          = { dex = {} }
  }
}

run "warns_without_a_mesh_in_prod" {
  command         = plan
  expect_failures = [check.mesh]

  variables {
    environment = "prod"
  }
}
