resource "google_org_policy_policy" "enforced" {
  spec {
    rules {
      enforce = "TRUE"
    }
  }
}

resource "google_org_policy_policy" "everything" {
  spec {
    rules {
      allow_all = "TRUE"
    }
  }
}

resource "google_org_policy_policy" "off" {
  spec {
    rules {
      enforce = "FALSE"
    }
  }
}

resource "google_org_policy_policy" "dry_only" {
  dry_run_spec {
    rules {
      enforce = "TRUE"
    }
  }
}
