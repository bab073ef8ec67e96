"""Every check of doctor: from the facts of a machine to a finding, and the words for it. All pure."""
