resource "kubernetes_role_binding_v1" "named" {
  role_ref {
    kind = "ClusterRole"
    name = "view"
  }
  subject {
    kind = "Group"
    name = "data-scientists"
  }
}

resource "kubernetes_role_binding_v1" "everybody" {
  role_ref {
    kind = "ClusterRole"
    name = "view"
  }
  subject {
    kind = "Group"
    name = "system:authenticated"
  }
}

resource "kubernetes_role_binding_v1" "everything" {
  role_ref {
    kind = "ClusterRole"
    name = "cluster-admin"
  }
  subject {
    kind = "Group"
    name = "data-scientists"
  }
}
