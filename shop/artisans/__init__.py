"""The businesses that sell: who they are, who acts for them, when they are away."""
