resource "google_privileged_access_manager_entitlement" "approved" {
  max_request_duration = "14400s"
  requester_justification_config {
    unstructured {}
  }
  approval_workflow {
    manual_approvals {
      require_approver_justification = true
    }
  }
}

resource "google_privileged_access_manager_entitlement" "self_service" {
  max_request_duration = "14400s"
  requester_justification_config {
    unstructured {}
  }
}
